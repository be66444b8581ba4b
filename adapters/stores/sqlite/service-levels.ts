import type { ServiceLevels } from '../../../src/app/ports/service-levels.ts';
import type { LevelFact } from '../../../src/domain/levels/facts.ts';
import type { Sql, SqlHandle } from './sql.ts';

const READ = `SELECT day, kind, fleet_id AS fleetId, network, provider_id AS providerId, detail, bucket, count
  FROM service_levels WHERE day BETWEEN ? AND ? AND count <> 0`;

/** Adds to the counts within the transaction of the caller. */
export function addFacts(db: Sql, facts: readonly LevelFact[]): void {
  const upsert = db.prepare(
    `INSERT INTO service_levels (day, kind, fleet_id, network, provider_id, detail, bucket, count)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count`,
  );
  for (const { day, kind, fleetId, network, providerId, detail, bucket, count } of facts)
    upsert.run(day, kind, fleetId, network, providerId, detail, bucket, count);
}

/** Service-level counts in SQLite, in the clear: ids, days and numbers. */
export function createServiceLevels(handle: SqlHandle): ServiceLevels {
  return {
    async add(facts) {
      if (facts.length > 0) await handle.write((db) => addFacts(db, facts));
    },

    async read({ from, to, fleetId }) {
      return fleetId === undefined
        ? handle.prepare<LevelFact>(READ).all(from, to)
        : handle.prepare<LevelFact>(`${READ} AND fleet_id IN (?, '')`).all(from, to, fleetId);
    },

    async first(day, key) {
      return handle.write(
        (db) =>
          db.prepare('INSERT OR IGNORE INTO service_level_marks (day, key) VALUES (?, ?)').run(day, key).changes > 0,
      );
    },

    async marked(day) {
      const rows = handle.prepare<{ key: string }>('SELECT key FROM service_level_marks WHERE day = ?').all(day);
      return rows.map(({ key }) => key);
    },

    async prune(before) {
      await handle.write((db) => {
        db.prepare('DELETE FROM service_levels WHERE day < ?').run(before);
        db.prepare('DELETE FROM service_level_marks WHERE day < ?').run(before);
      });
    },
  };
}
