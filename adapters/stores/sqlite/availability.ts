import type { AvailabilityStore, Unchanged } from '../../../src/app/ports/availability.ts';
import { packSlots, unpackSlots } from '../../shared/packed-slots.ts';
import type { Sql, SqlHandle } from './sql.ts';

/** Rows in one write: a few milliseconds, so that clicks come in between. */
const CHUNK = 50;

const AGE = 'UPDATE availability SET as_of = ?, fingerprint = ? WHERE provider_id = ? AND service = ? RETURNING id';
// What did not change is not written: a round of polls at quiet shops moves their ages alone.
const CHANGE = 'UPDATE availability_slots SET slots = ?2 WHERE id = ?1 AND slots <> ?2';
const TOUCH = 'UPDATE availability SET as_of = ? WHERE provider_id = ? AND service = ? AND fingerprint = ?';
const ADD = 'INSERT INTO availability (as_of, fingerprint, provider_id, service) VALUES (?, ?, ?, ?) RETURNING id';
const ADD_SLOTS = 'INSERT INTO availability_slots (id, slots) VALUES (?, ?)';
const FIND = `SELECT as_of, slots FROM availability JOIN availability_slots USING (id)
  WHERE provider_id = ? AND service = ?`;
const DROP_SLOTS = 'DELETE FROM availability_slots WHERE id = ?';

interface Id {
  readonly id: number;
}

/**
 * The last known availability in SQLite, in the clear: nothing in it is personal. Ages and slots lie apart. What a power
 * cut takes of it is asked again, so that no write waits for the disk.
 */
export function createAvailabilityStore(handle: SqlHandle): AvailabilityStore {
  const dropAll = (db: Sql, rows: readonly Id[]): void => rows.forEach(({ id }) => db.prepare(DROP_SLOTS).run(id));

  return {
    async get(providerId, service) {
      const row = handle.prepare<{ as_of: string; slots: string }>(FIND).get(providerId, service);
      return row && { providerId, service, slots: unpackSlots(row.slots), asOf: row.as_of };
    },

    async put(entries) {
      for (let at = 0; at < entries.length; at += CHUNK) {
        const rows = entries.slice(at, at + CHUNK).map(({ asOf, fingerprint = null, providerId, service, slots }) => ({
          place: [asOf, fingerprint, providerId, service] as const,
          slots: packSlots(slots),
        }));
        await handle.writeCache((db) => {
          const [age, change] = [db.prepare<Id>(AGE), db.prepare(CHANGE)];
          for (const { place, slots } of rows) {
            const known = age.get(...place);
            if (known) change.run(known.id, slots);
            else db.prepare(ADD_SLOTS).run(db.prepare<Id>(ADD).get(...place)?.id ?? null, slots);
          }
        });
      }
    },

    async touch(entries) {
      const gone: Unchanged[] = [];
      for (let at = 0; at < entries.length; at += CHUNK) {
        const some = entries.slice(at, at + CHUNK);
        const lost = await handle.writeCache((db) => {
          const touch = db.prepare(TOUCH);
          return some.filter(
            ({ providerId, service, asOf, unchanged }) => touch.run(asOf, providerId, service, unchanged).changes === 0,
          );
        });
        gone.push(...lost);
      }
      return gone;
    },

    async drop(providerId, service) {
      const sql = 'DELETE FROM availability WHERE provider_id = ? AND service = ? RETURNING id';
      await handle.write((db) => dropAll(db, db.prepare<Id>(sql).all(providerId, service)));
    },

    async forget(before) {
      const sql = `DELETE FROM availability WHERE id IN (SELECT id FROM availability WHERE as_of < ? LIMIT 500) RETURNING id`;
      let gone: readonly Id[];
      do {
        gone = await handle.writeCache((db) => {
          const rows = db.prepare<Id>(sql).all(before);
          dropAll(db, rows);
          return rows;
        });
      } while (gone.length > 0);
    },
  };
}
