import { randomUUID } from 'node:crypto';
import type { SandboxReply } from '../../../shared/sandbox/index.ts';
import { readHold, refusal } from './bodies.ts';
import type { Stores } from './stores.ts';
import type { Hold } from './types.ts';

export interface Holds {
  /** `POST /holds`; `stolen` lets walk-ins take the time first. */
  place(raw: string, stolen: boolean): SandboxReply;
  /** The hold of a token that is neither over nor used; it is used up by this and its bay is free. */
  use(token: string): Hold | undefined;
  /** Whether a token could be used now. */
  stands(token: string): boolean;
  /** Frees the bays of holds whose time is over. */
  sweep(): void;
}

export function createHolds(stores: Stores, now: () => Date, seconds: number): Holds {
  const holds = new Map<string, Hold>();

  const release = (hold: Hold): void => {
    holds.delete(hold.token);
    const { store, date } = hold.place;
    if (hold.stay) stores.bays(store, date).release(hold.stay);
  };

  return {
    place(raw, stolen) {
      const read = readHold(raw);
      if (!read.ok) return read.reply;
      const { storeId, job, date, time, clientRef } = read.value;
      const store = stores.get(storeId);
      if (!store) return refusal(404, 'unknown_store');
      const place = store.jobs.includes(job)
        ? stores.places(store, job, date).find((each) => each.time === time)
        : undefined;
      if (!place) return refusal(409, 'no_capacity');
      if (stolen) stores.steal(place);
      const expiresMs = now().getTime() + seconds * 1000;
      const hold: Hold = { kind: 'hold', token: `h-${randomUUID()}`, clientRef, place, expiresMs, stay: undefined };
      hold.stay = stores.bays(store, date).take(place.startMs, place.endMs, hold);
      if (!hold.stay) return refusal(409, 'no_capacity');
      holds.set(hold.token, hold);
      return { status: 200, body: { holdToken: hold.token, expiresAt: expiresMs } };
    },
    use(token) {
      const hold = holds.get(token);
      if (hold) release(hold);
      return hold;
    },
    stands: (token) => holds.has(token),
    sweep() {
      const at = now().getTime();
      for (const hold of holds.values()) if (hold.expiresMs <= at) release(hold);
    },
  };
}
