import type { Keys } from '../../../src/app/ports/keys.ts';
import { migrate } from './migrations.ts';
import type { Sql, SqlHandle } from './sql.ts';

const STEPS: readonly string[] = [
  'CREATE TABLE IF NOT EXISTS key_marks (key_id TEXT PRIMARY KEY, mark BLOB NOT NULL) WITHOUT ROWID;',
];
const MARK = 'pitcrew';
const context = (keyId: string): string => `key-mark:${keyId}`;

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
  const mark = keys.encrypt(MARK, context(currentKeyId));
  await handle.write((db) => {
    // Looked at once more under the write lock: another process may have begun the file meanwhile.
    checkMarks(db, handle.file, keys);
    db.prepare('INSERT INTO key_marks (key_id, mark) VALUES (?, ?) ON CONFLICT DO NOTHING').run(currentKeyId, mark);
  });
}

/** The ids of the keys whose marks are there; throws where one does not open. */
function checkMarks(db: Pick<Sql, 'prepare'>, file: string, keys: Keys): readonly string[] {
  const marks = db.prepare<{ key_id: string; mark: Uint8Array }>('SELECT key_id, mark FROM key_marks').all();
  const closed = marks.filter(({ key_id, mark }) => !opens(keys, key_id, mark)).map(({ key_id }) => `"${key_id}"`);
  if (closed.length === 0) return marks.map(({ key_id }) => key_id);
  throw new Error(
    `${file} holds data that was sealed with the key ${closed.join(', ')}, and the keys given here do not open it. ` +
      'Start with the PITCREW_KEYS (or the file "keys" of the data folder) that it was written with; a new key goes in front of them.',
  );
}

function opens(keys: Keys, keyId: string, mark: Uint8Array): boolean {
  try {
    return keys.decrypt(mark, context(keyId)) === MARK;
  } catch {
    return false;
  }
}
