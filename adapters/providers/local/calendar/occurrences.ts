import ICAL from 'ical.js';
import type { TimeZone } from '../../../../src/domain/ids.ts';
import { addMinutes, isTimeZone, toInstant } from '../../../../src/domain/time.ts';

/** One time at which a shop's calendar says that a bay, or the whole shop, is taken. */
export interface BusyEvent {
  readonly uid: string;
  readonly startMs: number;
  readonly endMs: number;
  /** A whole-day event: the shop is closed. */
  readonly closes: boolean;
}

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A rule that goes on without reaching the window is followed this far, and a calendar's rules so far together. */
const MAX_STEPS = 20_000;
/** The longest that an occurrence may have begun before the window and still reach into it. */
const LONGEST_MS = 62 * 86_400_000;

/**
 * What a calendar's text says is busy within a window: VEVENTs that are opaque and not cancelled, repetitions (RRULE,
 * RDATE) without their exceptions (EXDATE, RECURRENCE-ID). Times without a zone are the shop's.
 * @throws Error when it is no calendar, or a time or rule in it is wrong
 */
export function busyEvents(text: string, timeZone: TimeZone, window: Window): readonly BusyEvent[] {
  const root = new ICAL.Component(ICAL.parse(text.replace(/^\uFEFF/, '')) as string);
  if (root.name !== 'vcalendar') throw new Error('VCALENDAR');
  const all = root.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  const masters = all.filter((event) => event.recurrenceId === null);
  const changes = all.filter((event) => event.recurrenceId !== null);
  const budget = { left: MAX_STEPS };
  const found: BusyEvent[] = [];
  for (const event of masters) {
    if (!event.component.hasProperty('dtstart')) throw new Error('DTSTART');
    if (!event.isRecurring()) {
      add(found, event, event.startDate, event.endDate, timeZone, window);
      continue;
    }
    for (const change of changes) if (change.uid === event.uid) event.relateException(change);
    expand(found, event, timeZone, window, budget);
  }
  const known = new Set(masters.map(({ uid }) => uid));
  for (const lone of changes)
    if (!known.has(lone.uid)) add(found, lone, lone.startDate, lone.endDate, timeZone, window);
  return found;
}

function expand(
  found: BusyEvent[],
  event: ICAL.Event,
  timeZone: TimeZone,
  window: Window,
  budget: { left: number },
): void {
  // A later change may lie before its own place in the row, so that the row is followed a little past the window.
  const until = window.toMs + LONGEST_MS;
  const row = event.iterator();
  for (let next = row.next(); next; next = row.next()) {
    if (--budget.left < 0) throw new Error('RRULE');
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    add(found, item, startDate, endDate, timeZone, window);
    if (momentOf(next, timeZone) > until) return;
  }
}

function add(
  found: BusyEvent[],
  event: ICAL.Event,
  start: ICAL.Time,
  end: ICAL.Time,
  timeZone: TimeZone,
  window: Window,
): void {
  const text = (name: string): string => String(event.component.getFirstPropertyValue(name) ?? '').toUpperCase();
  if (text('transp') === 'TRANSPARENT' || text('status') === 'CANCELLED') return;
  const [startMs, endMs] = [momentOf(start, timeZone), momentOf(end, timeZone)];
  if (!(startMs < endMs && startMs < window.toMs && window.fromMs < endMs)) return;
  found.push({ uid: event.uid ?? '', startMs, endMs, closes: start.isDate });
}

/** A calendar's time as a moment; a wall time that the clocks skip is the first one after. */
function momentOf(time: ICAL.Time, timeZone: TimeZone): number {
  const { year, month, day, hour, minute, second } = time;
  if (![year, month, day].every(Number.isInteger)) throw new Error('DTSTART');
  const named = time.zone?.tzid === 'floating' || time.isDate ? undefined : time.zone;
  if (named && named.tzid !== 'UTC' && named.component) return time.toUnixTime() * 1000;
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute));
  if (named?.tzid === 'UTC') return wall.getTime() + second * 1000;
  const tzid = (time as { readonly timezone?: unknown }).timezone;
  const zone = !time.isDate && typeof tzid === 'string' && isTimeZone(tzid) ? tzid : timeZone;
  for (let skipped = 0; skipped <= 180; skipped += 15) {
    const at = addMinutes(wall.toISOString(), skipped);
    const moment = toInstant(at.slice(0, 10), at.slice(11, 16), zone);
    if (moment !== undefined) return Date.parse(moment) + second * 1000;
  }
  throw new Error('DTSTART');
}
