import { DateTime, IANAZone } from 'luxon';
import type { Instant, LocalDate, LocalTime, TimeZone } from './ids.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const zones = new Map<TimeZone, { readonly zone: IANAZone; readonly days: Map<number, number | undefined> }>();

/** Whether this names an IANA time zone. */
export const isTimeZone = (name: string): boolean => IANAZone.isValidZone(name);

/** Minutes that a zone's wall clock is ahead of UTC at an instant (milliseconds since 1970). Throws on an unknown zone. */
export function offsetMinutes(at: number, timeZone: TimeZone): number {
  let known = zones.get(timeZone);
  if (!known) {
    if (!isTimeZone(timeZone)) throw new RangeError(`${timeZone} is no IANA time zone.`);
    known = { zone: IANAZone.create(timeZone), days: new Map() };
    zones.set(timeZone, known);
  }
  // Asking Intl is slow: a UTC day that begins and ends with one offset has it throughout.
  const day = Math.floor(at / DAY_MS);
  if (!known.days.has(day)) {
    const first = known.zone.offset(day * DAY_MS);
    known.days.set(day, first === known.zone.offset((day + 1) * DAY_MS) ? first : undefined);
  }
  return known.days.get(day) ?? known.zone.offset(at);
}

/**
 * The instant of a wall time. A time that does not exist there (clocks went forward, or no such date) is `undefined`,
 * so that it is never offered; one that exists twice is the earlier.
 */
export function toInstant(date: LocalDate, time: LocalTime, timeZone: TimeZone): Instant | undefined {
  const wall = wallMs(date, time);
  if (wall === undefined) return undefined;
  // Offsets lie between -12 h and +14 h, so these two enclose the instant and see both sides of a change.
  const offsets = [wall - 15 * 60 * MINUTE_MS, wall + 13 * 60 * MINUTE_MS].map((at) => offsetMinutes(at, timeZone));
  const fitting = offsets
    .map((offset) => wall - offset * MINUTE_MS)
    .filter((at, i) => offsetMinutes(at, timeZone) === offsets[i]);
  return fitting.length === 0 ? undefined : new Date(Math.min(...fitting)).toISOString();
}

/** The wall date and time of an instant in a zone. */
export function toLocal(at: Instant, timeZone: TimeZone): { readonly date: LocalDate; readonly time: LocalTime } {
  const ms = Date.parse(at);
  const wall = new Date(ms + offsetMinutes(ms, timeZone) * MINUTE_MS).toISOString();
  return { date: wall.slice(0, 10), time: wall.slice(11, 16) };
}

/** The calendar date of an instant in a zone. */
export const localDate = (at: Instant, timeZone: TimeZone): LocalDate => toLocal(at, timeZone).date;

/** A calendar date so many days later (or earlier). */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  DateTime.fromISO(date, { zone: 'utc' }).plus({ days }).toISODate() as LocalDate;

/** Days from one calendar date to another; negative when it lies before. */
export const daysBetween = (from: LocalDate, to: LocalDate): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** Today in a zone and the dates after it, `days` in all: a search asks for 14. */
export function datesFrom(now: Instant, timeZone: TimeZone, days: number): readonly LocalDate[] {
  const today = localDate(now, timeZone);
  return Array.from({ length: days }, (_, i) => addDays(today, i));
}

/** An instant so many minutes later. */
export const addMinutes = (at: Instant, minutes: number): Instant =>
  new Date(Date.parse(at) + minutes * MINUTE_MS).toISOString();

const WALL = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):([0-5]\d)$/;

// The wall time as if it were UTC; undefined for what no calendar has, such as February 30.
function wallMs(date: LocalDate, time: LocalTime): number | undefined {
  const text = `${date}T${time}`;
  if (!WALL.test(text)) return undefined;
  const at = Date.parse(`${text}:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 16) !== text ? undefined : at;
}
