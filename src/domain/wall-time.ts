import { IANAZone } from 'luxon';
import type { Instant, LocalDate, LocalTime, TimeZone } from './ids.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

interface Zone {
  readonly zone: IANAZone;
  /** By UTC day: its one offset, or undefined where that changes. */
  readonly days: Map<number, number | undefined>;
  /** By date, then by minute of the day: the moment, or `null` where the clocks skip it. */
  readonly dates: Map<LocalDate, (Instant | null | undefined)[]>;
}
const zones = new Map<TimeZone, Zone>();

/** Moments that are kept at most: two weeks of all times on the half hour are 672 a zone. */
const MAX_KEPT = 200_000;
let kept = 0;

/** Whether this names an IANA time zone. */
export const isTimeZone = (name: string): boolean => zones.has(name) || IANAZone.isValidZone(name);

function zoneOf(timeZone: TimeZone): Zone {
  let known = zones.get(timeZone);
  if (!known) {
    if (!isTimeZone(timeZone)) throw new RangeError(`${timeZone} is no IANA time zone.`);
    known = { zone: IANAZone.create(timeZone), days: new Map(), dates: new Map() };
    zones.set(timeZone, known);
  }
  return known;
}

/** Minutes that a zone's wall clock is ahead of UTC at an instant (milliseconds since 1970). Throws on an unknown zone. */
export const offsetMinutes = (at: number, timeZone: TimeZone): number => offsetIn(zoneOf(timeZone), at);

function offsetIn({ zone, days }: Zone, at: number): number {
  // Asking Intl is slow: a UTC day that begins and ends with one offset has it throughout.
  const day = Math.floor(at / DAY_MS);
  if (!days.has(day)) {
    const first = zone.offset(day * DAY_MS);
    days.set(day, first === zone.offset((day + 1) * DAY_MS) ? first : undefined);
  }
  return days.get(day) ?? zone.offset(at);
}

/**
 * The instant of a wall time. A time that does not exist there (clocks went forward, or no such date) is `undefined`,
 * so that it is never offered; one that exists twice is the earlier.
 */
export function toInstant(date: LocalDate, time: LocalTime, timeZone: TimeZone): Instant | undefined {
  const minute = minuteOfDay(time);
  return minute === undefined ? undefined : wallDay(date, timeZone)(minute);
}

/** The minute of the day that a wall time of 24 hours names: 570 for "09:30"; undefined for any other text. */
export function minuteOfDay(time: string): number | undefined {
  if (time.length !== 5 || time.charCodeAt(2) !== COLON) return undefined;
  const hours = twoDigits(time, 0);
  const minutes = twoDigits(time, 3);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : undefined;
}

const COLON = 0x3a;
const ZERO = 0x30;

/** Two digits of a text as a number; infinite where they are none. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - ZERO;
  const ones = text.charCodeAt(at + 1) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Infinity;
}

/**
 * `toInstant` for many times of one date, by their minute of the day (0 to 1439). Each moment is worked out once for all
 * who ask, since ten thousand shops have the same few hundred.
 */
export function wallDay(date: LocalDate, timeZone: TimeZone): (minute: number) => Instant | undefined {
  if (!isCalendarDate(date)) return () => undefined;
  const midnight = Date.parse(date);
  const zone = zoneOf(timeZone);
  if (kept > MAX_KEPT) {
    for (const { dates } of zones.values()) dates.clear();
    kept = 0;
  }
  let moments = zone.dates.get(date);
  if (!moments) zone.dates.set(date, (moments = []));
  const known = moments;
  return (minute) => {
    let moment = known[minute];
    if (moment === undefined) {
      moment = momentOf(midnight + minute * MINUTE_MS, zone) ?? null;
      known[minute] = moment;
      kept += 1;
    }
    return moment ?? undefined;
  };
}

function momentOf(wall: number, zone: Zone): Instant | undefined {
  // Offsets lie between -12 h and +14 h, so these two enclose the instant and see both sides of a change.
  const offsets = [wall - 15 * 60 * MINUTE_MS, wall + 13 * 60 * MINUTE_MS].map((at) => offsetIn(zone, at));
  const fitting = offsets
    .map((offset) => wall - offset * MINUTE_MS)
    .filter((at, i) => offsetIn(zone, at) === offsets[i]);
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

/** A calendar date so many days later (or earlier). Throws a RangeError for what is no date. */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

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

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const dates = new Set<LocalDate>();
const MAX_DATES = 5_000;

/** Whether a calendar has this date, which February 30 is not, though `Date` makes one of it. */
export function isCalendarDate(date: string): boolean {
  if (dates.has(date)) return true;
  if (!DATE.test(date)) return false;
  const at = Date.parse(date);
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) return false;
  if (dates.size >= MAX_DATES) dates.clear();
  dates.add(date);
  return true;
}
