import type { ChannelMemory } from '../../../src/app/ports/channel-memory.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import { memoryBlinds, memoryContext } from '../../shared/stores/remembered.ts';
import { openJson, sealJson } from '../../shared/stores/sealed.ts';
import type { Database } from './database.ts';
import type { MemoryDoc } from './schemas.ts';

const DUPLICATE = 11_000;
const idOf = (channel: string, blind: string): string => `${channel}/${blind}`;

/** What channels remember, in MongoDB. A document stays under the key that made it until it is dropped or sealed anew. */
export function createChannelMemory({ memory }: Database, keys: Keys): ChannelMemory {
  const find = (channel: string, blinds: readonly string[]): Promise<MemoryDoc | null> =>
    memory.findOne({ _id: { $in: blinds.map((blind) => idOf(channel, blind)) } });
  const open = <T>({ channel, blind, body }: MemoryDoc): T => openJson<T>(keys, body, memoryContext(channel, blind));

  return {
    async read<T>(channel: string, key: string) {
      const doc = await find(channel, memoryBlinds(keys, channel, key));
      return doc ? { value: open<T>(doc), revision: doc.revision } : undefined;
    },

    async write(channel, key, value, revision) {
      const blinds = memoryBlinds(keys, channel, key);
      const known = await find(channel, blinds);
      if ((known?.revision ?? 0) !== revision) return false;
      const blind = known?.blind ?? blinds[0] ?? '';
      const sealed = {
        revision: revision + 1,
        keyId: keys.currentKeyId,
        body: Buffer.from(sealJson(keys, value, memoryContext(channel, blind))),
      };
      const _id = idOf(channel, blind);
      if (known) return (await memory.updateOne({ _id, revision }, { $set: sealed })).matchedCount === 1;
      try {
        await memory.insertOne({ _id, channel, blind, ...sealed });
        return true;
      } catch (error) {
        if ((error as { readonly code?: unknown }).code === DUPLICATE) return false;
        throw error;
      }
    },

    async drop(channel, key) {
      const ids = memoryBlinds(keys, channel, key).map((blind) => idOf(channel, blind));
      await memory.deleteMany({ _id: { $in: ids } });
    },

    async all<T>(channel: string) {
      const docs = await memory.find({ channel }).toArray();
      return docs.map((doc) => open<T>(doc));
    },
  };
}
