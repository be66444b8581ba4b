import type { BookingStore, Commit, CommitError, OutboxEntry } from '../../../src/app/ports/store.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import type { Booking, BookingState } from '../../../src/domain/booking.ts';
import type { BookingId } from '../../../src/domain/ids.ts';
import type { EffectKind } from '../../../src/domain/effects.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { changedBookings, findBookings } from './find-bookings.ts';
import { ratingsOf, writeRating } from './ratings.ts';
import { openJson, sealJson } from '../../shared/stores/sealed.ts';
import { addFacts } from './service-levels.ts';
import type { Sql, SqlHandle } from './sql.ts';

const contextOf = (id: string): string => `booking:${id}`;

interface OutboxRow {
  readonly id: string;
  readonly kind: string;
  readonly booking_id: string;
  readonly priority: number;
  readonly run_at: string | null;
  readonly payload: string;
}

interface RowBefore {
  readonly revision: number;
  readonly state: string;
  readonly held: string;
}

interface Held {
  readonly key: string;
  readonly bookingId: BookingId;
}

/** Bookings in SQLite: each is one sealed document, beside it the keys that it alone may hold and its outbox. */
export function createBookingStore(handle: SqlHandle, keys: Keys): BookingStore {
  const open = (row: { readonly id: string; readonly body: Uint8Array }): Booking =>
    openJson<Booking>(keys, row.body, contextOf(row.id));

  return {
    async get(id) {
      const select = handle.prepare<{ id: string; body: Uint8Array }>('SELECT id, body FROM bookings WHERE id = ?');
      const row = select.get(id);
      return row && open(row);
    },

    async byKey(key) {
      const select = handle.prepare<{ id: string; body: Uint8Array }>(
        'SELECT b.id, b.body FROM claims c JOIN bookings b ON b.id = c.booking_id WHERE c.key = ?',
      );
      const row = select.get(key);
      return row && open(row);
    },

    find: async (query) => findBookings(handle, query, open),

    changed: async (fleetId, since, limit) => changedBookings(handle, fleetId, since, limit),

    commit(commit) {
      // Sealed before the write lock is taken, so that nobody waits for it.
      const body = sealJson(keys, commit.booking, contextOf(commit.booking.bookingId));
      return handle.write((db) => commitIn(db, commit, body, keys.currentKeyId));
    },

    async heldClaims(claims) {
      const rows = handle.prepare<{ key: string }>(HELD).all(JSON.stringify(claims));
      return new Set(rows.map((row) => row.key));
    },

    async countByState() {
      const rows = handle
        .prepare<{ state: BookingState; count: number }>('SELECT state, COUNT(*) AS count FROM bookings GROUP BY state')
        .all();
      return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
    },

    ratings: async (fleetId) => ratingsOf(handle, fleetId),

    async pendingOutbox(limit) {
      const select = handle.prepare<OutboxRow>('SELECT * FROM outbox ORDER BY priority, seq LIMIT ?');
      return select.all(limit).map(entryOf);
    },

    async outboxDepth() {
      return handle.prepare<{ count: number }>('SELECT count(*) AS count FROM outbox').all()[0]?.count ?? 0;
    },

    async ackOutbox(ids) {
      if (ids.length === 0) return;
      await handle.write((db) =>
        db.prepare('DELETE FROM outbox WHERE id IN (SELECT value FROM json_each(?))').run(JSON.stringify(ids)),
      );
    },
  };
}

// CROSS JOIN keeps the order: each wanted key is looked up in the table's own index.
const HELD = 'SELECT c.key FROM json_each(?) wanted CROSS JOIN claims c ON c.key = wanted.value';

