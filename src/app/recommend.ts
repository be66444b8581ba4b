import type { JobNeeds } from '../domain/capability.ts';
import type { Point } from '../domain/directory.ts';
import type { FleetId, ProviderId, TimeZone, VehicleId } from '../domain/ids.ts';
import type { Candidate, RankingContext, RankingPolicy, ShopRating } from '../domain/ranking.ts';
import { OFFERED, rankMore, rankOffer } from '../domain/ranking.ts';
import type { Severity } from '../domain/services.ts';
import type { Fallback, Offer, OfferedSlot } from '../domain/slot.ts';
import type { AvailabilityStore } from './ports/availability.ts';
import type { Clock } from './ports/clock.ts';
import type { Directory } from './ports/directory.ts';
import type { WatchedNetwork } from './ports/guard.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { NearbyShop, NearestIndex } from './ports/nearest.ts';
import type { BookingStore } from './ports/store.ts';
import { createFreshAvailability } from './recommendation/fresh-availability.ts';
import { createHolds, type Holds } from './recommendation/holds.ts';
import { createShopIndex } from './recommendation/shop-index.ts';
import { survey, type Heard } from './recommendation/survey.ts';
import { mustNotBeDriven, noCapableShop, nothingFree, positionUnknown } from './recommendation/words.ts';

/** Shops named to be called at most. */
const MAX_FALLBACKS = 3;
/** Data older than this is offered by no setting. */
const MAX_AGE_SECONDS = 7200;
/** How often slots that turn out to be held are replaced; then the click decides. */
const MAX_ROUNDS = 10;

export interface RecommenderParts {
  readonly directory: Pick<Directory, 'allProviders' | 'providersVersion'>;
  readonly nearest: NearestIndex;
  readonly availability: AvailabilityStore;
  readonly networks: ReadonlyMap<string, WatchedNetwork>;
  readonly bookings: Pick<BookingStore, 'heldClaims'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** A network answered a live question, and these of its shops said what they have. */
  readonly onAnswer?: ((network: string, shops: readonly ProviderId[]) => void) | undefined;
  readonly limits: {
    /** Younger data is not asked for again. */
    readonly pollSeconds: number;
    /** Older data is not offered; above 7,200 it counts as 7,200. */
    readonly staleSeconds: number;
    /** How long shops are waited for, all together, in real time. */
    readonly liveDeadlineMs: number;
  };
}

export interface RecommendRequest {
  readonly fleetId: FleetId;
  readonly vehicleId: VehicleId;
  readonly needs: JobNeeds;
  /** Where the vehicle is; without it no shop can be recommended. */
  readonly location?: Point | undefined;
  readonly severity: Severity;
  readonly policy: RankingPolicy;
  /** How reasons are written (default en-US). */
  readonly locale?: string | undefined;
  /** The fleet's zone; shops' slots are judged by their own. */
  readonly timeZone?: TimeZone | undefined;
  readonly ratings?: ReadonlyMap<ProviderId, ShopRating> | undefined;
  /** Slots known to be gone. */
  readonly exclude?: readonly { readonly providerId: ProviderId; readonly networkSlotId: string }[] | undefined;
  /** Shops not to ask. */
  readonly skipProviders?: readonly ProviderId[] | undefined;
  /** Nothing but these shops. */
  readonly only?: readonly ProviderId[] | undefined;
  /** Times that are looked for; all unless given. */
  readonly isWanted?: RankingContext['isFree'] | undefined;
  /** Claims of the booking itself, which do not stand in its way. */
  readonly ownClaims?: readonly string[] | undefined;
  /** `more` fills `more` too. */
  readonly want: 'best' | 'more';
}

/** `reason` is there when `slots` is empty. */
export type Recommendation = Pick<Offer, 'slots' | 'more' | 'fallbacks' | 'reason'>;

export interface Recommender {
  /** Slots at the three nearest shops that are capable and have some, best first, and how to reach those that are silent. */
  recommend(request: RecommendRequest): Promise<Recommendation>;
}

