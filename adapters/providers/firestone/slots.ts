import type { Instant, LocalDate, TimeZone } from '../../../src/domain/ids.ts';
import type { Money } from '../../../src/domain/money.ts';
import { fromMajor } from '../../../src/domain/money.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import { addDays, addMinutes, minuteOfDay, toInstant, toLocal, wallDay } from '../../../src/domain/time.ts';
import type { WireAvailability, WireDropOff, WireMoney, WireSlot } from './wire.ts';

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
  const ids = new Set<string>();
  // Replies come in order of time: starts are only remembered from the first that does not.
  let starts: Set<Instant> | undefined;
  let last = '';
  const price = pricing();
  for (const day of reply.days) {
    if (day.date < window.from || day.date > window.to) continue;
    const context = { date: day.date, timeZone, moments: wallDay(day.date, timeZone), price, dropOff: day.dropOff };
    const read = slotReader(context);
    for (const wire of day.slots) {
      const slot = read(wire);
      if (slot === NO_LENGTH) return NO_LENGTH;
      if (!slot || slot.capacity === 0 || slot.start <= window.now || ids.has(slot.networkSlotId)) continue;
      const { start } = slot;
      if (start <= last) starts ??= new Set(slots.map((known) => known.start));
      if (starts?.has(start)) continue;
      starts?.add(start);
      ids.add(slot.networkSlotId);
      last = start;
      slots.push(slot);
    }
  }
  return starts ? slots.sort((a, b) => (a.start < b.start ? -1 : 1)) : slots;
}

/** One slot in UTC; undefined when its start or end does not exist on the shop's clock. */
export const toSlot = (wire: WireSlot, date: LocalDate, timeZone: TimeZone): FreeSlot | undefined | typeof NO_LENGTH =>
  slotReader({ date, timeZone, moments: wallDay(date, timeZone), price: pricing() })(wire);

interface Context {
  readonly date: LocalDate;
  readonly timeZone: TimeZone;
  readonly moments: (minute: number) => Instant | undefined;
  readonly price: (estimate: WireMoney) => Money;
  readonly dropOff?: WireDropOff | undefined;
}

/** Reads the slots of one day. */
function slotReader({ date, timeZone, moments, price, dropOff }: Context) {
  const hours = dropOff && { from: dropOff.from, to: dropOff.to };
  return (wire: WireSlot): FreeSlot | undefined | typeof NO_LENGTH => {
    const start = momentAt(moments, wire.start);
    if (start === undefined) return undefined;
    const sameDay = momentAt(moments, wire.end);
    const end = sameDay !== undefined && sameDay > start ? sameDay : endOf(start, date, wire, timeZone);
    if (end === undefined || end === NO_LENGTH) return end;
    const { slotId: networkSlotId, baysOpen: capacity } = wire;
    const estimate = price(wire.estimate);
    return hours
      ? { networkSlotId, start, end, capacity, estimate, dropOff: hours }
      : { networkSlotId, start, end, capacity, estimate };
  };
}

function momentAt(moments: Context['moments'], time: string): Instant | undefined {
  const minute = minuteOfDay(time);
  return minute === undefined ? undefined : moments(minute);
}

/** Amounts in minor units; a shop's slots have one price, which is worked out once. */
function pricing(): Context['price'] {
  let amount = NaN;
  let currency = '';
  let price: Money | undefined;
  return (estimate) => {
    if (price && estimate.amount === amount && estimate.currency === currency) return price;
    ({ amount, currency } = estimate);
    return (price = fromMajor(amount, currency));
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

function momentsOf(date: LocalDate, time: string, timeZone: TimeZone): readonly Instant[] {
  const first = toInstant(date, time, timeZone);
  if (first === undefined) return [];
  return SET_BACK_MINUTES.map((minutes) => addMinutes(first, minutes)).filter((at) => {
    const local = toLocal(at, timeZone);
    return local.date === date && local.time === time;
  });
}
