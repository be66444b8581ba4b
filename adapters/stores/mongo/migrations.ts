import type { Database } from './database.ts';
import { repeated } from './failures.ts';
import { makeIndexes, missingIndexes } from './indexes.ts';
import { underLock } from './lock.ts';

/** A change of documents that are there already. It may run again after an interruption, and then changes nothing twice. */
export type Migration = (db: Database) => Promise<void>;

/**
 * Numbered by their place. A step that was released is never changed: add another. Indexes are none of their business:
 * they are those of the schemas, made at every start.
 */
export const MIGRATIONS: readonly Migration[] = [
  // 1: where a shop's changes are counted from.
  async ({ counters }) => {
    await repeated(() => counters.updateOne({ _id: 'providers' }, { $inc: { value: 0 } }, { upsert: true }));
  },
];

const NAME = 'stores';

/** The version of the documents; 0 before the first. */
export const versionOf = async ({ versions }: Database): Promise<number> =>
  (await versions.findOne({ _id: NAME }))?.value ?? 0;

/**
 * Brings the documents to their newest form and makes the indexes that are missing, one process at a time. Rejects when
 * the database was made by a newer version.
 */
export async function migrate(db: Database, steps: readonly Migration[] = MIGRATIONS): Promise<void> {
  const isCurrent = async (): Promise<boolean> => {
    const version = await versionOf(db);
    if (version > steps.length)
      throw new Error(
        `The MongoDB database was made by a newer Pitcrew: its documents have version ${version}, and this one knows ${steps.length}.`,
      );
    return version === steps.length && (await missingIndexes(db)).length === 0;
  };
  if (await isCurrent()) return;
  await underLock(db, 'migrate', async () => {
    if (await isCurrent()) return;
    await makeIndexes(db);
    for (let version = await versionOf(db); version < steps.length; version += 1) {
      await steps[version]?.(db);
      await db.versions.updateOne({ _id: NAME }, { $set: { value: version + 1 } }, { upsert: true });
    }
  });
}
