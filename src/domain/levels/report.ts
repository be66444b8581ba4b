import type { Histogram } from './buckets.ts';
import { percentile, sizeOf } from './buckets.ts';
import type { FactKind, LevelFact } from './facts.ts';

/** A share from 0 to 1 with at most four digits; null of nothing. */
export const share = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000;

export interface Attempts {
  /** Requests that a shop had and that are over: booked, or taken, declined, unanswered, or answered with another time. */
  readonly attempted: number;
  readonly booked: number;
  readonly successRate: number | null;
}

export interface Satisfaction {
  /** Mean stars; null while there are none. */
  readonly mean: number | null;
  readonly count: number;
}

/** Hours that vehicles were not to be used, of those whose work was done in these days. */
export interface Hours {
  readonly count: number;
  /** Null of nothing. */
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
}

export interface Downtimes {
  /** From the alert until the work was done. */
  readonly total: Hours;
  /** From the arrival at the shop until the work was done. */
  readonly inShop: Hours;
}

export interface NetworkLevels extends Attempts {
  readonly network: string;
  /** Of all calls, those that ran into the time limit included. */
  readonly responseMs: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null };
  /** Calls that got no answer in time. */
  readonly timeouts: number;
  /** Replies that broke the contract, by field. */
  readonly contractBreaks: Readonly<Record<string, number>>;
  readonly downtimeHours: Downtimes;
}

export interface ProviderLevels extends Attempts {
  readonly provider: string;
  readonly network: string;
  readonly satisfaction: Satisfaction;
}

export interface FleetLevels extends Attempts {
  readonly fleet: string;
  /** Cases opened, less those dismissed before anything was booked. */
  readonly cases: number;
  readonly bookedWithin24h: number;
  readonly bookedWithin24hRate: number | null;
  readonly timeToBookMinutes: { readonly p50: number | null; readonly p95: number | null };
  readonly satisfaction: Satisfaction;
  readonly downtimeHours: Downtimes;
}

const sum = (facts: readonly LevelFact[]): number => facts.reduce((total, { count }) => total + count, 0);

const of = (facts: readonly LevelFact[], kind: FactKind, detail?: string): readonly LevelFact[] =>
  facts.filter((fact) => fact.kind === kind && (detail === undefined || fact.detail === detail));

/** The values of some facts by bucket. */
export function histogramOf(facts: readonly LevelFact[]): Histogram {
  const histogram = new Map<number, number>();
  for (const { bucket, count } of facts) histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
  return histogram;
}

/** Facts by one of their columns, in its order; without those that have it empty. */
export function groupBy(
  facts: readonly LevelFact[],
  column: 'network' | 'fleetId' | 'providerId' | 'day',
): readonly (readonly [string, readonly LevelFact[]])[] {
  const groups = new Map<string, LevelFact[]>();
  for (const fact of facts) {
    if (fact[column] === '') continue;
    const group = groups.get(fact[column]);
    if (group) group.push(fact);
    else groups.set(fact[column], [fact]);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

export function attemptsOf(facts: readonly LevelFact[]): Attempts {
  const attempted = sum(of(facts, 'attempt'));
  const booked = sum(of(facts, 'attempt', 'booked'));
  return { attempted, booked, successRate: share(booked, attempted) };
}

export function satisfactionOf(facts: readonly LevelFact[]): Satisfaction {
  const stars = of(facts, 'stars');
  const count = sum(stars);
  const total = stars.reduce((all, fact) => all + Number(fact.detail) * fact.count, 0);
  return { mean: count === 0 ? null : Math.round((total / count) * 100) / 100, count };
}

export const downtimesOf = (facts: readonly LevelFact[]): Downtimes => ({
  total: hoursOf(facts, 'total'),
  inShop: hoursOf(facts, 'in-shop'),
});

function hoursOf(facts: readonly LevelFact[], detail: string): Hours {
  const times = histogramOf(of(facts, 'downtime', detail));
  const count = sizeOf(times);
  const mean = count === 0 ? null : sum(of(facts, 'downtime-seconds', detail)) / count;
  return { count, mean: hours(mean), p50: hours(percentile(times, 0.5)), p95: hours(percentile(times, 0.95)) };
}

const hours = (seconds: number | null): number | null =>
  seconds === null ? null : Number((seconds / 3_600).toPrecision(3));
const milliseconds = (value: number | null): number | null => (value === null ? null : Math.round(value));
const minutes = (seconds: number | null): number | null =>
  seconds === null ? null : Number((seconds / 60).toPrecision(3));

export function networkLevels(network: string, facts: readonly LevelFact[]): NetworkLevels {
  const calls = of(facts, 'call');
  const times = histogramOf(calls);
  const breaks: Record<string, number> = {};
  for (const { detail, count } of of(facts, 'break')) breaks[detail] = (breaks[detail] ?? 0) + count;
  const at = (p: number) => milliseconds(percentile(times, p));
  return {
    network,
    ...attemptsOf(facts),
    responseMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
    timeouts: sum(calls.filter(({ detail }) => detail.endsWith('/timeout'))),
    contractBreaks: breaks,
    downtimeHours: downtimesOf(facts),
  };
}

export function providerLevels(provider: string, facts: readonly LevelFact[]): ProviderLevels {
  const network = facts[0]?.network ?? '';
  return { provider, network, ...attemptsOf(facts), satisfaction: satisfactionOf(facts) };
}

export function fleetLevels(fleet: string, facts: readonly LevelFact[]): FleetLevels {
  const cases = sum(of(facts, 'case', 'opened')) - sum(of(facts, 'case', 'dismissed'));
  const bookedWithin24h = sum(of(facts, 'booked', 'within-24h'));
  const times = histogramOf(of(facts, 'booked'));
  return {
    fleet,
    ...attemptsOf(facts),
    cases,
    bookedWithin24h,
    bookedWithin24hRate: share(bookedWithin24h, cases),
    timeToBookMinutes: { p50: minutes(percentile(times, 0.5)), p95: minutes(percentile(times, 0.95)) },
    satisfaction: satisfactionOf(facts),
    downtimeHours: downtimesOf(facts),
  };
}
