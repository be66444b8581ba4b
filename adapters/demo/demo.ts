import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import type { Route } from '../../src/app/ports/http.ts';
import { systemWords } from '../../src/domain/services.ts';
import { action, answer, json } from './actions.ts';
import { createEventStreams } from './event-stream.ts';
import type { DemoEvent } from './event-stream.ts';
import { inboxLink } from './inbox-link.ts';
import { pageRoutes } from './page-files.ts';
import { DEMO_SYSTEMS } from './sample-alerts.ts';
import { SAMPLE_CHANNEL, SAMPLE_VEHICLES, sampleShops } from './sample/index.ts';
import type { SampleShop, SampleVehicle } from './sample/index.ts';
import { createShopSide } from './shop-side.ts';
import { LOW_BATTERY, createTelematics } from './telematics.ts';
import { createTeamsLook } from './teams-look.ts';
import type { Teams } from './teams/index.ts';
import { createTexting } from './texting.ts';
import type { Twilio } from './twilio/index.ts';
import type { Workspace } from './workspace/index.ts';

export interface DemoOptions {
  readonly workspace: Workspace;
  /** Whose texts the page shows; without it there is no phone. */
  readonly twilio?: Twilio;
  /** The Teams that the page shows; without it there is none. */
  readonly teams?: Teams;
  /** Where Pitcrew itself listens, without a slash at the end; a function when it is known only later. */
  readonly selfUrl: string | (() => string);
  /** The Firestone sandbox, without a slash at the end. */
  readonly firestoneUrl: string;
  readonly fleetId: string;
  readonly fleetApiKey: string | (() => string);
  /** Sample vehicles and shops unless told. */
  readonly vehicles?: readonly SampleVehicle[];
  readonly shops?: readonly SampleShop[];
  /** The channel that the page opens with. */
  readonly channelId?: string;
}

export interface Demo {
  readonly routes: readonly Route[];
  /**
   * Raises the first alert, so that the page has a live card at once; call it when Pitcrew answers and the fleet is
   * there. Goes on to the next vehicle when one has an open case from an earlier run, and tries for 15 s.
   * @throws Error in words when no alert was taken.
   */
  start(): Promise<void>;
  close(): Promise<void>;
}

const FIRST_ALERT_MS = 15_000;
const FIRST_VEHICLES = ['truck-17', 'van-11', 'car-22'];

