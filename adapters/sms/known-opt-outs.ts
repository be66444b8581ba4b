import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { OptOuts } from '../../src/app/ports/text-messages.ts';
import { createOptOuts, REMEMBERED_AS } from './opt-outs.ts';

/** How old the list may be that `seems` answers from; what is sent is always asked anew. */
const FRESH_MS = 3_000;

export interface KnownOptOuts extends OptOuts {
  /** Whether this phone wants no texts, as of a moment ago: for questions that cannot wait. */
  seems(phone: string): boolean;
}

/** Who wants no texts, with a list at hand that other processes' changes reach within seconds. */
export function createKnownOptOuts(parts: { memory: ChannelMemory; clock: Clock; log: Log }): KnownOptOuts {
  const { memory, clock, log } = parts;
  const optOuts = createOptOuts(memory, clock);
  let known = new Set<string>();
  let readAt = -Infinity;

  async function refresh(): Promise<void> {
    try {
      known = new Set((await memory.all<{ readonly phone: string }>(REMEMBERED_AS)).map(({ phone }) => phone));
    } catch (error) {
      log.warn({ err: error }, 'Who wants no texts could not be read; what was known before counts');
    }
  }

  return {
    seems(phone) {
      const now = clock.trueNow().getTime();
      if (now - readAt > FRESH_MS) {
        readAt = now;
        void refresh();
      }
      return known.has(phone);
    },
    has: (phone) => optOuts.has(phone),
    async add(phone) {
      await optOuts.add(phone);
      known.add(phone);
    },
    async remove(phone) {
      await optOuts.remove(phone);
      known.delete(phone);
    },
  };
}
