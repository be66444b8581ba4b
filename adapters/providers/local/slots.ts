import type { Instant, LocalDate, TimeZone } from '../../../src/domain/ids.ts';
import type { ServiceCode } from '../../../src/domain/services.ts';
import { SERVICE_MINUTES } from '../../../src/domain/services.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import { toInstant } from '../../../src/domain/time.ts';
import type { WallSpan } from './opening-hours.ts';

/** A time at which bays are taken, in milliseconds since 1970. */
export interface Busy {
  readonly startMs: number;
  readonly endMs: number;
  /** Everything is closed, however many bays there are. */
  readonly closes: boolean;
}

export interface Day {
  readonly timeZone: TimeZone;
  readonly service: ServiceCode;
  readonly spans: readonly WallSpan[];
  readonly busy: readonly Busy[];
  readonly bays: number;
  /** Dates in the shop's zone, both included; slots that began by `now` are left out. */
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly now: Instant;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Opening hours less what is busy, in steps of the job's length from each opening on, in order. A wall time that the
 * clocks skip is left out, of one that comes twice the earlier is taken; the job lasts its real length and ends by closing.
 */
export function freeSlots({ timeZone, service, spans, busy, bays, from, to, now }: Day): readonly FreeSlot[] {
  const lengthMs = SERVICE_MINUTES[service] * MINUTE_MS;
  const slots = new Map<Instant, FreeSlot>();
  for (const span of spans) {
    const closing = momentAt(span.to, timeZone);
    for (let wall = span.from; wall < span.to; wall += lengthMs) {
      const [date, time] = [dateOf(wall), timeOf(wall)];
      const start = date < from || date > to ? undefined : toInstant(date, time, timeZone);
      if (start === undefined || start <= now) continue;
      const startMs = Date.parse(start);
      const endMs = startMs + lengthMs;
      if (endMs > closing) continue;
      const capacity = bays - taken(busy, startMs, endMs, bays);
      if (capacity <= 0) continue;
      const end = new Date(endMs).toISOString();
      slots.set(start, { networkSlotId: slotIdOf(start, service), start, end, capacity, seats: bays });
    }
  }
  return [...slots.values()].sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** Our own name of a time at a shop: it has none, so that the same time has the same name. */
export const slotIdOf = (start: Instant, service: ServiceCode): string => `${start}/${service}`;

/** The most bays that are taken at once between two moments: all of them where the shop is closed. */
export function taken(busy: readonly Busy[], startMs: number, endMs: number, bays: number): number {
  const within = busy.filter((event) => event.startMs < endMs && startMs < event.endMs);
  if (within.some(({ closes }) => closes)) return bays;
  const beginnings = within.map((event) => Math.max(event.startMs, startMs));
  const atOnce = beginnings.map((at) => within.filter((event) => event.startMs <= at && at < event.endMs).length);
  return Math.max(0, ...atOnce);
}

/** The moment of a wall time; where the clocks skip it, the first moment after. */
function momentAt(wall: number, timeZone: TimeZone): number {
  for (let at = wall; at <= wall + 3 * HOUR_MS; at += 15 * MINUTE_MS) {
    const moment = toInstant(dateOf(at), timeOf(at), timeZone);
    if (moment !== undefined) return Date.parse(moment);
  }
  return wall;
}

const dateOf = (wall: number): LocalDate => new Date(wall).toISOString().slice(0, 10);
const timeOf = (wall: number): string => new Date(wall).toISOString().slice(11, 16);
