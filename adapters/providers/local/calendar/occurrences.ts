import ICAL from 'ical.js';
import type { TimeZone } from '../../../../src/domain/ids.ts';
import { addMinutes, isTimeZone, toInstant } from '../../../../src/domain/time.ts';
import { bounded } from './bounded.ts';

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
/** A calendar that takes longer to read is broken, or wants to keep us busy. */
const LONGEST_WORK_MS = 1_000;
/** The longest that an occurrence may have begun before the window and still reach into it. */
const LONGEST_MS = 62 * 86_400_000;

/**
 * What a calendar's text says is busy within a window: VEVENTs that are opaque and not cancelled, repetitions (RRULE,
 * RDATE) without their exceptions (EXDATE, RECURRENCE-ID). Times without a zone are the shop's.
 * @throws Error when it is no calendar, or a time or rule in it is wrong
 */
export const busyEvents = (text: string, timeZone: TimeZone, window: Window): readonly BusyEvent[] =>
  bounded(LONGEST_WORK_MS, () => readEvents(text, timeZone, window));

function readEvents(text: string, timeZone: TimeZone, window: Window): readonly BusyEvent[] {
  const root = new ICAL.Component(ICAL.parse(text.replace(/^\uFEFF/, '')) as string);
  if (root.name !== 'vcalendar') throw new Error('VCALENDAR');
  const all = root.getAllSubcomponents('vevent').map((component) => new ICAL.Event(component));
  const masters = all.filter((event) => event.recurrenceId === null);
  const changes = all.filter((event) => event.recurrenceId !== null);
  const budget = { left: MAX_STEPS };
  const found: BusyEvent[] = [];
  const within = (event: ICAL.Event): Within => ({ found, window, ...zonesOf(event, timeZone) });
  for (const event of masters) {
    if (!event.component.hasProperty('dtstart')) throw new Error('DTSTART');
    if (!event.isRecurring()) {
      add(within(event), event, event.startDate, event.endDate);
      continue;
    }
    for (const change of changes) if (change.uid === event.uid) event.relateException(change);
    expand(within, event, window, budget);
  }
  const known = new Set(masters.map(({ uid }) => uid));
  for (const lone of changes) if (!known.has(lone.uid)) add(within(lone), lone, lone.startDate, lone.endDate);
  return found;
}

interface Within {
  readonly found: BusyEvent[];
  readonly window: Window;
  /** Of wall times whose zone the calendar does not describe itself. */
  readonly startZone: TimeZone;
  readonly endZone: TimeZone;
}

/** The library forgets zones that the calendar does not describe, so that they are read from the properties themselves. */
function zonesOf({ component }: ICAL.Event, shopZone: TimeZone): Pick<Within, 'startZone' | 'endZone'> {
  const zone = (name: string): TimeZone | undefined => {
    const tzid = component.getFirstProperty(name)?.getFirstParameter('tzid');
    return tzid !== undefined && isTimeZone(tzid) ? tzid : undefined;
  };
  const startZone = zone('dtstart') ?? shopZone;
  return { startZone, endZone: component.hasProperty('dtend') ? (zone('dtend') ?? shopZone) : startZone };
}

function expand(
  within: (event: ICAL.Event) => Within,
  event: ICAL.Event,
  window: Window,
  budget: { left: number },
): void {
  const { startZone } = within(event);
  // A later change may lie before its own place in the row, so that the row is followed a little past the window.
  const until = window.toMs + LONGEST_MS;
  const row = event.iterator();
  // The first time belongs to the row, also where nothing but single dates follows.
  if (!event.component.hasProperty('rrule') && !isExcepted(event)) {
    const { item, startDate, endDate } = event.getOccurrenceDetails(event.startDate);
    add(within(item), item, startDate, endDate);
  }
  for (let next = row.next(); next; next = row.next()) {
    if (--budget.left < 0) throw new Error('RRULE');
    const { item, startDate, endDate } = event.getOccurrenceDetails(next);
    // Repetitions last as long as the first, from their own beginning on.
    const zones = item === event ? { ...within(item), endZone: startZone } : within(item);
    add(zones, item, startDate, endDate);
    if (momentOf(next, startZone) > until) return;
  }
}

const isExcepted = ({ component, startDate }: ICAL.Event): boolean =>
  component
    .getAllProperties('exdate')
    .some((property) => property.getValues().some((value) => String(value) === startDate.toString()));

function add({ found, window, startZone, endZone }: Within, event: ICAL.Event, start: ICAL.Time, end: ICAL.Time): void {
  const text = (name: string): string => String(event.component.getFirstPropertyValue(name) ?? '').toUpperCase();
  if (text('transp') === 'TRANSPARENT' || text('status') === 'CANCELLED') return;
  const [startMs, endMs] = [momentOf(start, startZone), momentOf(end, endZone)];
  if (!(startMs < endMs && startMs < window.toMs && window.fromMs < endMs)) return;
  found.push({ uid: event.uid ?? '', startMs, endMs, closes: start.isDate });
}

/** A calendar's time as a moment; a wall time that the clocks skip is the first one after. */
function momentOf(time: ICAL.Time, zone: TimeZone): number {
  const { year, month, day, hour, minute, second } = time;
  if (![year, month, day].every(Number.isInteger)) throw new Error('DTSTART');
  if (!time.isDate && time.zone?.component) return time.toUnixTime() * 1000;
  const wall = new Date(Date.UTC(year, month - 1, day, hour, minute));
  if (!time.isDate && time.zone?.tzid === 'UTC') return wall.getTime() + second * 1000;
  for (let skipped = 0; skipped <= 180; skipped += 15) {
    const at = addMinutes(wall.toISOString(), skipped);
    const moment = toInstant(at.slice(0, 10), at.slice(11, 16), zone);
    if (moment !== undefined) return Date.parse(moment) + second * 1000;
  }
  throw new Error('DTSTART');
}
