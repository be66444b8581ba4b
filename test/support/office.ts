import { createTimeWords } from '../../adapters/words/index.ts';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { createNearestIndex } from '../../adapters/geo/index.ts';
import { createIds, createLog, createMetrics } from '../../adapters/observability/index.ts';
import { createKeys } from '../../adapters/shared/keys.ts';
import { openSqliteStores } from '../../adapters/stores/sqlite/index.ts';
import { createDefinitions } from '../../jobs/definitions.ts';
import { createEmbeddedJobs } from '../../jobs/embedded/index.ts';
import { createApplication } from '../../src/app/application.ts';
import { createEventBus } from '../../src/app/event-bus.ts';
import type { Intent } from '../../src/app/intents/schema.ts';
import { alertSchema } from '../../src/app/ports/alert-schema.ts';
import type { AlertInput } from '../../src/app/ports/alert-schema.ts';
import type { JobQueue } from '../../src/app/ports/jobs.ts';
import type { StatusUpdate } from '../../src/app/ports/network.ts';
import { createRecommender } from '../../src/app/recommend.ts';
import type { Booking, BookingState } from '../../src/domain/booking.ts';
import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import type { FleetChannel, Provider, Role } from '../../src/domain/directory.ts';
import { asBookingId, asFleetId, asMemberId, asProviderId, asVehicleId } from '../../src/domain/ids.ts';
import type { FreeSlot } from '../../src/domain/slot.ts';
import { createFakeChannel, type FakeChannel } from './fake-channel.ts';
import { createFakeNetwork, type FakeNetwork } from './fake-network.ts';
import { tempDir } from './temp.ts';
import { until } from './waiting.ts';

export const ACME = asFleetId('acme');
export const HERE = { lat: 41.85, lon: -87.65 };
const KM_PER_DEGREE = 111.195;
const HOUR_MS = 3_600_000;

/** A clock on the machine's time whose business time can be moved on. */
export function movableClock() {
  let offset = 0;
  return {
    now: () => new Date(Date.now() + offset),
    trueNow: () => new Date(),
    advance: (ms: number) => void (offset += ms),
  };
}

/** Shop `n`, `n` kilometres north of the vehicles. */
export const shop = (n: number, more: Partial<Provider> = {}): Provider => ({
  providerId: asProviderId(`shop-${n}`),
  name: `Shop ${n}`,
  network: 'firestone',
  networkRef: `00000${n}`,
  lat: HERE.lat + n / KM_PER_DEGREE,
  lon: HERE.lon,
  timeZone: 'America/Chicago',
  phone: `+1312555010${n}`,
  services: ['BATTERY_12V', 'BRAKES'],
  certifications: [],
  ...more,
});

/** So many free hours, the first tomorrow at noon UTC, each with this many bays. */
export function freeHours(count: number, capacity = 1): readonly FreeSlot[] {
  const noon = Math.ceil(Date.now() / (24 * HOUR_MS)) * 24 * HOUR_MS + 12 * HOUR_MS;
  return Array.from({ length: count }, (_, i) => ({
    networkSlotId: `h${i}`,
    start: new Date(noon + i * 2 * HOUR_MS).toISOString(),
    end: new Date(noon + i * 2 * HOUR_MS + HOUR_MS).toISOString(),
    capacity,
    estimate: { amount: 18_900, currency: 'USD' },
  }));
}

/** What outlives a process: the file and its keys, the shops, the chat platform, time. */
export interface Town {
  readonly dataDir: string;
  readonly ring: string;
  readonly clock: ReturnType<typeof movableClock>;
  readonly network: FakeNetwork;
  readonly channel: FakeChannel;
}

export function createTown(slots: (provider: Provider) => readonly FreeSlot[] = () => freeHours(6)): Town {
  const clock = movableClock();
  return {
    dataDir: tempDir(),
    ring: `test:${randomBytes(32).toString('base64')}`,
    clock,
    network: createFakeNetwork(slots, clock),
    channel: createFakeChannel(),
  };
}

export interface OfficeOptions {
  /** Jobs are done (default); else they are only kept, as by a process that dies before it does them. */
  readonly works?: boolean;
  /** Stands between the relay and the real queue. */
  readonly wrapQueue?: (queue: JobQueue) => JobQueue;
}

export type Office = Awaited<ReturnType<typeof openOffice>>;
let numbers = 0;

