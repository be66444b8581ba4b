import { z } from 'zod';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { BookingOrder } from '../../../src/app/ports/network.ts';

/** A time that the shop holds for one reference. */
export interface Held {
  readonly token: string;
  /** What it was held for. */
  readonly slotId: string;
  /** End of the hold by the true clock, epoch ms. */
  readonly until: number;
}

export interface Holds {
  /** The hold of an earlier call for the same choice, in whatever process that was. */
  recall(order: BookingOrder): Held | undefined;
  /** Kept before it is confirmed, so that no confirmation is ever forgotten; false: the order is no longer wanted. */
  keep(order: BookingOrder, held: Held): Promise<boolean>;
  isOver(held: Held): boolean;
}

const HOLD_MS = 5 * 60_000;
/** By how much their clock may differ from ours. */
const SKEW_MS = 30_000;
const MAX_KEPT = 10_000;

const note = z.object({ token: z.string().min(1), slotId: z.string().min(1), until: z.number() });

/** Tokens of holds: in the caller's memory where he brings one, else in this process. */
export function createHolds(clock: Pick<Clock, 'trueNow'>): Holds {
  const kept = new Map<string, Held>();
  return {
    recall({ reference, memory, slot }) {
      const held = read(memory?.note) ?? kept.get(reference);
      return held?.slotId === slot.networkSlotId ? held : undefined;
    },
    async keep({ reference, memory }, held) {
      kept.delete(reference);
      kept.set(reference, held);
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT) break;
        kept.delete(oldest);
      }
      return memory ? memory.keep(JSON.stringify(held)) : true;
    },
    isOver: ({ until }) => clock.trueNow().getTime() >= until,
  };
}

/** When a hold that was given just now ends; five minutes where `expiresAt` is from a clock that is not ours. */
export function endOfHold(expiresAt: number, now: Date): number {
  const life = expiresAt - now.getTime();
  return life > 0 && life <= HOLD_MS + SKEW_MS ? expiresAt : now.getTime() + HOLD_MS;
}

function read(text: string | undefined): Held | undefined {
  if (text === undefined) return undefined;
  try {
    return note.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