/** The demo page: telematics, a Slack workspace, a Teams, a phone and the shop's desk around a Pitcrew that knows none of it. */
export function createDemo(options: DemoOptions): Demo {
  const { workspace, channelId = SAMPLE_CHANNEL.id, vehicles = SAMPLE_VEHICLES, shops = sampleShops() } = options;
  const value = (given: string | (() => string)) => (typeof given === 'string' ? () => given : given);
  const send = (type: string, data: unknown): void => streams.send({ type, data });
  const streams = createEventStreams((count) => shop.watch(count > 0));
  const shop = createShopSide(options.firestoneUrl, (ledger) => {
    send('ledger', ledger);
    for (const { reference, vehicle, service } of ledger.filter(({ status }) => status === 'READY')) {
      telematics.repaired(reference, vehicle?.vin ?? '', service === 'BATT');
    }
  });
  const telematics = createTelematics({
    vehicles,
    selfUrl: value(options.selfUrl),
    fleetId: options.fleetId,
    fleetApiKey: value(options.fleetApiKey),
    onChange: (vehicle) => send('vehicle', vehicle),
  });
  const texting = options.twilio && createTexting(options.twilio, (text) => send('text', text));
  const teamsLook = options.teams && createTeamsLook(options.teams, (activity) => send('teams', activity));
  const stopListening = workspace.onChange((change) => send('slack', change));
  const closing = new AbortController();

  const snapshot = (): DemoEvent => {
    const { state } = workspace;
    const people = [...state.users.keys()];
    const channels = [...state.channels.values()];
    return {
      type: 'snapshot',
      data: {
        team: state.identity,
        users: [...state.users.values()],
        channels,
        channelId,
        messages: channels.flatMap(({ id }) => state.messages(id)),
        ephemerals: people.flatMap((id) => state.ephemerals(id)),
        views: people.flatMap((id) => state.views(id).slice(-1)),
        vehicles: telematics.vehicles(),
        shops,
        ledger: shop.ledger(),
        downUntil: shop.downUntil(),
        systems: DEMO_SYSTEMS.map((system) => ({ system, words: systemWords(system) })),
        lowBattery: LOW_BATTERY,
        phone: texting?.phone(),
        teams: teamsLook?.teams(),
      },
    };
  };

  const id = z.string().min(1).max(255);
  const typed = z.record(z.string(), z.string().max(10_000));
  const routes: Route[] = [
    ...pageRoutes(),
    inboxLink({
      selfUrl: value(options.selfUrl),
      fleetId: options.fleetId,
      fleetApiKey: value(options.fleetApiKey),
    }),
    { method: 'GET', path: '/demo/events', handle: async () => streams.open([snapshot()]) },
    action('alerts', z.object({ vehicleId: id, system: z.enum(DEMO_SYSTEMS) }), ({ vehicleId, system }) =>
      telematics.raise(vehicleId, system),
    ),
    action('battery', z.object({ vehicleId: id, percent: z.number().min(0).max(100) }), ({ vehicleId, percent }) =>
      telematics.setBattery(vehicleId, percent),
    ),
    action(
      'click',
      z.object({ userId: id, channelId: id, ts: id, actionId: id, selectedOption: z.string().max(2000).optional() }),
      ({ userId, channelId: channel, ts, actionId, selectedOption }) =>
        workspace.click(userId, channel, ts, actionId, { selectedOption }),
    ),
    action('view/submit', z.object({ userId: id, viewId: id, values: typed }), ({ userId, viewId, values }) =>
      workspace.submitView(userId, values, viewId),
    ),
    action('view/close', z.object({ userId: id, viewId: id }), ({ userId, viewId }) =>
      workspace.closeView(userId, viewId),
    ),
    action('dismiss', z.object({ userId: id, ts: id }), async ({ userId, ts }) =>
      workspace.state.deleteEphemeral(userId, ts),
    ),
    ...(texting?.routes ?? []),
    ...(teamsLook?.routes ?? []),
    action('shop/status', z.object({ reference: id, status: id }), ({ reference, status }) =>
      shop.setStatus(reference, status),
    ),
    action('what-if', z.object({ what: z.enum(['shop-down', 'slot-stolen']) }), async ({ what }) => {
      const done = what === 'shop-down' ? await shop.takeDown(30) : await shop.stealNext();
      send('down', shop.downUntil());
      return done;
    }),
    {
      method: 'GET',
      path: '/demo/shop/:networkRef/calendar',
      handle: async ({ params, query }) => {
        const ref = params['networkRef'] ?? '';
        const given = await answer(() => shop.calendar(ref, query.get('date') ?? undefined));
        return given.status === 200 ? given : json(502, { message: 'The shop’s calendar cannot be read now.' });
      },
    },
  ];

  return {
    routes,
    async start() {
      const first = FIRST_VEHICLES.filter((vehicleId) => vehicles.some((known) => known.vehicleId === vehicleId));
      const others = vehicles.map(({ vehicleId }) => vehicleId).filter((vehicleId) => !first.includes(vehicleId));
      const until = Date.now() + FIRST_ALERT_MS;
      const waiting = [...first, ...others];
      let reason = 'every vehicle of the fleet has an open case already';
      while (waiting.length > 0 && !closing.signal.aborted) {
        try {
          const { status } = await telematics.raise(waiting[0] ?? '', 'battery_12v');
          if (status === 'accepted') return;
          waiting.shift();
        } catch (error) {
          reason = (error as Error).message;
          if (Date.now() > until) break;
          await wait(250, undefined, { signal: closing.signal }).catch(() => undefined);
        }
      }
      if (!closing.signal.aborted) throw new Error(`The demo's first alert was not taken: ${reason}`);
    },
    async close() {
      closing.abort();
      stopListening();
      texting?.close();
      teamsLook?.close();
      streams.close();
      shop.close();
    },
  };
}
