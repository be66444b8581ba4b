import type { Directory } from '../../../../src/app/ports/directory.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Fleet } from '../../../../src/domain/directory.ts';
import type { FleetId } from '../../../../src/domain/ids.ts';
import { idOfCursor, pageOf, pageSize } from '../../../shared/stores/pages.ts';
import { openJson, sealJson } from '../../../shared/stores/sealed.ts';
import type { SqlHandle } from '../sql.ts';
import type { DirectoryCache } from './cache.ts';
import type { Lookup } from './lookups.ts';
import { lookUp, replaceLookups } from './lookups.ts';

interface Row {
  readonly id: string;
  readonly body: Uint8Array;
}

type Fleets = Pick<
  Directory,
  'fleet' | 'fleets' | 'putFleet' | 'deleteFleet' | 'fleetApiKey' | 'fleetByApiKey' | 'fleetsOfSlackTeam'
>;

export function createFleets(parts: {
  readonly handle: SqlHandle;
  readonly keys: Keys;
  readonly cache: DirectoryCache;
}): Fleets {
  const { handle, keys, cache } = parts;
  const context = (id: string): string => `fleets:${id}`;
  const apiKeyContext = (id: string): string => `fleet-api-key:${id}`;
  const open = (row: Row): Fleet => openJson<Fleet>(keys, row.body, context(row.id));
  const fleetsBy = (lookup: Lookup): readonly FleetId[] =>
    cache.get(`${lookup.kind}:${lookup.value}`, () => lookUp(handle, keys, lookup).map((row) => row.id as FleetId));

  return {
    async fleet(id) {
      return cache.get(context(id), () => {
        const row = handle.prepare<Row>('SELECT id, body FROM fleets WHERE id = ?').get(id);
        return row && open(row);
      });
    },

    async fleets(cursor, limit) {
      const size = pageSize(limit);
      const rows = handle
        .prepare<Row>('SELECT id, body FROM fleets WHERE id > ? ORDER BY id LIMIT ?')
        .all(cursor === undefined ? '' : idOfCursor(cursor), size + 1);
      return pageOf(rows, size, open);
    },

    putFleet(fleet, apiKey) {
      const id = fleet.fleetId;
      const target = { fleetId: id, id };
      const body = sealJson(keys, fleet, context(id));
      const sealedApiKey = keys.encrypt(apiKey, apiKeyContext(id));
      const writeApiKey = replaceLookups(keys, target, ['api-key'], [{ kind: 'api-key', value: apiKey }]);
      const writeTeams = replaceLookups(keys, target, ['slack-team'], slackTeamsOf(fleet));
      return cache.change((db) => {
        writeTeams(db);
        const update = db.prepare('UPDATE fleets SET key_id = ?, body = ? WHERE id = ?');
        if (update.run(keys.currentKeyId, body, id).changes > 0) return 'replaced';
        db.prepare('INSERT INTO fleets (id, key_id, api_key, body) VALUES (?, ?, ?, ?)').run(
          id,
          keys.currentKeyId,
          sealedApiKey,
          body,
        );
        writeApiKey(db);
        return 'created';
      });
    },

    deleteFleet(id) {
      return cache.change((db) => {
        for (const table of ['members', 'vehicles', 'lookups']) {
          db.prepare(`DELETE FROM ${table} WHERE fleet_id = ?`).run(id);
        }
        return db.prepare('DELETE FROM fleets WHERE id = ?').run(id).changes > 0;
      });
    },

    async fleetApiKey(id) {
      return cache.get(apiKeyContext(id), () => {
        const row = handle.prepare<{ api_key: Uint8Array }>('SELECT api_key FROM fleets WHERE id = ?').get(id);
        return row && keys.decrypt(row.api_key, apiKeyContext(id));
      });
    },

    fleetByApiKey: async (apiKey) => fleetsBy({ kind: 'api-key', value: apiKey })[0],

    fleetsOfSlackTeam: async (teamId) => fleetsBy({ kind: 'slack-team', value: teamId }),
  };
}

function slackTeamsOf(fleet: Fleet): readonly Lookup[] {
  const teams = fleet.channels.flatMap((channel) => (channel.kind === 'slack' ? [channel.teamId] : []));
  return [...new Set(teams)].map((value) => ({ kind: 'slack-team', value }));
}
