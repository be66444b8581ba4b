import { createApplication } from './app/application.ts';
import type { Application } from './app/application.ts';
import { createBookingFeed } from './app/booking-feed.ts';
import { createEventBus } from './app/event-bus.ts';
import type { EventBus } from './app/event-bus.ts';
import type { Channel, Clock, Ids, Keys, Log, Metrics, ProviderNetwork, Route, JobQueue } from './app/ports/index.ts';
import { createRecommender } from './app/recommend.ts';
import type { Config } from './config.ts';
import { createDefinitions } from '../jobs/definitions.ts';
import { createLevelDefinitions } from '../jobs/level-definitions.ts';
import { makeChannels, makeNetworks, makeService } from './make-adapters.ts';
import { openQueue } from './queue.ts';
import { networkModules } from './registry/modules.ts';
import {
  basePathOf,
  createClock,
  createHealthRoutes,
  createHttpHandler,
  createIds,
  createLog,
  createMetrics,
  createNearestIndex,
  createRoutes,
  createTimeWords,
  loadOrMakeAdminToken,
} from './registry/parts.ts';
import type { HttpHandler } from './registry/parts.ts';
import { operator, texts as textsModule } from './registry/services.ts';
import { openStores, ringOf, withJobsFile } from './stores.ts';
import type { Stores } from './stores.ts';
import { guardNetworks } from './guarding.ts';
import { createServiceLevelDesk } from './service-levels.ts';
import type { ServiceLevelDesk } from './service-levels.ts';
import { keepUp } from './upkeep.ts';

/** Parts that a host or a test brings instead of the defaults. */
export interface Parts {
  readonly store?: Stores | undefined;
  readonly jobs?: JobQueue | undefined;
  readonly channels?: readonly Channel[] | undefined;
  readonly networks?: readonly ProviderNetwork[] | undefined;
  readonly keys?: Keys | undefined;
  readonly logger?: Log | undefined;
  readonly clock?: Clock | undefined;
  readonly ids?: Ids | undefined;
  /** Routes beside Pitcrew's own; called with what they may need once it is put together. */
  readonly routes?: readonly Route[] | undefined;
}

