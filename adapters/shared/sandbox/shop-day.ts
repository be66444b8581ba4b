import { DateTime } from 'luxon';
import type { DayHours, Week } from './opening-hours.ts';

/** A start that a shop could offer, in its wall clock and as instants (epoch ms). */
export interface DaySlot {
  readonly start: string;
  readonly end: string;
  readonly startMs: number;
  readonly endMs: number;
}

const MAX_CACHED = 20_000;
const cache = new Map<string, readonly DaySlot[]>();

/** `HH:mm` of a minute of the day. */
export function wallText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** The opening times of a date, Monday first in `week`. */
export function hoursOn(week: Week, date: string): DayHours {
  return week[(new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7] ?? [];
}

/** The date `days` later, in the calendar alone. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Whether a text is a date that exists, as `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text, { zone: 'utc' }).isValid;
}

/** The shop's local date of an instant. */
export function localDate(ms: number, zone: string): string {
  return DateTime.fromMillis(ms, { zone }).toFormat('yyyy-MM-dd');
}

/** An instant with the zone's offset, to the second: `2026-11-23T09:00:00-06:00`. */
export function withOffset(ms: number, zone: string): string {
  return DateTime.fromMillis(ms, { zone }).toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
}

/**
 * Every start on a date for a job of `minutes` real minutes: each `stepMinutes` from opening, as long as the job ends
 * by closing. A wall time that the zone skips is not there; one that it has twice is the earlier. A slot whose end
 * would not read later than its start on the wall clock (midnight, the hour that repeats) is left out, because the
 * wire has times without a date.
 */
export function daySlots(zone: string, hours: DayHours, date: string, minutes: number, stepMinutes = 30) {
  const key = `${zone}|${date}|${minutes}|${stepMinutes}|${hours.join(';')}`;
  let slots = cache.get(key);
  if (!slots) {
    slots = [...makeSlots(zone, hours, date, minutes, stepMinutes)];
    if (cache.size >= MAX_CACHED) cache.clear();
    cache.set(key, slots);
  }
  return slots;
}

function* makeSlots(zone: string, hours: DayHours, date: string, minutes: number, step: number): Generator<DaySlot> {
  for (const [open, close] of hours) {
    const closing = wallTime(zone, date, close).toMillis();
    for (let minute = open; minute < close; minute += step) {
      const at = wallTime(zone, date, minute);
      const start = wallText(minute);
      if (at.toFormat('HH:mm') !== start) continue;
      const endMs = at.toMillis() + minutes * 60_000;
      const end = DateTime.fromMillis(endMs, { zone }).toFormat('HH:mm');
      if (endMs <= closing && end > start) yield { start, end, startMs: at.toMillis(), endMs };
    }
  }
}

/** The earlier instant of a wall time; for one that does not exist the instant that luxon shifts it to. */
function wallTime(zone: string, date: string, minute: number): DateTime {
  const midnight = minute === 1440;
  const day = midnight ? addDays(date, 1) : date;
  const at = DateTime.fromISO(`${day}T${wallText(midnight ? 0 : minute)}`, { zone });
  return at.getPossibleOffsets()[0] ?? at;
}
