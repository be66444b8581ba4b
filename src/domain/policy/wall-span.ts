import type { Instant, LocalDate, LocalTime, TimeZone } from '../ids.ts';
import { addDays, toInstant } from '../time.ts';

/** A span of time, half-open. */
export interface Span {
  readonly start: Instant;
  readonly end: Instant;
}

const LONGEST_GAP_MINUTES = 180;

/** The instant of a wall time; one that the clock skips is the first that it has after it, so that nothing is ever dropped. */
export function firstInstant(date: LocalDate, time: LocalTime, timeZone: TimeZone): Instant {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  for (let skipped = 0; skipped <= LONGEST_GAP_MINUTES; skipped++) {
    const total = hours * 60 + minutes + skipped;
    const wall = [Math.floor(total / 60) % 24, total % 60].map((part) => String(part).padStart(2, '0')).join(':');
    const at = toInstant(total >= 1440 ? addDays(date, 1) : date, wall, timeZone);
    if (at !== undefined) return at;
  }
  // A whole day that a zone skipped (Samoa, 30 December 2011).
  return firstInstant(addDays(date, 1), time, timeZone);
}

/** The hours of one date, which may end on the next: "22:00" to "06:00". Equal times are a whole day. */
export function spanOn(date: LocalDate, from: LocalTime, to: LocalTime, timeZone: TimeZone): Span {
  return {
    start: firstInstant(date, from, timeZone),
    end: firstInstant(to <= from ? addDays(date, 1) : date, to, timeZone),
  };
}

/** Whether an instant lies in a span. */
export const within = (at: Instant, { start, end }: Span): boolean => start <= at && at < end;