export function createRecommender(parts: RecommenderParts): Recommender {
  const { clock, metrics, limits } = parts;
  const shopIndex = createShopIndex(parts.directory, parts.nearest);
  const fresh = createFreshAvailability({ ...parts, pollSeconds: limits.pollSeconds });
  const maxAgeMs = Math.min(limits.staleSeconds, MAX_AGE_SECONDS) * 1000;
  const ageMs = (asOf: string): number => clock.now().getTime() - Date.parse(asOf);

  const isDown = ({ provider }: NearbyShop): boolean => parts.networks.get(provider.network)?.isDown?.() === true;

  const shopsNear = async (request: RecommendRequest, location: Point): Promise<readonly NearbyShop[]> => {
    const skip = new Set(request.skipProviders);
    const index = await shopIndex.current();
    return index
      .nearest(location, request.needs, Infinity, request.policy.radiusKm)
      .filter(
        ({ provider }) => !skip.has(provider.providerId) && (request.only?.includes(provider.providerId) ?? true),
      );
  };

  const offerFrom = async (request: RecommendRequest, shops: readonly NearbyShop[]): Promise<Recommendation> => {
    const holds = createHolds(parts.bookings, request);
    const context = (): RankingContext => ({
      now: clock.now().toISOString(),
      service: request.needs.service,
      severity: request.severity,
      policy: request.policy,
      locale: request.locale ?? 'en-US',
      ratings: request.ratings,
      isFree: (slot, shop) => (request.isWanted?.(slot, shop) ?? true) && holds.isFree(slot, shop.providerId),
    });
    // What sufficed is what is offered: the last picture is not ranked twice.
    let last: { readonly heard: readonly Heard[]; readonly slots: readonly OfferedSlot[] } | undefined;
    const ranked = (heard: readonly Heard[]) => {
      const candidates = candidatesOf(heard);
      return unheld(holds, candidates, () => rankOffer(candidates, context()));
    };
    const best = async (heard: readonly Heard[]) => {
      if (last?.heard === heard) return last.slots;
      const slots = await ranked(heard.filter((shop) => !isDown(shop)));
      last = { heard, slots };
      return slots;
    };

    const heard = await survey(shops, fresh, {
      service: request.needs.service,
      deadlineMs: limits.liveDeadlineMs,
      isUsable: ({ asOf }) => ageMs(asOf) <= maxAgeMs,
      suffices: async (soFar) => shopsOf(await best(soFar)).size >= OFFERED,
    });
    const reachable = await best(heard);
    // What is known of shops that cannot be reached now takes the places that nobody else can fill.
    const rest = reachable.length < OFFERED ? await ranked(heard.filter(isDown)) : [];
    const slots = [...reachable, ...rest].slice(0, OFFERED);
    const candidates = candidatesOf(heard);
    const more =
      request.want === 'more' ? await unheld(holds, candidates, () => rankMore(candidates, context(), slots)) : [];
    const offered = shopsOf(slots);
    for (const { provider, availability } of heard) {
      if (availability && offered.has(provider.providerId)) {
        metrics.availabilityAge(provider.network, Math.max(0, ageMs(availability.asOf)) / 1000);
      }
    }
    if (slots.length > 0) {
      const missed = heard.filter((shop) => (shop.silent || isDown(shop)) && !offered.has(shop.provider.providerId));
      return { slots, more, fallbacks: fallbacksOf(missed) };
    }
    const silent = heard.filter((shop) => shop.silent).length;
    const asked = { silent, full: heard.length - silent, thereAreMore: shops.length > heard.length };
    const reason = nothingFree(asked, request.policy.radiusKm, request.locale ?? 'en-US');
    return { slots, more, fallbacks: fallbacksOf(heard), reason };
  };

  return {
    async recommend(request) {
      const { location, severity, vehicleId, needs, policy, locale = 'en-US' } = request;
      const shops = location === undefined ? [] : await shopsNear(request, location);
      if (severity === 'out-of-service') {
        const fallbacks = fallbacksOf(shops.filter(({ provider }) => provider.phone !== undefined));
        return nothing(mustNotBeDriven(vehicleId, fallbacks.length > 0), fallbacks);
      }
      if (location === undefined) return nothing(positionUnknown(vehicleId));
      if (shops.length === 0) return nothing(noCapableShop(needs, policy.radiusKm, locale));
      return offerFrom(request, shops);
    },
  };
}

const nothing = (reason: string, fallbacks: readonly Fallback[] = []): Recommendation => ({
  slots: [],
  more: [],
  fallbacks,
  reason,
});

/**
 * Ranks, looks up who holds the result, and ranks again without what is held, until nothing of it is. After the first
 * time it looks further and further ahead at the same shops, so that a day full of our own bookings costs few rounds.
 */
async function unheld(
  holds: Holds,
  candidates: readonly Candidate[],
  rank: () => readonly OfferedSlot[],
): Promise<readonly OfferedSlot[]> {
  let slots = rank();
  for (let round = 0; round < MAX_ROUNDS && !(await holds.check(slots)); round++) {
    const shops = shopsOf(slots);
    const same = candidates.filter(({ provider }) => shops.has(provider.providerId));
    for (const { provider, slots: all } of same) await holds.checkNext(provider.providerId, all, 4 * 2 ** round);
    slots = rank();
  }
  return slots;
}

const candidatesOf = (heard: readonly Heard[]): readonly Candidate[] =>
  heard.flatMap(({ provider, distanceKm, availability }) =>
    availability ? [{ provider, distanceKm, slots: availability.slots, checkedAt: availability.asOf }] : [],
  );

const shopsOf = (slots: readonly OfferedSlot[]): ReadonlySet<ProviderId> =>
  new Set(slots.map(({ providerId }) => providerId));

/** The nearest shops that can be reached by phone or by their own page. */
const fallbacksOf = (shops: readonly NearbyShop[]): readonly Fallback[] =>
  shops
    .filter(({ provider }) => provider.phone !== undefined || provider.bookingUrl !== undefined)
    .slice(0, MAX_FALLBACKS)
    .map(({ provider: { providerId, name, network, phone, bookingUrl } }) => ({
      providerId,
      providerName: name,
      network,
      ...(phone === undefined ? {} : { phone }),
      ...(bookingUrl === undefined ? {} : { bookingUrl }),
    }));
