import type { Money } from './money.ts';
import type { Severity } from './services.ts';

/** What a fleet can weigh slots by. */
export const CRITERIA = ['distance', 'wait', 'rating', 'price', 'certification'] as const;
export type Criterion = (typeof CRITERIA)[number];

/** How much each counts: 1 as by default, 2 twice as much, 0 not at all. */
export type RankingWeights = Readonly<Record<Criterion, number>>;

/** Nobody means more than this. */
export const MAX_WEIGHT = 10;

export const DEFAULT_WEIGHTS: RankingWeights = { distance: 1, wait: 1, rating: 1, price: 1, certification: 1 };

/** The facts of a slot that are weighed. */
export interface Weighed {
  readonly waitHours: number;
  readonly distanceKm: number;
  readonly estimate: Money | undefined;
  /** The lowest price in its currency. */
  readonly lowest: number | undefined;
  /** The fleet's mean; undefined where it has rated nothing there. */
  readonly stars: number | undefined;
  /** It has the certification that the job asks for or profits from. */
  readonly certified: boolean;
}

export const KM_PER_HOUR = 50;
/** An hour of driving, there and back, weighs as much as so many hours of waiting. */
const DRIVING = 6;
/** A price twice the lowest weighs as much as a day of waiting; an unknown price counts as the lowest. */
const PRICE = 24;
/** A star less weighs as much as so many hours of waiting; a shop that the fleet has not rated counts as 4 stars. */
const STAR = 6;
const UNRATED_STARS = 4;
/** A missing certification weighs as much as so many hours of waiting. */
const UNCERTIFIED = 3;
const URGENCY: Readonly<Record<Severity, number>> = { info: 0.5, warning: 1, critical: 4, 'out-of-service': 8 };

/** The weights that hold for a case: where it is urgent, waiting counts at least as much as by default. */
export function weightsFor(weights: RankingWeights | undefined, severity: Severity): RankingWeights {
  const own = weights ?? DEFAULT_WEIGHTS;
  const urgent = severity === 'critical' || severity === 'out-of-service';
  return urgent && own.wait < 1 ? { ...own, wait: 1 } : own;
}

/** What taking a slot costs, in hours of waiting at normal urgency. */
export function costOf(slot: Weighed, weights: RankingWeights, severity: Severity): number {
  const { estimate, lowest } = slot;
  const driveHours = (2 * slot.distanceKm) / KM_PER_HOUR;
  const dearer = estimate && lowest !== undefined && lowest > 0 ? estimate.amount / lowest - 1 : 0;
  return (
    slot.waitHours * URGENCY[severity] * weights.wait +
    driveHours * DRIVING * weights.distance +
    dearer * PRICE * weights.price +
    (5 - (slot.stars ?? UNRATED_STARS)) * STAR * weights.rating +
    (slot.certified ? 0 : UNCERTIFIED * weights.certification)
  );
}

const WORDS: Readonly<Record<Criterion, string>> = {
  distance: 'distance',
  wait: 'waiting time',
  rating: 'your ratings',
  price: 'price',
  certification: 'certification',
};

/**
 * Weights that are a fleet's own, as a sentence: "Ranked by price ×3, distance, waiting time and certification; your
 * ratings do not count." Undefined for the default.
 */
export function weightsInWords(weights: RankingWeights): string | undefined {
  if (CRITERIA.every((each) => weights[each] === DEFAULT_WEIGHTS[each])) return undefined;
  const heaviestFirst = CRITERIA.filter((each) => weights[each] > 0).sort((a, b) => weights[b] - weights[a]);
  const counted = heaviestFirst.map((each) => (weights[each] === 1 ? WORDS[each] : `${WORDS[each]} ×${weights[each]}`));
  const left = CRITERIA.filter((each) => weights[each] === 0).map((each) => WORDS[each]);
  if (counted.length === 0) return 'Ranked by time alone: your fleet gave nothing a weight.';
  if (left.length === 0) return `Ranked by ${listed(counted)}.`;
  const isOne = left.length === 1 && left[0] !== WORDS.rating;
  return `Ranked by ${listed(counted)}; ${listed(left)} ${isOne ? 'does' : 'do'} not count.`;
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
