import type { Instant, ProviderId } from './ids.ts';
import type { Money } from './money.ts';
import type { ServiceCode, Severity } from './services.ts';
import { distanceWords } from './time.ts';

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
}

export interface ReasonContext {
  readonly service: ServiceCode;
  readonly severity: Severity;
  readonly locale: string;
  readonly ratings?: ReadonlyMap<ProviderId, ShopRating> | undefined;
}

/**
 * Why a slot is recommended, in words, strongest first: how soon leads where it is critical, else how far. It is called
 * earliest, nearest or lowest in price only if that sets it apart from another of `among`.
 */
export function reasonsFor(slot: Compared, among: readonly Compared[], context: ReasonContext): readonly string[] {
  const soon = [
    ...(leads(slot, among, ({ start }) => Date.parse(start)) ? ['earliest'] : []),
    ...(slot.isToday ? ['same day'] : []),
  ];
  const far = distanceWords(slot.distanceKm, context.locale);
  const rating = context.ratings?.get(slot.providerId);
  return [
    ...(context.severity === 'critical' ? [...soon, far] : [far, ...soon]),
    ...(leads(slot, among, ({ distanceKm }) => distanceKm) ? ['nearest'] : []),
    ...(hasLowestPrice(slot, among) ? ['lowest price'] : []),
    ...(context.service === 'BATTERY_HV' ? ['HV-certified'] : []),
    ...(rating && rating.count > 0 ? [`${rating.stars.toFixed(1)}★ from your fleet`] : []),
  ];
}

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
