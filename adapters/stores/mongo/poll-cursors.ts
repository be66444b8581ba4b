import type { PollCursors } from '../../../src/app/ports/poll-cursors.ts';
import type { Database } from './database.ts';
import { repeated } from './failures.ts';

/** Places in polled listings in MongoDB, in the clear: nothing in them is personal. */
export function createPollCursors({ cursors }: Database): PollCursors {
  return {
    get: async (name) => (await cursors.findOne({ _id: name }))?.value,
    async put(name, value) {
      await repeated(() => cursors.updateOne({ _id: name }, { $set: { value } }, { upsert: true }));
    },
  };
}
