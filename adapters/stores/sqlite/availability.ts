import type { AvailabilityStore } from '../../../src/app/ports/availability.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import type { SqlHandle } from './sql.ts';

/** The last known availability in SQLite, in the clear: nothing in it is personal. */
export function createAvailabilityStore(handle: SqlHandle): AvailabilityStore {
  return {
    async get(providerId, service) {
      const row = handle
        .prepare<{ as_of: string; slots: string }>(
          'SELECT as_of, slots FROM availability WHERE provider_id = ? AND service = ?',
        )
        .get(providerId, service);
      return row && { providerId, service, slots: JSON.parse(row.slots) as FreeSlot[], asOf: row.as_of };
    },

    async put(entries) {
      if (entries.length === 0) return;
      const rows = entries.map((entry) => ({ ...entry, slots: JSON.stringify(entry.slots) }));
      await handle.write((db) => {
        const upsert = db.prepare(
          `INSERT INTO availability (provider_id, service, as_of, slots) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET as_of = excluded.as_of, slots = excluded.slots`,
        );
        for (const row of rows) upsert.run(row.providerId, row.service, row.asOf, row.slots);
      });
    },

    async drop(providerId, service) {
      await handle.write((db) =>
        db.prepare('DELETE FROM availability WHERE provider_id = ? AND service = ?').run(providerId, service),
      );
    },
  };
}
