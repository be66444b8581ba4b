import { randomBytes } from 'node:crypto';
import { createKeys } from '../../dist/adapters/shared/index.js';
import { openDatabase, openSqliteStores } from '../../dist/adapters/stores/sqlite/index.js';
import { bookingAt, commitOf } from './bookings.mjs';

const clock = { now: () => new Date(), trueNow: () => new Date() };

/** SQLite with `synchronous=FULL`; the raw insert goes into a bare table in a file of its own, a transaction a turn. */
export async function openSqlite(dataDir) {
  const keys = createKeys(`k1:${randomBytes(32).toString('base64')}`);
  const stores = await openSqliteStores({ dataDir, keys, clock });
  const bare = openDatabase({ file: `${dataDir}/bare.db` });
  await bare.write((db) => db.exec('CREATE TABLE raw (id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID'));
  const sealed = keys.encrypt(JSON.stringify(bookingAt(0)), 'booking:x');
  let [rows, commits] = [0, 10_000_000];
  return {
    stores,
    batch: 500,
    insertRaw: () =>
      bare.write((db) => db.prepare('INSERT INTO raw (id, body) VALUES (?, ?)').run(`b${(rows += 1)}`, sealed)),
    commit: () => stores.bookings.commit(commitOf(bookingAt((commits += 1), true))),
    fill: (bookings) =>
      Promise.all(bookings.map((booking) => stores.bookings.commit({ ...commitOf(booking), outbox: [], facts: [] }))),
    async close() {
      await bare.close();
      await stores.close();
    },
  };
}
