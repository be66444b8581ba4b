import type { FleetPolicy } from '../directory.ts';
import type { Instant, TimeZone } from '../ids.ts';
import { addDays, localDate } from '../time.ts';
import type { Span } from './wall-span.ts';
import { spanOn, within } from './wall-span.ts';

type QuietHours = FleetPolicy['quietHours'];

/** The quiet hours around an instant, by the wall clock of a zone; `undefined`: it is in none. Equal times are none. */
export function quietSpan(quiet: QuietHours, at: Instant, timeZone: TimeZone): Span | undefined {
  if (!quiet || quiet.from === quiet.to) return undefined;
  const today = localDate(at, timeZone);
  const spans = [addDays(today, -1), today].map((date) => spanOn(date, quiet.from, quiet.to, timeZone));
  return spans.find((span) => within(at, span));
}

/** When a message that is due at an instant may go: at once, or at the end of the quiet hours, which is the digest's time. */
export const maySendAt = (quiet: QuietHours, at: Instant, timeZone: TimeZone): Instant =>
  quietSpan(quiet, at, timeZone)?.end ?? at;

/**
 * When the reminder goes that is due so many hours before an appointment: not in quiet hours, but at their end; where that
 * would be after the start, at the minute before they begin. `undefined`: that time is over already.
 */
export function reminderAt(
  start: Instant,
  hours: number,
  now: Instant,
  quiet: QuietHours,
  timeZone: TimeZone,
): Instant | undefined {
  const due = new Date(Date.parse(start) - hours * 3_600_000).toISOString();
  if (due <= now) return undefined;
  const span = quietSpan(quiet, due, timeZone);
  if (!span) return due;
  if (span.end < start) return span.end;
  const before = new Date(Date.parse(span.start) - 60_000).toISOString();
  return before > now ? before : undefined;
}
