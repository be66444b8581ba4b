import { createTimeWords } from '../../../adapters/words/index.ts';
import { createHmac, randomBytes } from 'node:crypto';
import { createHttpHandler, createHttpServer, createRoutes, basePathOf } from '../../../adapters/http/index.ts';
import type { HttpDeps } from '../../../adapters/http/index.ts';
import { createClock, createIds, createLog, createMetrics } from '../../../adapters/observability/index.ts';
import { createKeys } from '../../../adapters/shared/keys.ts';
import { openSqliteStores } from '../../../adapters/stores/sqlite/index.ts';
import { createBookingFeed } from '../../../src/app/booking-feed.ts';
import { createApplication } from '../../../src/app/application.ts';
import type { Core } from '../../../src/app/core.ts';
import { createEventBus } from '../../../src/app/event-bus.ts';
import type { JobQueue, JobRequest, ProviderNetwork, Route } from '../../../src/app/ports/index.ts';
import type { Booking, Phase } from '../../../src/domain/booking.ts';
import { asBookingId, asProviderId } from '../../../src/domain/ids.ts';
import type { Offer } from '../../../src/domain/slot.ts';
import { tempDir } from '../../support/temp.ts';

export const ADMIN_TOKEN = 'the-operators-token-for-tests';

export interface HttpOptions {
  readonly rateLimitPerMinute?: number;
  readonly publicUrl?: string;
  readonly networks?: ReadonlyMap<string, ProviderNetwork>;
  readonly routes?: readonly Route[];
  readonly intentWaitMs?: number;
  /** Stands in for single parts of the application. */
  readonly replace?: (deps: HttpDeps) => Partial<HttpDeps>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly json: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- tests read what the wire gave
}

export type Http = Awaited<ReturnType<typeof startHttp>>;

/** The HTTP surface on a port of its own, over the real application and a real SQLite file. */
export async function startHttp(options: HttpOptions = {}) {
  const clock = createClock();
  const keys = createKeys(`test:${randomBytes(32).toString('base64')}`);
  const lines: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } });
  const metrics = createMetrics();
  const ids = createIds();
  const dataDir = tempDir();
  const stores = await openSqliteStores({ dataDir, keys, clock, log });
  const networks = options.networks ?? new Map<string, ProviderNetwork>();
  const { bookings, deliveries, directory, availability, cursors, ledger } = stores;
  const ports = {
    ...{ bookings, deliveries, directory, availability, cursors, ledger },
    ...{ networks, clock, ids, log, metrics },
  };
  const application = createApplication(
    // What looks for slots is no part of these tests: alerts open cases that wait for their offer.
    {
      ...ports,
      queue: idleQueue(),
      events: createEventBus(log),
      recommender: undefined as unknown as Core['recommender'],
      words: createTimeWords(),
    },
    new Map(),
    async () => ({ ready: true, parts: { store: 'ok' } }),
  );
  const publicUrl = options.publicUrl ?? 'http://localhost:3000';
  const deps: HttpDeps = {
    ...ports,
    api: application.api,
    feed: createBookingFeed({ bookings, clock, log }),
    keys,
    dispatch: application.dispatch,
    renderMetrics: () => metrics.text(),
    config: {
      adminToken: ADMIN_TOKEN,
      publicUrl,
      rateLimitPerMinute: options.rateLimitPerMinute ?? 0,
      intentWaitMs: options.intentWaitMs,
      networkNames: ['firestone', 'local', 'pepboys', 'star'],
    },
  };
  const routes = [...createRoutes({ ...deps, ...options.replace?.(deps) }), ...(options.routes ?? [])];
  const handler = createHttpHandler({ routes, log, basePath: basePathOf(publicUrl) });
  const server = createHttpServer({ handler });
  const port = await server.listen(0, '127.0.0.1');
  const url = `http://127.0.0.1:${port}`;

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const raw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(url + path, {
      method,
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: raw ? (body as string) : JSON.stringify(body) }),
    });
    return answerOf(response);
  }

  return {
    url,
    port,
    stores,
    dataDir,
    lines,
    routes,
    call,
    /** As the operator. */
    admin: (method: string, path: string, body?: unknown) => call(method, path, body, bearer(ADMIN_TOKEN)),
    async close() {
      await server.close(500);
      await application.dispatch.stop();
      await stores.close();
    },
  };
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** The signature headers of a fleet. */
export function signedBy(fleetId: string, apiKey: string, body: string | Uint8Array, at = Date.now()) {
  const time = Math.floor(at / 1000);
  const mac = createHmac('sha256', apiKey).update(`${time}.`).update(body).digest('hex');
  return { 'x-pitcrew-fleet': fleetId, 'x-pitcrew-signature': `t=${time},v1=${mac}` };
}

