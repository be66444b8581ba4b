import type { Keys } from '../../../../src/app/ports/keys.ts';
import { blindOf, blindsOf } from '../../../shared/stores/lookups.ts';
import type { Lookup, LookupKind } from '../../../shared/stores/lookups.ts';
import type { Sql } from '../sql.ts';

export type { Lookup, LookupKind } from '../../../shared/stores/lookups.ts';

export interface LookupTarget {
  readonly fleetId: string;
  readonly id: string;
}

/** Makes `values` the only look-ups of these kinds that lead to the target. The answer does the writing. */
export function replaceLookups(
  keys: Keys,
  target: LookupTarget,
  kinds: readonly LookupKind[],
  values: readonly Lookup[],
): (db: Sql) => void {
  const rows = values.map((lookup) => ({ kind: lookup.kind, blind: blindOf(keys, lookup, target.fleetId) }));
  return (db) => {
    for (const kind of kinds) {
      db.prepare('DELETE FROM lookups WHERE fleet_id = ? AND kind = ? AND id = ?').run(target.fleetId, kind, target.id);
    }
    for (const { kind, blind } of rows) {
      db.prepare(
        'INSERT INTO lookups (blind, kind, fleet_id, id, key_id) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
      ).run(blind, kind, target.fleetId, target.id, keys.currentKeyId);
    }
  };
}

/** What a value leads to, by fleet and id; rows written under any key of the ring are found. */
export function lookUp(
  db: Pick<Sql, 'prepare'>,
  keys: Keys,
  lookup: Lookup,
  fleetId?: string,
): readonly LookupTarget[] {
  const blinds = blindsOf(keys, lookup, fleetId);
  const select = db.prepare<{ fleetId: string; id: string }>(LOOK_UP);
  return select
    .all(JSON.stringify(blinds), lookup.kind)
    .filter((row) => fleetId === undefined || row.fleetId === fleetId);
}

/** What a value leads to in any of these fleets, in one question: equal values of two fleets have different blinds. */
export function lookUpInAll(
  db: Pick<Sql, 'prepare'>,
  keys: Keys,
  lookup: Lookup,
  fleetIds: readonly string[],
): readonly LookupTarget[] {
  const blinds = fleetIds.flatMap((fleetId) => blindsOf(keys, lookup, fleetId));
  return db.prepare<{ fleetId: string; id: string }>(LOOK_UP).all(JSON.stringify(blinds), lookup.kind);
}

export const LOOK_UP = `SELECT DISTINCT l.fleet_id AS fleetId, l.id AS id
  FROM json_each(?) ring CROSS JOIN lookups l ON l.blind = ring.value WHERE l.kind = ? ORDER BY l.fleet_id, l.id`;
