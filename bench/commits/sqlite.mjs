import { DatabaseSync } from '@photostructure/sqlite';
import { randomBytes } from 'node:crypto';
import { createKeys } from '../../dist/adapters/shared/index.js';
import { openDatabase, openSqliteStores } from '../../dist/adapters/stores/sqlite/index.js';
import { bookingAt } from './bookings.mjs';
import { LIFE, lifeOf } from './life.mjs';

const clock = { now: () => new Date(), trueNow: () => new Date() };
const RAW = 'CREATE TABLE raw (id TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID';
const BATCH = 20_000;
const INSERT = 'INSERT INTO raw (id, body) VALUES (?, ?)';

/**
 * SQLite with `synchronous=FULL`. `raw` is the driver's own insert of the sealed document into a bare table of another
 * file, durable when it returns; `rawGrouped` shares a transaction among all that were asked for at once, by the store's
 * own means.
 */
export async function openSqlite(dataDir) {
  const keys = createKeys(`k1:${randomBytes(32).toString('base64')}`);
  const stores = await openSqliteStores({ dataDir, keys, clock });
  const bare = new DatabaseSync(`${dataDir}/bare.db`);
  bare.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${RAW}`);
  const insert = bare.prepare(INSERT);
  const grouped = openDatabase({ file: `${dataDir}/grouped.db` });
  await grouped.write((db) => db.exec(RAW));
  const bodies = lifeOf(0).map(({ booking }) => keys.encrypt(JSON.stringify(booking), `booking:${booking.bookingId}`));
  let rows = 0;
  const next = () => [`b${(rows += 1)}`, bodies[rows % LIFE]];
  return {
    stores,
    yardstick: 'raw',
    kinds: {
      raw: async () => insert.run(...next()),
      rawGrouped: () => grouped.write((db) => db.prepare(INSERT).run(...next())),
    },
    fill: (count) => fill(stores.handle, keys, count),
    async close() {
      bare.close();
      await grouped.close();
      await stores.close();
    },
  };
}

/**
 * Bookings as commits leave them, many in a transaction that does not wait for the disk, the indexes made afterwards:
 * filling is not what is measured.
 */
async function fill(handle, keys, count) {
  const indexes = handle
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'bookings' AND sql IS NOT NULL")
    .all();
  await handle.writeCache((db) => db.exec(indexes.map(({ name }) => `DROP INDEX ${name};`).join(' ')));
  for (let from = 0; from < count; from += BATCH)
    await handle.writeCache((db) => {
      db.exec('PRAGMA cache_size = -200000');
      for (let n = from; n < Math.min(from + BATCH, count); n += 1) insertBooking(db, keys, bookingAt(n));
    });
  await handle.writeCache((db) => db.exec(indexes.map(({ sql }) => `${sql};`).join(' ')));
  handle.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
}

function insertBooking(db, keys, { bookingId, fleetId, vehicleId, phase, revision, updatedAt, ...rest }) {
  const booking = { bookingId, fleetId, vehicleId, phase, revision, updatedAt, ...rest };
  const held = [...rest.claims, ...rest.keys];
  const body = keys.encrypt(JSON.stringify(booking), `booking:${bookingId}`);
  db.prepare(
    `INSERT INTO bookings (id, fleet_id, vehicle_id, state, revision, updated_at, key_id, held, body)
     VALUES (?, ?, ?, ?, ?, ?, 'k1', ?, ?)`,
  ).run(bookingId, fleetId, vehicleId, phase.state, revision, updatedAt, JSON.stringify(held), body);
  const claim = db.prepare('INSERT INTO claims (key, booking_id) VALUES (?, ?)');
  for (const key of held) claim.run(key, bookingId);
}