/** The application over a real SQLite file and the real embedded jobs. */
export async function openOffice(town: Town, { works = true, wrapQueue = (queue) => queue }: OfficeOptions = {}) {
  const { clock, network, channel } = town;
  const log = createLog({ level: 'silent' });
  const metrics = createMetrics();
  // Leases are short, so that what a dead one left is taken up at once.
  const stores = await openSqliteStores({
    dataDir: town.dataDir,
    keys: createKeys(town.ring),
    clock,
    log,
    leaseMs: works ? 15_000 : 1,
  });
  const owner = `${hostname()}/${process.pid}/${randomBytes(6).toString('hex')}`;
  const queue = createEmbeddedJobs({ db: stores.handle, clock, log, owner, pollMs: 50 });
  const { bookings, deliveries, directory, availability, cursors, ledger } = stores;
  const networks = new Map([[network.name, network]]);
  const recommender = createRecommender({
    ...{ directory, nearest: createNearestIndex(), availability, networks, bookings, clock, log, metrics },
    limits: { pollSeconds: 900, staleSeconds: 7200, liveDeadlineMs: 500 },
  });
  const ports = {
    ...{ bookings, deliveries, directory, availability, cursors, ledger },
    ...{ networks, recommender, clock, log, metrics },
    words: createTimeWords(),
  };
  const app = createApplication(
    { ...ports, queue: wrapQueue(queue), ids: createIds(), events: createEventBus(log) },
    new Map([[channel.name, channel]]),
    async () => ({ ready: true, parts: {} }),
  );
  if (works) {
    app.relay.start();
    app.dispatch.start();
    queue.work(createDefinitions(app.jobs), 16);
  }

  const booking = async (id: string): Promise<Booking> => {
    const found = await bookings.get(asBookingId(id));
    if (!found) throw new Error(`There is no booking ${id}`);
    return found;
  };

  return {
    ...town,
    app,
    stores,
    queue,
    booking,

    /** A fleet with Dana (manager), Omar (approver), Sam (viewer), and vehicles that stand at `HERE`. */
    async furnish(shops: readonly Provider[], vehicles: readonly string[] = ['truck-17'], channels?: FleetChannel[]) {
      await directory.putFleet(
        {
          fleetId: ACME,
          name: 'Acme Delivery',
          timeZone: 'America/Chicago',
          locale: 'en-US',
          policy: DEFAULT_POLICY,
          integrations: {},
          channels: channels ?? [{ kind: 'slack', teamId: 'T01', channelId: 'C01' }],
        },
        'key',
      );
      const people: [string, Role][] = [
        ['dana', 'manager'],
        ['omar', 'approver'],
        ['sam', 'viewer'],
      ];
      for (const [id, role] of people) await this.hire(id, role);
      for (const vehicleId of vehicles) {
        await directory.putVehicle({
          fleetId: ACME,
          vehicleId: asVehicleId(vehicleId),
          vin: `1FTFW1E5XNFA${vehicleId}`,
          class: 'light',
          location: HERE,
        });
      }
      await directory.putProviders(shops);
    },

    async hire(id: string, role: Role) {
      const name = id.charAt(0).toUpperCase() + id.slice(1);
      await directory.putMember({
        fleetId: ACME,
        memberId: asMemberId(id),
        name,
        roles: [role],
        slackUserId: `U-${id}`,
      });
    },

    async raise(alert: Partial<AlertInput> = {}) {
      const raised = await app.api.raiseAlert(
        ACME,
        alertSchema.parse({
          alertId: `a-${++numbers}`,
          vehicleId: 'truck-17',
          system: 'battery_12v',
          severity: 'warning',
          observedAt: clock.now().toISOString(),
          value: 71,
          unit: '%',
          ...alert,
        }),
      );
      if (!raised.ok) throw new Error(raised.error.message);
      return raised.value;
    },

    /** An alert whose offer is there. */
    async offer(alert: Partial<AlertInput> = {}): Promise<Booking> {
      const { bookingId } = await this.raise(alert);
      return until('slots are offered', async () => {
        const present = await booking(bookingId);
        return present.offer.slots.length > 0 ? present : undefined;
      });
    },

    /** A click in Slack; resolves when it is stored. */
    click(bookingId: string, intent: Intent, { who = 'dana', id = `k${++numbers}`, team = 'T01' } = {}) {
      const actor = { kind: 'slack', teamId: team, userId: `U-${who}` } as const;
      const reply = { channel: 'slack', ref: { user: who } };
      return app.dispatch.receive({
        id: `slack:${id}`,
        channel: 'slack',
        body: { kind: 'intent', bookingId, intent, actor, reply },
      });
    },

    /** A status that the shop posts; resolves when it is worked in. */
    async status(confirmation: string, status: StatusUpdate['status'], more: Partial<StatusUpdate> = {}) {
      const eventId = `e${++numbers}`;
      const update = { eventId, confirmation, status, at: clock.now().toISOString(), ...more };
      const received = await app.dispatch.receive({
        id: `firestone:${update.eventId}`,
        channel: 'firestone',
        body: { kind: 'status', network: 'firestone', update },
      });
      return received.settled;
    },

    inState: (bookingId: string, state: BookingState, ms?: number): Promise<Booking> =>
      until(
        `the case is ${state}`,
        async () => {
          const present = await booking(bookingId);
          return present.phase.state === state ? present : undefined;
        },
        ms,
      ),

    /** The case with the outcome of this delivery. */
    outcome: async (bookingId: string, id: string) =>
      (await booking(bookingId)).outcomes.find((row) => row.deliveryId === `slack:${id}`),

    async close() {
      await app.dispatch.stop();
      await queue.stop();
      await app.relay.stop();
      await stores.close();
    },
  };
}
