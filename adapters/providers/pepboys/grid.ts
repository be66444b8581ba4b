import type { Instant, LocalDate, LocalTime } from '../../../src/domain/ids.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import { addMinutes, toInstant } from '../../../src/domain/time.ts';
import { slotIdOf } from './slot-id.ts';
import type { WireJob, WireStore } from './wire.ts';

/** Dates in the shop's zone, both included; starts up to `now` are left out. */
export interface GridWindow {
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly now: Instant;
}

/** Prices come in minor units and without a currency: all shops are American. */
const CURRENCY = 'USD';

/**
 * What of a store's grid can be offered for a job, in order of time: with a free bay, ahead, inside the window, at a wall
 * time that exists (of two the earlier). Each lasts as long as the job, clocks changing or not.
 */
export function freeSlots(storeId: string, store: WireStore, job: WireJob, window: GridWindow): readonly FreeSlot[] {
  const { jobCode, minutes, priceCents } = job;
  const slots: FreeSlot[] = [];
  for (const { date, times } of store.days) {
    if (date < window.from || date > window.to) continue;
    for (const { time, bays } of times) {
      const start = bays > 0 ? toInstant(date, wallTime(time), store.tz) : undefined;
      if (start === undefined || start <= window.now) continue;
      slots.push({
        networkSlotId: slotIdOf({ storeId, jobCode, date, time }),
        start,
        end: addMinutes(start, minutes),
        capacity: bays,
        estimate: usd(priceCents),
      });
    }
  }
  return slots.sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** `0900` as `09:00`. */
export const wallTime = (time: string): LocalTime => `${time.slice(0, 2)}:${time.slice(2)}`;

/** An amount of Pep Boys' in our form. */
export const usd = (cents: number) => ({ amount: cents, currency: CURRENCY });
