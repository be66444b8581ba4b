import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Keys } from '../../src/app/ports/keys.ts';

const GOOD_FOR_MS = 600_000;
const SHELF = 'slack-install-state';
const STATE = /^(\d{13,16})\.([0-9a-f]{64})\.([0-9a-f]{64})$/;

interface Used {
  readonly nonce: string;
  readonly until: number;
}

/**
 * The `state` of an installation: signed, good for 10 minutes and once. Nothing is stored until one comes back, so that
 * nobody fills the store by asking for many.
 */
export function createStates({ keys, memory, clock }: { keys: Keys; memory: ChannelMemory; clock: Clock }) {
  const signed = (text: string): string => `slack install state ${text}`;

  return {
    make(): string {
      const text = `${clock.trueNow().getTime() + GOOD_FOR_MS}.${randomBytes(32).toString('hex')}`;
      return `${text}.${keys.blind(signed(text))}`;
    },

    /** Whether it is ours and in time; it is used up by this, also for every other process. */
    async take(state: string): Promise<boolean> {
      const [, until = '', nonce = '', mac = ''] = STATE.exec(state) ?? [];
      const now = clock.trueNow().getTime();
      const isOurs = keys.blinds(signed(`${until}.${nonce}`)).some((own) => isSame(own, mac));
      if (!isOurs || Number(until) < now) return false;
      for (const used of await memory.all<Used>(SHELF)) if (used.until < now) await memory.drop(SHELF, used.nonce);
      return memory.write(SHELF, nonce, { nonce, until: Number(until) } satisfies Used, 0);
    },
  };
}

/** Compares in constant time. */
export function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
