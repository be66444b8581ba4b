import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { OptOuts } from '../../src/app/ports/text-messages.ts';

export const REMEMBERED_AS = 'sms-opt-outs';

/** Who wants no texts, in the channels' memory: sealed, found by the number's blind index, the same for every process. */
export function createOptOuts(memory: ChannelMemory, clock: Pick<Clock, 'now'>): OptOuts {
  return {
    has: async (phone) => (await memory.read(REMEMBERED_AS, phone)) !== undefined,
    async add(phone) {
      // Somebody else was faster: then it is remembered already.
      await memory.write(REMEMBERED_AS, phone, { phone, since: clock.now().toISOString() }, 0);
    },
    remove: (phone) => memory.drop(REMEMBERED_AS, phone),
  };
}
