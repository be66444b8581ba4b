import type { LocalDate } from '../ids.ts';
import { sizeOf } from './buckets.ts';
import { DAY_MS } from './facts.ts';
import type { LevelFact } from './facts.ts';
import { fleetLevels, groupBy, histogramOf, networkLevels } from './report.ts';

/** What the service promises. Judged only where at least `minimum` things were counted. */
export interface Objectives {
  /** Least share of a network's requests that end in an appointment. */
  readonly bookingSuccess: number;
  /** Most milliseconds that 95 % of a network's calls may take. */
  readonly responseP95Ms: number;
  /** Least share of a fleet's cases that are booked within 24 hours. */
  readonly bookedWithin24h: number;
  readonly minimum: number;
}

export const OBJECTIVES: Objectives = { bookingSuccess: 0.95, responseP95Ms: 5_000, bookedWithin24h: 0.8, minimum: 20 };

export interface Breach {
  readonly objective: 'booking-success' | 'response-p95' | 'booked-within-24h';
  /** Of a network's objective. */
  readonly network?: string | undefined;
  /** Of a fleet's objective. */
  readonly fleetId?: string | undefined;
  /** A share from 0 to 1, or milliseconds. */
  readonly value: number;
  readonly target: number;
  /** How many things it was judged by. */
  readonly sample: number;
  /** The days that were judged, both included. */
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** The first of the days that `breaches` looks at. */
export const firstDayJudged = (today: LocalDate): LocalDate => daysBefore(today, 8);

export const daysBefore = (day: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${day}T00:00:00.000Z`) - days * DAY_MS).toISOString().slice(0, 10);

/**
 * The objectives that are not kept. Networks are judged by today and yesterday; fleets by the seven days before that, whose
 * cases have all had their 24 hours.
 */
export function breaches(facts: readonly LevelFact[], today: LocalDate, objectives = OBJECTIVES): readonly Breach[] {
  const { bookingSuccess, responseP95Ms, bookedWithin24h, minimum } = objectives;
  const found: Breach[] = [];
  const recent = { from: daysBefore(today, 1), to: today };
  for (const [network, own] of groupBy(within(facts, recent), 'network')) {
    const { attempted, successRate, responseMs } = networkLevels(network, own);
    const calls = sizeOf(histogramOf(own.filter(({ kind }) => kind === 'call')));
    if (attempted >= minimum && successRate !== null && successRate < bookingSuccess)
      found.push({
        ...{ objective: 'booking-success', network, value: successRate, target: bookingSuccess, sample: attempted },
        ...recent,
      });
    if (calls >= minimum && responseMs.p95 !== null && responseMs.p95 > responseP95Ms)
      found.push({
        ...{ objective: 'response-p95', network, value: responseMs.p95, target: responseP95Ms, sample: calls },
        ...recent,
      });
  }
  const settled = { from: firstDayJudged(today), to: daysBefore(today, 2) };
  for (const [fleetId, own] of groupBy(within(facts, settled), 'fleetId')) {
    const { cases, bookedWithin24hRate: value } = fleetLevels(fleetId, own);
    if (cases >= minimum && value !== null && value < bookedWithin24h)
      found.push({
        ...{ objective: 'booked-within-24h', fleetId, value, target: bookedWithin24h, sample: cases },
        ...settled,
      });
  }
  return found;
}

const within = (facts: readonly LevelFact[], { from, to }: { readonly from: LocalDate; readonly to: LocalDate }) =>
  facts.filter(({ day }) => day >= from && day <= to);