export const FLEET = { name: 'Acme Delivery', timeZone: 'America/Chicago' };
export const MEMBER = { name: 'Dana Reyes', roles: ['manager'], phone: '+13125550100', email: 'dana@acme.test' };
export const VEHICLE = { vin: '1M8GDM9AXKP042788', class: 'light', location: { lat: 41.85, lon: -87.65 } };
export const PROVIDER = {
  name: 'Lakeside Auto',
  network: 'firestone',
  networkRef: '023845',
  lat: 41.9,
  lon: -87.6,
  timeZone: 'America/Chicago',
  services: ['BATTERY_12V'],
};

export const alertOf = (alertId: string, more: object = {}) => ({
  alertId,
  vehicleId: 'truck-17',
  system: 'battery_12v',
  severity: 'warning',
  observedAt: '2026-11-22T15:04:05Z',
  ...more,
});

/** A fleet `acme` with its member `dana` and vehicle `truck-17`; answers its api key. */
export async function withFleet(http: Http, fleetId = 'acme'): Promise<string> {
  const made = await http.admin('PUT', `/v1/fleets/${fleetId}`, FLEET);
  await http.admin('PUT', `/v1/fleets/${fleetId}/members/dana`, MEMBER);
  await http.admin('PUT', `/v1/fleets/${fleetId}/vehicles/truck-17`, VEHICLE);
  return made.json.apiKey as string;
}

/** Raises an alert and answers its booking. */
export async function withBooking(http: Http, apiKey: string, alertId = 'sf-1'): Promise<Booking> {
  const raised = await http.call('POST', '/v1/alerts', alertOf(alertId), bearer(apiKey));
  const booking = await http.stores.bookings.get(asBookingId(raised.json.bookingId));
  if (booking === undefined) throw new Error(`The alert made no booking: ${raised.text}`);
  return booking;
}

/** Writes a booking on into another phase or offer, as the application would. */
export async function moveTo(http: Http, booking: Booking, phase: Phase, offer: Partial<Offer> = {}): Promise<Booking> {
  const { revision } = booking;
  const next = { ...booking, phase, offer: { ...booking.offer, ...offer }, revision: revision + 1 };
  const written = await http.stores.bookings.commit({ booking: next, expectedRevision: revision, outbox: [] });
  if (!written.ok) throw new Error(`The booking could not be written: ${written.error.code}`);
  return next;
}

/** A slot at a provider, tomorrow at nine. */
export const slotAt = (providerId: string, slotId = 's1') => ({
  slotId,
  providerId: asProviderId(providerId),
  providerName: 'Lakeside Auto',
  network: 'firestone',
  networkRef: '023845',
  networkSlotId: 's-8841',
  start: '2026-11-23T15:00:00.000Z',
  end: '2026-11-23T16:00:00.000Z',
  capacity: 1,
  timeZone: 'America/Chicago',
  distanceKm: 4.2,
  reasons: ['nearest'],
  checkedAt: '2026-11-22T15:00:00.000Z',
  lat: 41.9,
  lon: -87.6,
});

function idleQueue(): JobQueue & { readonly jobs: JobRequest[] } {
  const jobs: JobRequest[] = [];
  return {
    jobs,
    enqueue: async (requests) => void jobs.push(...requests),
    schedule: async () => {},
    unschedule: async () => {},
    work: () => {},
    stop: async () => {},
    counts: async () => ({ waiting: 0, running: 0, failed: 0 }),
  };
}
