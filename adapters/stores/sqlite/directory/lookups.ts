import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Sql } from '../sql.ts';

export type LookupKind = 'api-key' | 'slack-team' | 'slack' | 'teams' | 'phone' | 'vin';

/** One personal or secret value by which a row can be found. */
export interface Lookup {
  readonly kind: LookupKind;
  readonly value: string;
}

export interface LookupTarget {
  readonly fleetId: string;
  readonly id: string;
}

// Kinds that are looked up before the fleet is known.
const GLOBAL: readonly LookupKind[] = ['api-key', 'slack-team'];

// Kind and fleet are hashed along: equal values in two places cannot be told to be equal.
const hashed = (kind: LookupKind, fleetId: string, value: string): string =>
  `${kind}:${GLOBAL.includes(kind) ? '' : fleetId}:${value}`;

/** Makes `values` the only look-ups of these kinds that lead to the target. The answer does the writing. */
export function replaceLookups(
  keys: Keys,
  target: LookupTarget,
  kinds: readonly LookupKind[],
  values: readonly Lookup[],
): (db: Sql) => void {
  const rows = values.map(({ kind, value }) => ({ kind, blind: keys.blind(hashed(kind, target.fleetId, value)) }));
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
  { kind, value }: Lookup,
  fleetId?: string,
): readonly LookupTarget[] {
  const blinds = keys.blinds(hashed(kind, fleetId ?? '', value));
  const select = db.prepare<{ fleetId: string; id: string }>(LOOK_UP);
  return select.all(JSON.stringify(blinds), kind).filter((row) => fleetId === undefined || row.fleetId === fleetId);
}

export const LOOK_UP = `SELECT DISTINCT l.fleet_id AS fleetId, l.id AS id
  FROM json_each(?) ring CROSS JOIN lookups l ON l.blind = ring.value WHERE l.kind = ? ORDER BY l.fleet_id, l.id`;
