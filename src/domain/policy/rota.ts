import type { Member, RotaEntry } from '../directory.ts';
import type { Instant, LocalDate, MemberId, TimeZone } from '../ids.ts';
import { addDays, localDate } from '../time.ts';
import { spanOn, within } from './wall-span.ts';

const WEEK = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'] as const;

/** The days that "Mo-Fr" or "Mo,We,Fr" names, from 1 (Monday) to 7; a range may go over Sunday ("Fr-Mo"). */
export function weekdaysOf(days: string): ReadonlySet<number> {
  const named = new Set<number>();
  for (const part of days.split(',')) {
    const [first, last] = part.split('-').map((day) => WEEK.indexOf(day as (typeof WEEK)[number]) + 1);
    if (!first || last === 0) continue;
    const length = ((last ?? first) - first + 7) % 7;
    for (let i = 0; i <= length; i++) named.add(((first - 1 + i) % 7) + 1);
  }
  return named;
}

const weekdayOf = (date: LocalDate): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;

const isAbsent = ({ absent = [] }: RotaEntry, date: LocalDate): boolean =>
  absent.some(({ from, to }) => from <= date && date <= to);

/** Whether an entry's hours lie around an instant; a shift over midnight belongs to the day on which it begins. */
function isOnDuty(entry: RotaEntry, at: Instant, timeZone: TimeZone): boolean {
  const today = localDate(at, timeZone);
  if (isAbsent(entry, today)) return false;
  const days = weekdaysOf(entry.days);
  return [addDays(today, -1), today].some(
    (date) =>
      days.has(weekdayOf(date)) && !isAbsent(entry, date) && within(at, spanOn(date, entry.from, entry.to, timeZone)),
  );
}

const unique = (ids: readonly MemberId[]): readonly MemberId[] => [...new Set(ids)];

/** Who is on call at an instant, in the rota's order, by the wall clock of the fleet's zone. */
export const onCall = (rota: readonly RotaEntry[], at: Instant, timeZone: TimeZone): readonly MemberId[] =>
  unique(rota.filter((entry) => isOnDuty(entry, at, timeZone)).map(({ memberId }) => memberId));

/** Who is away on the date of an instant, by any of his entries. */
const awayAt = (rota: readonly RotaEntry[], at: Instant, timeZone: TimeZone): ReadonlySet<MemberId> =>
  new Set(rota.filter((entry) => isAbsent(entry, localDate(at, timeZone))).map(({ memberId }) => memberId));

/**
 * In which order members are asked: those on call now, then the others of the rota, both in its order, then those who are
 * not in it, by id. Whoever is away today is left out.
 */
export function inOrder(
  members: readonly Member[],
  rota: readonly RotaEntry[],
  at: Instant,
  timeZone: TimeZone,
): readonly Member[] {
  const away = awayAt(rota, at, timeZone);
  const byId = new Map(members.map((member) => [member.memberId, member]));
  const others = [...byId.keys()].sort();
  const ids = unique([...onCall(rota, at, timeZone), ...rota.map(({ memberId }) => memberId), ...others]);
  return ids.flatMap((id) => {
    const member = byId.get(id);
    return member && !away.has(id) ? [member] : [];
  });
}