/** Everything of one Pitcrew, put together and not started. */
export interface Composed {
  readonly app: Application;
  readonly handler: HttpHandler;
  /** `/metrics` alone, for METRICS_PORT. */
  readonly metricsHandler: HttpHandler;
  readonly store: Stores;
  readonly queue: JobQueue;
  readonly service: ServiceLevelDesk;
  readonly events: EventBus;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly adminToken: string;
  /** Where a token lies that was made here. */
  readonly adminTokenFile?: string | undefined;
  /** Begins to work, as far as its role goes. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** `web` answers people and stores, `worker` does the jobs, `all` is both. */
export type Role = 'web' | 'worker' | 'all';

const JOBS_AT_ONCE = 32;
const METRICS = '/metrics';

/** The one place where ports meet their adapters. */
export async function compose(config: Config, parts: Parts, role: Role = 'all'): Promise<Composed> {
  const clock = parts.clock ?? createClock(config.PITCREW_CLOCK_OFFSET_SECONDS);
  const log = parts.logger ?? createLog({ level: config.LOG_LEVEL });
  const ids = parts.ids ?? createIds();
  const keys = parts.keys ?? ringOf(config);
  const { store, jobsFile } = withJobsFile(
    parts.store ?? (await openStores(config, { keys, clock, log })),
    config,
    log,
  );
  const { bookings, deliveries, directory, availability, cursors, ledger } = store;
  const metrics = createMetrics({ bookingsByState: () => bookings.countByState() });
  const queue = parts.jobs ?? (await openQueue(config, { clock, log, ids, keys, jobsFile }));
  const events = createEventBus(log);
  const { PUBLIC_URL: publicUrl, RATE_LIMIT_PER_MINUTE: rateLimitPerMinute } = config;
  const channels = new Map<string, Channel>();
  const beside = { publicUrl, channels, memory: store.memory, clock, log, metrics };
  const places = new Map(makeService(operator, config, beside)?.map((place) => [place.name, place]));
  const texts = makeService(textsModule, config, beside);
  const service = createServiceLevelDesk({ levels: store.levels, directory, events, queue, places, ...beside });
  const networks = new Map<string, ProviderNetwork>();
  const recommender = createRecommender({
    directory,
    nearest: createNearestIndex(),
    availability,
    networks,
    bookings,
    clock,
    log,
    metrics,
    onAnswer: (name, shops) => app.polls.heard(name, shops),
    limits: {
      pollSeconds: config.POLL_SECONDS,
      staleSeconds: config.STALE_SECONDS,
      liveDeadlineMs: config.LIVE_DEADLINE_MS,
    },
  });
  const app = createApplication(
    {
      ...{ bookings, deliveries, directory, availability, cursors, ledger, queue, networks, recommender },
      words: createTimeWords(),
      ...{ events, clock, ids, log, metrics },
    },
    channels,
    () => store.probe(),
    config.POLL_SECONDS,
  );
  const desk = { keys, directory, bookings, deliveries, dispatch: app.dispatch };
  const found = parts.networks ?? makeNetworks(config, { desk, texts, clock, log, metrics: service.metrics });
  for (const network of guardNetworks(found, app)) networks.set(network.name, network);
  const told = { memory: store.memory, keys, texts, clock, log, metrics };
  for (const channel of parts.channels ?? makeChannels(config, app, told)) channels.set(channel.name, channel);
  const renderMetrics = () => metrics.text();
  const { adminToken, file: adminTokenFile } = tokenOf(config);
  const networkNames = [...new Set([...networkModules.map(({ name }) => name), ...networks.keys()])].sort();
  const http = { adminToken, publicUrl, rateLimitPerMinute, networkNames };
  const feed = createBookingFeed({ bookings, clock, log });
  const all: readonly Route[] =
    role === 'worker'
      ? createHealthRoutes({ api: app.api, renderMetrics, log })
      : [
          ...createRoutes(
            { ...app.core, ...{ api: app.api, dispatch: app.dispatch, feed, keys, renderMetrics }, config: http },
            [
              ...[...channels.values()].flatMap((channel) => channel.routes),
              ...[...networks.values()].flatMap((network) => network.routes ?? []),
              ...service.routes({ adminToken, publicUrl }),
              ...(parts.routes ?? []),
            ],
          ),
        ];
  const isForPort = ({ path }: Route): boolean => config.METRICS_PORT === undefined || path !== METRICS;
  const routes = all.filter(isForPort);
  const handler = createHttpHandler({ routes, log, basePath: basePathOf(config.PUBLIC_URL) });
  const metricsHandler = createHttpHandler({ routes: all.filter(({ path }) => path === METRICS), log });

  let stopUpkeep: (() => void) | undefined;
  const listening: (() => Promise<void>)[] = [];
  let closing: Promise<void> | undefined;

  async function start(): Promise<void> {
    app.relay.start();
    app.dispatch.start();
    service.start();
    const definitions = [...createDefinitions(app.jobs), ...createLevelDefinitions(service.jobs)];
    if (config.REDIS_URL !== undefined) app.standIn.employ(definitions);
    if (role !== 'worker')
      for (const channel of channels.values()) if (channel.listen) listening.push(channel.listen());
    if (role === 'web') return;
    queue.work(definitions, JOBS_AT_ONCE);
    stopUpkeep = keepUp(app, config, service);
  }

  /** Takes nothing new, finishes what is in hand, then closes the store. */
  async function shutDown(): Promise<void> {
    stopUpkeep?.();
    handler.endStreams();
    await Promise.all(listening.map((stop) => stop()));
    await app.dispatch.stop();
    await queue.stop();
    await app.relay.stop();
    await queue.close?.();
    for (const channel of channels.values()) await channel.close();
    for (const network of networks.values()) await network.close();
    for (const place of places.values()) await place.close();
    await texts?.close();
    await service.stop();
    await store.close();
  }

  return {
    app,
    handler,
    metricsHandler,
    store,
    queue,
    service,
    events,
    log,
    metrics,
    clock,
    adminToken,
    adminTokenFile,
    start,
    close: () => (closing ??= shutDown()),
  };
}

/** The operator's token: the configured one, else one of the data folder's own. */
function tokenOf(config: Config): { readonly adminToken: string; readonly file?: string | undefined } {
  if (config.PITCREW_ADMIN_TOKEN !== undefined) return { adminToken: config.PITCREW_ADMIN_TOKEN };
  const { text, file } = loadOrMakeAdminToken(config.PITCREW_DATA);
  return { adminToken: text, file };
}
