import type { Instant, LocalDate, TimeZone } from '../../../src/domain/ids.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import { offsetMinutes, toInstant, toLocal } from '../../../src/domain/time.ts';
import type { WireSlot } from './wire.ts';

/** Dates in the shop's zone, both included; slots that began by `now` are left out. */
export interface SlotWindow {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly now: Instant;
  readonly timeZone: TimeZone;
}

/** A slot that ends before it has begun: no length can be read from it. */
export const NO_LENGTH = 'no-length';

/** The network's id of a time: a booking names nothing but its start, whichever advisor was listed for it. */
export const slotIdOf = (start: Instant): string => `${new Date(start).toISOString().slice(0, 19)}Z`;

/**
 * The times of a reply that can be offered, in order: not begun, inside the window, at a wall time that exists (of two the
 * earlier). Each listed slot is one place; places that begin together are one time with as many places, as long as the
 * longest of them.
 */
export function freeSlots(listed: readonly WireSlot[], window: SlotWindow): readonly FreeSlot[] | typeof NO_LENGTH {
  const byStart = new Map<Instant, FreeSlot>();
  for (const { SlotStartDateTime, SlotEndDateTime: end } of listed) {
    const { at: start, written } = SlotStartDateTime;
    if (end <= start) return NO_LENGTH;
    if (start <= window.now || !isOnTheClock(written, start, window.timeZone)) continue;
    const { date } = toLocal(start, window.timeZone);
    if (date < window.from || date > window.to) continue;
    const known = byStart.get(start);
    byStart.set(start, {
      networkSlotId: slotIdOf(start),
      start,
      end: known && known.end > end ? known.end : end,
      capacity: (known?.capacity ?? 0) + 1,
    });
  }
  return [...byStart.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
}

const DAY_MS = 86_400_000;

/**
 * Whether people can read the start on the shop's clock: the earlier of a wall time that comes twice, and not written
 * with summer's offset in winter or the other way round, as dealers do for an hour that the clocks skip.
 */
function isOnTheClock(written: string, start: Instant, timeZone: TimeZone): boolean {
  const { date, time } = toLocal(start, timeZone);
  const at = Date.parse(start);
  // Only to the minute: seconds are no part of a wall time.
  const earlier = toInstant(date, time, timeZone);
  if (earlier !== undefined && Math.abs(Date.parse(earlier) - at) >= 60_000) return false;
  if (written.endsWith('Z')) return true;
  const given = offsetOf(written);
  if (given === offsetMinutes(at, timeZone)) return true;
  return given !== offsetMinutes(at - DAY_MS, timeZone) && given !== offsetMinutes(at + DAY_MS, timeZone);
}

function offsetOf(written: string): number {
  const [hours = 0, minutes = 0] = written.slice(-5).split(':').map(Number);
  return (written.at(-6) === '-' ? -1 : 1) * (hours * 60 + minutes);
}
