import type { Keys } from '../../../src/app/ports/keys.ts';
import type { Database } from './database.ts';
import { isDuplicate } from './failures.ts';
import { KEY_MARK, closedKeys, keyMarkContext } from '../../shared/stores/key-marks.ts';

/**
 * Makes sure that this ring opens everything in the database, as the embedded store does: each key that ever sealed here
 * left a mark, and all marks must open. Leaves the current key's mark. Rejects in words, naming keys by their ids alone.
 */
export async function checkKeys(db: Database, keys: Keys): Promise<void> {
  const { currentKeyId } = keys;
  for (;;) {
    const marks = (await db.keyMarks.find().toArray()).map(({ _id, mark }) => ({ keyId: _id, mark }));
    const closed = closedKeys(keys, marks, 'The MongoDB database');
    if (closed !== undefined) throw new Error(closed);
    if (marks.some(({ keyId }) => keyId === currentKeyId)) return;
    const mark = Buffer.from(keys.encrypt(KEY_MARK, keyMarkContext(currentKeyId)));
    try {
      await db.keyMarks.insertOne({ _id: currentKeyId, mark });
      return;
    } catch (error) {
      // Another process left a mark under this id meanwhile: looked at once more, it opens or not.
      if (!isDuplicate(error)) throw error;
    }
  }
}
