import type { Instant, LocalDate, LocalTime, TimeZone } from '../../../src/domain/ids.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import { addDays, addMinutes, toInstant, toLocal } from '../../../src/domain/time.ts';
import type { WireAvailability, WireDropOff, WireSlot } from './wire.ts';

/** Dates in the shop's zone, both included; slots that began by `now` are left out. */
export interface SlotWindow {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly now: Instant;
}

/** A slot that ends as it begins: no length can be read from it. */
export const NO_LENGTH = 'no-length';

/**
 * The slots of a reply that can be offered, in order of time: with a free bay, not begun, inside the window, at a wall
 * time that exists (of two the earlier), each id and each start once.
 */
export function freeSlots(reply: WireAvailability, window: SlotWindow): readonly FreeSlot[] | typeof NO_LENGTH {
  const { timeZone } = reply;
  const slots: FreeSlot[] = [];
  const seen = new Set<string>();
  for (const day of reply.days) {
    if (day.date < window.from || day.date > window.to) continue;
    for (const wire of day.slots) {
      const slot = toSlot(wire, day.date, timeZone, day.dropOff);
      if (slot === NO_LENGTH) return NO_LENGTH;
      if (!slot || slot.capacity === 0 || slot.start <= window.now) continue;
      const [id, start] = [`id ${slot.networkSlotId}`, `start ${slot.start}`];
      if (seen.has(id) || seen.has(start)) continue;
      seen.add(id).add(start);
      slots.push(slot);
    }
  }
  return slots.sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** One slot in UTC; undefined when its start or end does not exist on the shop's clock. */
export function toSlot(
  wire: WireSlot,
  date: LocalDate,
  timeZone: TimeZone,
  dropOff?: WireDropOff,
): FreeSlot | undefined | typeof NO_LENGTH {
  const start = toInstant(date, wire.start, timeZone);
  const end = start && endOf(start, date, wire, timeZone);
  if (start === undefined || end === undefined) return undefined;
  if (end === NO_LENGTH) return NO_LENGTH;
  return {
    networkSlotId: wire.slotId,
    start,
    end,
    capacity: wire.baysOpen,
    estimate: wire.estimate,
    ...(dropOff ? { dropOff } : {}),
  };
}

/**
 * The first moment after the start at which the shop's clock shows the end: on the same day, of two such moments the
 * one that lies after the start; an end below the start is on the next day.
 */
function endOf(start: Instant, date: LocalDate, wire: WireSlot, timeZone: TimeZone) {
  const sameDay = momentsOf(date, wire.end, timeZone).find((at) => at > start);
  if (sameDay !== undefined || wire.end > wire.start) return sameDay;
  return wire.end === wire.start ? NO_LENGTH : toInstant(addDays(date, 1), wire.end, timeZone);
}

/** Clocks go back by an hour, on Lord Howe Island by half of one. */
const SET_BACK_MINUTES = [0, 30, 60];

function momentsOf(date: LocalDate, time: LocalTime, timeZone: TimeZone): readonly Instant[] {
  const first = toInstant(date, time, timeZone);
  if (first === undefined) return [];
  return SET_BACK_MINUTES.map((minutes) => addMinutes(first, minutes)).filter((at) => {
    const local = toLocal(at, timeZone);
    return local.date === date && local.time === time;
  });
}
