import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Directory } from '../../../../src/app/ports/directory.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Provider } from '../../../../src/domain/directory.ts';
import type { ProviderId } from '../../../../src/domain/ids.ts';
import { fail, ok } from '../../../../src/domain/result.ts';
import { idOfCursor, pageOf, pageSize } from '../../../shared/stores/pages.ts';
import { openJson, sealJson } from '../../../shared/stores/sealed.ts';
import type { Sql, SqlHandle } from '../sql.ts';
import type { DirectoryCache } from './cache.ts';
import { counter } from './cache.ts';

interface Row {
  readonly id: string;
  readonly body: Uint8Array;
}

type Providers = Pick<
  Directory,
  | 'provider'
  | 'providerByRef'
  | 'providers'
  | 'putProvider'
  | 'putProviders'
  | 'deleteProvider'
  | 'allProviders'
  | 'providersVersion'
>;

/** Rows opened in one go by `allProviders`, a few milliseconds: clicks come in between. */
const CHUNK = 500;

export function createProviders(parts: {
  readonly handle: SqlHandle;
  readonly keys: Keys;
  readonly cache: DirectoryCache;
}): Providers {
  const { handle, keys, cache } = parts;
  const context = (id: string): string => `providers:${id}`;
  const seal = (provider: Provider): Uint8Array => sealJson(keys, provider, context(provider.providerId));
  const open = (row: Row): Provider => openJson<Provider>(keys, row.body, context(row.id));
  const after = (id: string, limit: number): Row[] =>
    handle.prepare<Row>('SELECT id, body FROM providers WHERE id > ? ORDER BY id LIMIT ?').all(id, limit);

  /** The id that has the provider's place in its network, where that is another one. */
  function otherWithRef(db: Sql, provider: Provider): ProviderId | undefined {
    const select = db.prepare<{ id: ProviderId }>('SELECT id FROM providers WHERE network = ? AND network_ref = ?');
    const id = select.get(provider.network, provider.networkRef)?.id;
    return id === provider.providerId ? undefined : id;
  }

  function write(db: Sql, provider: Provider, body: Uint8Array): 'created' | 'replaced' {
    const exists = db.prepare('SELECT 1 FROM providers WHERE id = ?').get(provider.providerId);
    db.prepare(
      `INSERT INTO providers (id, network, network_ref, key_id, body) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET network = excluded.network, network_ref = excluded.network_ref,
         key_id = excluded.key_id, body = excluded.body`,
    ).run(provider.providerId, provider.network, provider.networkRef, keys.currentKeyId, body);
    return exists ? 'replaced' : 'created';
  }

  return {
    async provider(id) {
      return cache.get(context(id), () => {
        const row = handle.prepare<Row>('SELECT id, body FROM providers WHERE id = ?').get(id);
        return row && open(row);
      });
    },

    async providerByRef(network, networkRef) {
      const row = handle
        .prepare<Row>('SELECT id, body FROM providers WHERE network = ? AND network_ref = ?')
        .get(network, networkRef);
      return row && open(row);
    },

    async providers(cursor, limit) {
      const size = pageSize(limit);
      return pageOf(after(cursor === undefined ? '' : idOfCursor(cursor), size + 1), size, open);
    },

    putProvider(provider) {
      const body = seal(provider);
      return cache.change((db) => {
        const other = otherWithRef(db, provider);
        return other ? fail({ code: 'duplicate-ref' as const, providerId: other }) : ok(write(db, provider, body));
      }, 'providers');
    },

    async putProviders(providers) {
      if (providers.length === 0) return;
      const rows = providers.map((provider) => ({ provider, body: seal(provider) }));
      await cache.change((db) => {
        for (const { provider, body } of rows) {
          const other = otherWithRef(db, provider);
          if (other) {
            throw new Error(
              `Provider ${provider.providerId} has the network and reference of ${other} (${provider.network}, ${provider.networkRef}).`,
            );
          }
          write(db, provider, body);
        }
      }, 'providers');
    },

    deleteProvider: (id) =>
      cache.change((db) => db.prepare('DELETE FROM providers WHERE id = ?').run(id).changes > 0, 'providers'),

    async allProviders() {
      const all: Provider[] = [];
      for (let last = ''; ; await nextTurn()) {
        const rows = after(last, CHUNK);
        for (const row of rows) all.push(open(row));
        if (rows.length < CHUNK) return all;
        last = rows.at(-1)?.id ?? last;
      }
    },

    providersVersion: async () => counter(handle, 'providers'),
  };
}
