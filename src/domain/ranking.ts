import { hasCertificationFor } from './capability.ts';
import type { FleetPolicy, Provider } from './directory.ts';
import type { Instant } from './ids.ts';
import type { Compared, ReasonContext } from './reasons.ts';
import { reasonsFor } from './reasons.ts';
import { slotIdFor } from './slot-id.ts';
import type { FreeSlot, OfferedSlot } from './slot.ts';
import { addMinutes, toLocal } from './wall-time.ts';
import { costOf, KM_PER_HOUR, weightsFor, type RankingWeights } from './weighing.ts';

export type { ShopRating } from './reasons.ts';

/** Slots on a card, and shops that they come from. */
export const OFFERED = 3;
/** Slots that "More times" shows at most. */
export const MORE = 30;

/** A capable shop with what it reported as free. */
export interface Candidate {
  readonly provider: Provider;
  readonly distanceKm: number;
  readonly slots: readonly FreeSlot[];
  /** When that was true. */
  readonly checkedAt: Instant;
}

/** The rules of a fleet that rank. */
export type RankingPolicy = Pick<FleetPolicy, 'sameDayFirst' | 'radiusKm' | 'ranking'>;

/** What slots are ranked by, beside what the shops say. */
export interface RankingContext extends Omit<ReasonContext, 'weights' | 'sameDayFirst'> {
  readonly now: Instant;
  readonly policy: RankingPolicy;
  /** False for what is full by our own claims, known to be gone, or at a time at which the vehicle is away already. */
  isFree(slot: FreeSlot, provider: Provider): boolean;
}

/** A slot that may be offered, with what it is ordered by. */
interface Entry extends Compared {
  readonly shop: Candidate;
  readonly slot: FreeSlot;
  /** What taking it costs, in hours of waiting at normal urgency. */
  readonly cost: number;
}

const DEFAULT_NOTICE_MINUTES = 30;
/** No date lasts longer anywhere, and whatever starts later than this from now is not today. */
const LONGEST_DAY_MINUTES = 26 * 60;

/** The first instant at which a shop can be booked: its notice plus the drive at 50 km/h, from now. */
export const earliestStart = (now: Instant, shop: Pick<Candidate, 'provider' | 'distanceKm'>): Instant =>
  addMinutes(now, (shop.provider.noticeMinutes ?? DEFAULT_NOTICE_MINUTES) + (shop.distanceKm / KM_PER_HOUR) * 60);

/**
 * The recommended slots, best first: one from each of the three nearest shops that have any. Only where fewer shops
 * have some do further slots of the same shops fill up to three. The order is total: neither the order of the
 * candidates nor that of their slots matters.
 */
export function rankOffer(candidates: readonly Candidate[], context: RankingContext): readonly OfferedSlot[] {
  const entries = entriesOf(candidates, context).sort(byRank(context));
  const chosen = [...grouped(entries, ({ providerId }) => providerId).values()]
    .flatMap(([best]) => (best ? [best] : []))
    .sort((a, b) => a.distanceKm - b.distanceKm || compare(a.providerId, b.providerId))
    .slice(0, OFFERED);
  fillUp(chosen, entries);
  chosen.sort(byRank(context));
  return chosen.map((entry) => offered(entry, reasonsFor(entry, chosen, reasonContext(context))));
}

/** Further slots of the shops that have some, when there are fewer than three: first those that overlap none chosen. */
function fillUp(chosen: Entry[], entries: readonly Entry[]): void {
  const clashes = (entry: Entry): boolean =>
    chosen.some(({ shop, slot }) => shop === entry.shop && slot.start < entry.slot.end && entry.slot.start < slot.end);
  for (const mayClash of [false, true]) {
    for (const entry of entries) {
      if (chosen.length >= OFFERED) return;
      if (!chosen.includes(entry) && (mayClash || !clashes(entry))) chosen.push(entry);
    }
  }
}

/**
 * Everything else that can be booked, at most 30, in order of time: one on every day, the shops taking turns, then
 * evenly over the mornings and afternoons of each shop, the nearest days first.
 */
