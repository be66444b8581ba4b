import type { LocalDate } from '../../domain/ids.ts';
import type { LevelFact } from '../../domain/levels/facts.ts';
import type { Breach, Objectives } from '../../domain/levels/objectives.ts';
import { OBJECTIVES, breaches, daysBefore, firstDayJudged } from '../../domain/levels/objectives.ts';
import { fleetLevels, groupBy, networkLevels } from '../../domain/levels/report.ts';
import { slaReport } from './service-levels.ts';
import type { LevelParts, SlaReport } from './service-levels.ts';

/** One value a day; null where nothing was counted. */
type Series = readonly (number | null)[];

export interface OpsData extends SlaReport {
  /** Days in UTC, oldest first. */
  readonly days: readonly LocalDate[];
  readonly objectives: Objectives;
  readonly breaches: readonly Breach[];
  readonly daily: {
    readonly networks: readonly { readonly network: string; readonly successRate: Series; readonly p95: Series }[];
    readonly fleets: readonly {
      readonly fleet: string;
      readonly bookedWithin24hRate: Series;
      /** Mean hours from the alert until the work was done, by the day on which it was done. */
      readonly downtimeHours: Series;
    }[];
  };
}

/** What the operators' page shows: the levels of some days until today, and how they went day by day. */
export async function opsData(parts: LevelParts, today: LocalDate, count: number): Promise<OpsData> {
  const from = daysBefore(today, count - 1);
  const days = Array.from({ length: count }, (_, i) => daysBefore(today, count - 1 - i));
  const facts = await parts.levels.read({ from, to: today });
  const judged = await parts.levels.read({ from: firstDayJudged(today), to: today });
  const byDay = <T>(own: readonly LevelFact[], value: (ofDay: readonly LevelFact[]) => T | null): (T | null)[] => {
    const groups = new Map(groupBy(own, 'day'));
    return days.map((day) => value(groups.get(day) ?? []));
  };
  return {
    ...(await slaReport(parts, { from, to: today })),
    days,
    objectives: OBJECTIVES,
    breaches: breaches(judged, today),
    daily: {
      networks: groupBy(facts, 'network').map(([network, own]) => ({
        network,
        successRate: byDay(own, (ofDay) => networkLevels(network, ofDay).successRate),
        p95: byDay(own, (ofDay) => networkLevels(network, ofDay).responseMs.p95),
      })),
      fleets: groupBy(facts, 'fleetId').map(([fleet, own]) => ({
        fleet,
        bookedWithin24hRate: byDay(own, (ofDay) => fleetLevels(fleet, ofDay).bookedWithin24hRate),
        downtimeHours: byDay(own, (ofDay) => fleetLevels(fleet, ofDay).downtimeHours.total.mean),
      })),
    },
  };
}
