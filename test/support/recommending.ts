import { setTimeout as delay } from 'node:timers/promises';
import { createNearestIndex } from '../../adapters/geo/index.ts';
import type { Availability, AvailabilityStore } from '../../src/app/ports/availability.ts';
import type { ProviderNetwork, Rejected, Unavailable } from '../../src/app/ports/network.ts';
import { createRecommender, type RecommenderParts, type RecommendRequest } from '../../src/app/recommend.ts';
import type { Provider } from '../../src/domain/directory.ts';
import { asFleetId, asProviderId, asVehicleId, type ProviderId } from '../../src/domain/ids.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { FreeSlot } from '../../src/domain/slot.ts';

/** Monday, 8:00 in Chicago: the business time that a world begins with. */
export const MONDAY_8 = '2026-11-23T14:00:00.000Z';
/** Where the vehicle stands; shops lie north of it. */
export const HERE = { lat: 41.85, lon: -87.65 };

const KM_PER_DEGREE = 111.195;

/** A Firestone shop so many kilometres north of the vehicle. */
export function shopAt(id: string, km: number, more: Partial<Provider> = {}): Provider {
  return {
    providerId: asProviderId(id),
    name: `Shop ${id}`,
    network: 'firestone',
    networkRef: id,
    lat: HERE.lat + km / KM_PER_DEGREE,
    lon: HERE.lon,
    timeZone: 'America/Chicago',
    phone: '+13125550111',
    services: ['BATTERY_12V'],
    certifications: [],
    ...more,
  };
}

/** A free hour from a wall time in Chicago's winter: `slotAt('23 10:00')`. */
export function slotAt(when: string, capacity = 1): FreeSlot {
  const start = Date.parse(`2026-11-${when.replace(' ', 'T')}:00-06:00`);
  return {
    networkSlotId: when,
    start: new Date(start).toISOString(),
    end: new Date(start + 3_600_000).toISOString(),
    capacity,
  };
}

/** How a shop of the pretended network behaves. */
export interface ShopDesk {
  readonly slots?: readonly FreeSlot[];
  /** Real milliseconds until it answers. */
  readonly afterMs?: number;
  readonly fails?: 'unavailable' | 'rejected' | 'throws';
  /** How old its data is when it answers, in seconds. */
  readonly ageSeconds?: number;
}

/** The recommender with the real index, a store in memory, and a network whose shops do as they are told. */
export function recommenderWorld(limits: Partial<RecommenderParts['limits']> = {}, network = 'firestone') {
  const world = {
    now: Date.parse(MONDAY_8),
    shops: [] as Provider[],
    version: 1,
    desks: new Map<string, ShopDesk>(),
    /** Every search call: the shops asked, in order of asking. */
    calls: [] as string[][],
    stored: new Map<string, Availability>(),
    held: new Set<string>(),
    ages: [] as number[],
    /** How often the booking store was asked who holds what. */
    lookUps: 0,
    searchBatch: undefined as number | undefined,
    /** Networks that count as down. */
    down: new Set<string>(),

    /** Puts a shop up; what it has free is told when it is asked. */
    open(shop: Provider, desk: ShopDesk = {}): void {
      world.shops.push(shop);
      world.desks.set(shop.providerId, desk);
      world.version += 1;
    },
    /** What a shop said some seconds ago lies in the store. */
    remember(id: string, ageSeconds: number, slots: readonly FreeSlot[]): void {
      const asOf = new Date(world.now - ageSeconds * 1000).toISOString();
      world.stored.set(id, { providerId: asProviderId(id), service: 'BATTERY_12V', slots, asOf });
    },
    /** The shops asked so far, each as often as it was asked. */
    asked: () => world.calls.flat(),
    recommend: (more: Partial<RecommendRequest> = {}) => recommender.recommend({ ...ALERT, ...more }),
  };

  const store: AvailabilityStore = {
    get: async (id) => world.stored.get(id),
    put: async (entries) => entries.forEach((entry) => world.stored.set(entry.providerId, entry)),
    drop: async (id) => void world.stored.delete(id),
    touch: async (entries) => entries,
    forget: async () => undefined,
  };
  const unused = () => Promise.reject(new Error('Only searches are expected here.'));
  const pretended: ProviderNetwork = {
    name: network,
    traits: {
      holds: false,
      nativeIdempotency: true,
      optimisticVersion: false,
      moveKeepsId: true,
      conflictChecked: true,
      availability: 'native',
      status: 'webhook',
      get searchBatch() {
        return world.searchBatch;
      },
    },
    async search(providers, service) {
      world.calls.push(providers.map(({ providerId }) => providerId));
      const desks = providers.map(({ providerId }) => world.desks.get(providerId) ?? {});
      const slowest = Math.max(...desks.map(({ afterMs = 0 }) => afterMs));
      if (slowest > 0) await delay(slowest);
      if (desks.some(({ fails }) => fails === 'throws')) throw new Error('A bug in an adapter.');
      return new Map(
        providers.map(({ providerId }, i): [ProviderId, Result<Availability, Unavailable | Rejected>] => {
          const { slots = [], fails, ageSeconds = 0 } = desks[i] ?? {};
          if (fails === 'rejected') return [providerId, fail({ kind: 'rejected', reason: 'No such store.' })];
          if (fails !== undefined) return [providerId, fail({ kind: 'unavailable', why: 'server-error' })];
          return [
            providerId,
            ok({ providerId, service, slots, asOf: new Date(world.now - ageSeconds * 1000).toISOString() }),
          ];
        }),
      );
    },
    book: unused,
    cancel: unused,
    close: async () => undefined,
  };
  const silentLog = { debug: ignore, info: ignore, warn: ignore, error: ignore, child: () => silentLog };
  const recommender = createRecommender({
    directory: { allProviders: async () => [...world.shops], providersVersion: async () => world.version },
    nearest: createNearestIndex(),
    availability: store,
    networks: new Map(
      [network, 'pepboys'].map((name) => [name, { ...pretended, name, isDown: () => world.down.has(name) }]),
    ),
    bookings: {
      async heldClaims(claims) {
        world.lookUps += 1;
        return new Set(claims.filter((claim) => world.held.has(claim)));
      },
    },
    clock: { now: () => new Date(world.now), trueNow: () => new Date() },
    log: silentLog,
    metrics: {
      bookingOutcome: ignore,
      ack: ignore,
      timeToBook: ignore,
      downtime: ignore,
      providerRequest: ignore,
      channelFailure: ignore,
      contractBreak: ignore,
      alert: ignore,
      offer: ignore,
      availabilityAge: (_network, seconds) => void world.ages.push(seconds),
      networkDown: () => undefined,
      outboxDepth: ignore,
    },
    limits: { pollSeconds: 900, staleSeconds: 7200, liveDeadlineMs: 200, ...limits },
  });
  return world;
}

const ignore = (): void => undefined;

/** What the recommender is asked unless a test says otherwise: a van with a weak 12 V battery. */
const ALERT: RecommendRequest = {
  fleetId: asFleetId('acme'),
  vehicleId: asVehicleId('truck-17'),
  needs: { service: 'BATTERY_12V', gvwrLb: 9_500 },
  location: HERE,
  severity: 'warning',
  policy: { sameDayFirst: true, radiusKm: 80 },
  locale: 'en-US',
  want: 'best',
};
