import type { Instant, LocalDate, TimeZone } from '../ids.ts';
import { toLocal } from '../time.ts';
import { daysBefore } from './objectives.ts';

/** When a week's digest may come, by the wall clock: on Monday from then on. */
const FROM = '08:00';

/** Wall times; over midnight when `to` is not after `from`. */
interface Hours {
  readonly from: string;
  readonly to: string;
}

/**
 * The Monday whose digest is due at a place: from 8 o'clock on its wall clock, outside its quiet hours, and through the
 * week for a Pitcrew that was not running then. Undefined on a Monday that is still too early. Compares what the clock
 * on the wall shows, so that a lost or doubled hour neither skips nor repeats a week.
 */
export function digestDue(now: Instant, timeZone: TimeZone, quiet?: Hours): LocalDate | undefined {
  const { date, time } = toLocal(now, timeZone);
  const monday = mondayOf(date);
  if (date === monday && time < FROM) return undefined;
  return quiet && covers(quiet, time) ? undefined : monday;
}

/** The Monday of the ISO week of a date. */
export function mondayOf(date: LocalDate): LocalDate {
  const sundayFirst = new Date(`${date}T00:00:00.000Z`).getUTCDay();
  return daysBefore(date, (sundayFirst + 6) % 7);
}

/** The seven days before a Monday, both included. */
export const weekBefore = (monday: LocalDate): { readonly from: LocalDate; readonly to: LocalDate } => ({
  from: daysBefore(monday, 7),
  to: daysBefore(monday, 1),
});

const covers = ({ from, to }: Hours, time: string): boolean =>
  from < to ? time >= from && time < to : time >= from || time < to;
