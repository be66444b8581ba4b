import { certificationFor } from './capability.ts';
import type { Instant, ProviderId } from './ids.ts';
import type { Money } from './money.ts';
import type { ServiceCode, Severity } from './services.ts';
import { distanceWords } from './time.ts';
import type { RankingWeights } from './weighing.ts';

/** A fleet's own experience with a shop. */
export interface ShopRating {
  /** Mean of 1 to 5 stars. */
  readonly stars: number;
  readonly count: number;
}

/** What of a slot is said or compared. */
export interface Compared {
  readonly providerId: ProviderId;
  readonly distanceKm: number;
  readonly start: Instant;
  readonly estimate: Money | undefined;
  /** It starts today in the shop's zone. */
  readonly isToday: boolean;
  /** The shop has the certification that the job asks for or profits from. */
  readonly certified: boolean;
}

export interface ReasonContext {
  readonly service: ServiceCode;
  readonly severity: Severity;
  readonly locale: string;
  readonly ratings?: ReadonlyMap<ProviderId, ShopRating> | undefined;
  /** What counted for the order, and how much. */
  readonly weights: RankingWeights;
  /** Today's slots come first, whatever they cost. */
  readonly sameDayFirst: boolean;
}

/**
 * Why a slot is recommended, in words, strongest first: how soon leads where it is critical, else what the fleet gives
 * the most weight, distance before others of the same. It is called earliest, nearest, lowest in price or certified only
 * if that sets it apart from another of `among`; what has no weight is no reason. How far it is stands there always.
 */
export function reasonsFor(slot: Compared, among: readonly Compared[], context: ReasonContext): readonly string[] {
  const { weights, sameDayFirst, service } = context;
  const isCritical = context.severity === 'critical';
  const rating = context.ratings?.get(slot.providerId);
  const soon = isCritical ? Infinity : weights.wait;
  const all: readonly (readonly [weight: number, words: string, holds: boolean])[] = [
    [weights.distance, distanceWords(slot.distanceKm, context.locale), true],
    [soon, 'earliest', weights.wait > 0 && leads(slot, among, ({ start }) => Date.parse(start))],
    [soon, 'same day', slot.isToday && (weights.wait > 0 || sameDayFirst)],
    [weights.distance, 'nearest', weights.distance > 0 && leads(slot, among, ({ distanceKm }) => distanceKm)],
    [weights.price, 'lowest price', weights.price > 0 && hasLowestPrice(slot, among)],
    [weights.certification, `${certificationFor(service)}-certified`, isSaidCertified(slot, among, context)],
    [weights.rating, `${rating?.stars.toFixed(1)}★ from your fleet`, weights.rating > 0 && (rating?.count ?? 0) > 0],
  ];
  return [...all]
    .filter(([, , holds]) => holds)
    .sort(([a], [b]) => (a === b ? 0 : b - a))
    .map(([, words]) => words);
}

// Only certified shops may work on high voltage: there it is said of each.
const isSaidCertified = (slot: Compared, among: readonly Compared[], { service, weights }: ReasonContext): boolean =>
  service === 'BATTERY_HV' ||
  (weights.certification > 0 && slot.certified && among.some(({ certified }) => !certified));

function leads(slot: Compared, among: readonly Compared[], measure: (slot: Compared) => number): boolean {
  const own = measure(slot);
  return among.every((other) => own <= measure(other)) && among.some((other) => own < measure(other));
}

// Where one price is unknown or in another currency, nobody can say which is lowest.
function hasLowestPrice(slot: Compared, among: readonly Compared[]): boolean {
  const currency = slot.estimate?.currency;
  if (currency === undefined || among.some(({ estimate }) => estimate?.currency !== currency)) return false;
  return leads(slot, among, ({ estimate }) => estimate?.amount ?? 0);
}
