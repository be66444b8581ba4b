import type { Keys } from '../../../src/app/ports/keys.ts';
import { KEY_MARK, closedKeys, keyMarkContext } from '../../shared/stores/key-marks.ts';
import { migrate } from './migrations.ts';
import type { Sql, SqlHandle } from './sql.ts';

const STEPS: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS key_marks (key_id TEXT PRIMARY KEY, mark BLOB NOT NULL) WITHOUT ROWID;',
];

/**
 * Makes sure that this ring opens everything in the file: each key that ever sealed here left a mark, and all marks must
 * open. So two processes with different keys do not write past each other, and a key cannot be dropped while something
 * may still be sealed with it; whoever seals everything anew removes the marks of the older keys. Leaves the current
 * key's mark. Rejects in words, before anything else is written, naming keys by their ids alone.
 */
export async function checkKeys(handle: SqlHandle, keys: Keys): Promise<void> {
  await migrate(handle, 'keys', STEPS);
  const { currentKeyId } = keys;
  if (handle.read((db) => checkMarks(db, handle.file, keys)).includes(currentKeyId)) return;
  const mark = keys.encrypt(KEY_MARK, keyMarkContext(currentKeyId));
  await handle.write((db) => {
    // Looked at once more under the write lock: another process may have begun the file meanwhile.
    checkMarks(db, handle.file, keys);
    db.prepare('INSERT INTO key_marks (key_id, mark) VALUES (?, ?) ON CONFLICT DO NOTHING').run(currentKeyId, mark);
  });
}

/** The ids of the keys whose marks are there; throws where one does not open. */
function checkMarks(db: Pick<Sql, 'prepare'>, file: string, keys: Keys): readonly string[] {
  const marks = db.prepare<{ keyId: string; mark: Uint8Array }>('SELECT key_id AS keyId, mark FROM key_marks').all();
  const closed = closedKeys(keys, marks, file);
  if (closed !== undefined) throw new Error(closed);
  return marks.map(({ keyId }) => keyId);
}
