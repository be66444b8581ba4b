import type { Page } from '../../../../src/app/ports/directory.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import { idOfCursor, pageOf, pageSize } from '../../../shared/stores/pages.ts';
import { openJson, sealJson } from '../../../shared/stores/sealed.ts';
import type { SqlHandle } from '../sql.ts';
import type { DirectoryCache } from './cache.ts';
import type { Lookup, LookupKind } from './lookups.ts';
import { lookUp, lookUpInAll, replaceLookups } from './lookups.ts';

interface Row {
  readonly id: string;
  readonly body: Uint8Array;
}

/** Things that a fleet owns: its members, its vehicles. */
export interface OwnedTable<T> {
  one(fleetId: string, id: string): T | undefined;
  by(fleetId: string, lookup: Lookup): T | undefined;
  /** All that a value leads to, in whatever fleet. */
  anywhere(lookup: Lookup): readonly T[];
  page(fleetId: string, cursor: string | undefined, limit: number): Page<T>;
  put(fleetId: string, id: string, item: T, lookups: readonly Lookup[]): Promise<'created' | 'replaced'>;
  remove(fleetId: string, id: string): Promise<boolean>;
}

/** `kinds` are all look-ups that this table may have. */
export function ownedTable<T>(
  parts: { readonly handle: SqlHandle; readonly keys: Keys; readonly cache: DirectoryCache },
  table: 'members' | 'vehicles',
  kinds: readonly LookupKind[],
): OwnedTable<T> {
  const { handle, keys, cache } = parts;
  const context = (fleetId: string, id: string): string => `${table}:${fleetId}/${id}`;
  const open = (fleetId: string, row: Row): T => openJson<T>(keys, row.body, context(fleetId, row.id));

  function one(fleetId: string, id: string): T | undefined {
    return cache.get(context(fleetId, id), () => {
      const row = handle.prepare<Row>(`SELECT id, body FROM ${table} WHERE fleet_id = ? AND id = ?`).get(fleetId, id);
      return row && open(fleetId, row);
    });
  }

  return {
    one,
    by(fleetId, lookup) {
      const id = cache.get(
        `${lookup.kind}:${fleetId}/${lookup.value}`,
        () => lookUp(handle, keys, lookup, fleetId)[0]?.id,
      );
      return id === undefined ? undefined : one(fleetId, id);
    },
    anywhere(lookup) {
      const targets = cache.get(`${lookup.kind}:*/${lookup.value}`, () => {
        const fleets = handle.prepare<{ id: string }>('SELECT id FROM fleets').all();
        return lookUpInAll(
          handle,
          keys,
          lookup,
          fleets.map(({ id }) => id),
        );
      });
      return targets.flatMap(({ fleetId, id }) => one(fleetId, id) ?? []);
    },
    page(fleetId, cursor, limit) {
      const size = pageSize(limit);
      const rows = handle
        .prepare<Row>(`SELECT id, body FROM ${table} WHERE fleet_id = ? AND id > ? ORDER BY id LIMIT ?`)
        .all(fleetId, cursor === undefined ? '' : idOfCursor(cursor), size + 1);
      return pageOf(rows, size, (row) => open(fleetId, row));
    },
    put(fleetId, id, item, lookups) {
      const body = sealJson(keys, item, context(fleetId, id));
      const writeLookups = replaceLookups(keys, { fleetId, id }, kinds, lookups);
      return cache.change((db) => {
        const exists = db.prepare(`SELECT 1 FROM ${table} WHERE fleet_id = ? AND id = ?`).get(fleetId, id);
        db.prepare(
          `INSERT INTO ${table} (fleet_id, id, key_id, body) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET key_id = excluded.key_id, body = excluded.body`,
        ).run(fleetId, id, keys.currentKeyId, body);
        writeLookups(db);
        return exists ? 'replaced' : 'created';
      });
    },
    remove(fleetId, id) {
      const dropLookups = replaceLookups(keys, { fleetId, id }, kinds, []);
      return cache.change((db) => {
        dropLookups(db);
        return db.prepare(`DELETE FROM ${table} WHERE fleet_id = ? AND id = ?`).run(fleetId, id).changes > 0;
      });
    },
  };
}