function commitIn(db: Sql, commit: Commit, body: Uint8Array, keyId: string): Result<Booking, CommitError> {
  const { booking } = commit;
  const id = booking.bookingId;
  const before = db.prepare<RowBefore>('SELECT revision, state, held FROM bookings WHERE id = ?').get(id);
  if ((before?.revision ?? null) !== commit.expectedRevision) return fail({ code: 'stale' });

  const wanted = new Set([...booking.claims, ...booking.keys]);
  const held = JSON.stringify([...wanted]);
  if (held !== before?.held) {
    const owned = new Set(before ? (JSON.parse(before.held) as string[]) : []);
    const others = take(
      db,
      id,
      [...wanted].filter((key) => !owned.has(key)),
    );
    if (others.length > 0) return fail({ code: 'conflict', held: others });
    drop(
      db,
      id,
      [...owned].filter((key) => !wanted.has(key)),
    );
  }
  writeRow(db, booking, held, body, keyId, before);
  writeRating(db, booking);
  if (commit.facts) addFacts(db, commit.facts);
  writeOutbox(db, commit.outbox);
  if (commit.deliveryId !== undefined) {
    db.prepare('UPDATE deliveries SET applied = 1 WHERE id = ?').run(commit.deliveryId);
  }
  return ok(booking);
}

/** Takes all of these keys, which it does not hold yet, or none: then it answers which ones others hold. */
function take(db: Sql, id: BookingId, keys: readonly string[]): readonly Held[] {
  if (keys.length === 0) return [];
  const { changes } = db
    .prepare('INSERT INTO claims (key, booking_id) SELECT value, ? FROM json_each(?) WHERE true ON CONFLICT DO NOTHING')
    .run(id, JSON.stringify(keys));
  if (changes === keys.length) return [];
  drop(db, id, keys);
  return heldByOthers(db, keys, id);
}

function drop(db: Sql, id: BookingId, keys: readonly string[]): void {
  if (keys.length === 0) return;
  db.prepare('DELETE FROM claims WHERE booking_id = ? AND key IN (SELECT value FROM json_each(?))').run(
    id,
    JSON.stringify(keys),
  );
}

function heldByOthers(db: Sql, wanted: readonly string[], id: BookingId): readonly Held[] {
  const select = db.prepare<Held>(
    `SELECT c.key, c.booking_id AS bookingId FROM json_each(?) wanted CROSS JOIN claims c ON c.key = wanted.value
     WHERE c.booking_id <> ?`,
  );
  return select.all(JSON.stringify(wanted), id).map(({ key, bookingId }) => ({ key, bookingId }));
}

function writeRow(
  db: Sql,
  booking: Booking,
  held: string,
  body: Uint8Array,
  keyId: string,
  before: RowBefore | undefined,
): void {
  const { bookingId, fleetId, vehicleId, phase, revision, updatedAt } = booking;
  // An update names only what changes: an index is written anew where its columns are named, also with the same values.
  if (before) {
    const values = [revision, updatedAt, keyId, held, body, bookingId] as const;
    const rest = 'revision = ?, updated_at = ?, key_id = ?, held = ?, body = ? WHERE id = ?';
    if (before.state === phase.state) db.prepare(`UPDATE bookings SET ${rest}`).run(...values);
    else db.prepare(`UPDATE bookings SET state = ?, ${rest}`).run(phase.state, ...values);
  } else {
    db.prepare(
      `INSERT INTO bookings (id, fleet_id, vehicle_id, state, revision, updated_at, key_id, held, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(bookingId, fleetId, vehicleId, phase.state, revision, updatedAt, keyId, held, body);
  }
}

function writeOutbox(db: Sql, entries: readonly OutboxEntry[]): void {
  const insert = db.prepare(
    `INSERT INTO outbox (id, booking_id, kind, priority, run_at, payload)
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`,
  );
  for (const { id, bookingId, kind, priority, runAt, payload } of entries)
    insert.run(id, bookingId, kind, priority, runAt ?? null, JSON.stringify(payload));
}

const entryOf = (row: OutboxRow): OutboxEntry => ({
  id: row.id,
  kind: row.kind as EffectKind,
  bookingId: row.booking_id as BookingId,
  priority: row.priority,
  ...(row.run_at === null ? {} : { runAt: row.run_at }),
  payload: JSON.parse(row.payload) as OutboxEntry['payload'],
});