export function rankMore(
  candidates: readonly Candidate[],
  context: RankingContext,
  recommended: readonly OfferedSlot[],
): readonly OfferedSlot[] {
  const shown = new Set(recommended.map(({ slotId }) => slotId));
  const rest = entriesOf(candidates, context)
    .filter(({ providerId, slot }) => !shown.has(slotIdFor(providerId, slot.networkSlotId)))
    .sort(byTime);
  const locals = new Map(rest.map((entry) => [entry, toLocal(entry.start, entry.shop.provider.timeZone)]));
  const dayOf = (entry: Entry): string => locals.get(entry)?.date ?? '';
  const halfOf = (entry: Entry): string =>
    `${dayOf(entry)} ${(locals.get(entry)?.time ?? '') < '12:00'} ${entry.providerId}`;
  const picked = new Set<Entry>();
  const pick = (entry: Entry | undefined): void => {
    if (entry && picked.size < MORE) picked.add(entry);
  };
  for (const [i, ofDay] of [...grouped(rest, dayOf).values()].entries()) {
    const shops = [...grouped(ofDay, ({ providerId }) => providerId).values()];
    pick(shops[i % shops.length]?.[0]);
  }
  const halves = [...grouped(rest, halfOf).values()];
  for (let turn = 0; picked.size < Math.min(MORE, rest.length); turn++) for (const half of halves) pick(half[turn]);
  return [...picked].sort(byTime).map((entry) => offered(entry, reasonsFor(entry, [], reasonContext(context))));
}

/** What may be offered: in time to get there, with a place left, free by the caller's own knowledge, each slot once. */
function entriesOf(candidates: readonly Candidate[], context: RankingContext): Entry[] {
  const tooFarForToday = addMinutes(context.now, LONGEST_DAY_MINUTES);
  const eligible = candidates.flatMap((shop) => {
    const from = earliestStart(context.now, shop);
    const today = toLocal(context.now, shop.provider.timeZone).date;
    const free = shop.slots.filter(
      (slot) => slot.start >= from && slot.capacity > 0 && context.isFree(slot, shop.provider),
    );
    return [...grouped(free, ({ networkSlotId }) => networkSlotId).values()].flatMap((same) => {
      const slot = [...same].sort((a, b) => compare(a.start, b.start) || a.capacity - b.capacity)[0];
      return slot ? [{ shop, slot, today }] : [];
    });
  });
  const lowest = new Map<string, number>();
  for (const { estimate } of eligible.map(({ slot }) => slot)) {
    if (estimate) lowest.set(estimate.currency, Math.min(estimate.amount, lowest.get(estimate.currency) ?? Infinity));
  }
  const weights = weightsOf(context);
  return eligible.map(({ shop, slot, today }): Entry => {
    const { providerId, timeZone } = shop.provider;
    const certified = hasCertificationFor(shop.provider, context.service);
    const waitHours = (Date.parse(slot.start) - Date.parse(context.now)) / 3_600_000;
    const least = slot.estimate && lowest.get(slot.estimate.currency);
    const stars = context.ratings?.get(providerId)?.stars;
    const facts = { waitHours, distanceKm: shop.distanceKm, estimate: slot.estimate, lowest: least, stars, certified };
    return {
      shop,
      slot,
      providerId,
      distanceKm: shop.distanceKm,
      start: slot.start,
      estimate: slot.estimate,
      // A shop's two weeks are some hundred slots, ranked again and again: only the next day's are worth a look at a clock.
      isToday: slot.start < tooFarForToday && toLocal(slot.start, timeZone).date === today,
      certified,
      cost: costOf(facts, weights, context.severity),
    };
  });
}

const weightsOf = ({ policy, severity }: RankingContext): RankingWeights => weightsFor(policy.ranking, severity);

const reasonContext = (context: RankingContext): ReasonContext => ({
  ...context,
  weights: weightsOf(context),
  sameDayFirst: context.policy.sameDayFirst,
});

type Order = (a: Entry, b: Entry) => number;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const byTime: Order = (a, b) =>
  compare(a.start, b.start) ||
  a.distanceKm - b.distanceKm ||
  compare(a.providerId, b.providerId) ||
  compare(a.slot.networkSlotId, b.slot.networkSlotId);

const byRank =
  ({ policy }: RankingContext): Order =>
  (a, b) =>
    (policy.sameDayFirst ? Number(b.isToday) - Number(a.isToday) : 0) || a.cost - b.cost || byTime(a, b);

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function offered({ shop, slot }: Entry, reasons: readonly string[]): OfferedSlot {
  const { provider, distanceKm, checkedAt } = shop;
  return {
    ...slot,
    slotId: slotIdFor(provider.providerId, slot.networkSlotId),
    providerId: provider.providerId,
    providerName: provider.name,
    network: provider.network,
    networkRef: provider.networkRef,
    timeZone: provider.timeZone,
    distanceKm,
    reasons,
    checkedAt,
    address: provider.address,
    phone: provider.phone,
    bookingUrl: provider.bookingUrl,
    lat: provider.lat,
    lon: provider.lon,
  };
}
