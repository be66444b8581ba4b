import type { Agreements } from '../../../../src/app/ports/commission.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Agreement } from '../../../../src/domain/commission.ts';
import { idOfCursor, pageOf, pageSize } from '../../../shared/stores/pages.ts';
import { openJson, sealJson } from '../../../shared/stores/sealed.ts';
import type { SqlHandle } from '../sql.ts';
import type { DirectoryCache } from './cache.ts';

interface Row {
  readonly id: string;
  readonly body: Uint8Array;
}

/** Agreements in SQLite, sealed: what a network pays is nobody else's business. */
export function createAgreements(parts: {
  readonly handle: SqlHandle;
  readonly keys: Keys;
  readonly cache: DirectoryCache;
}): Agreements {
  const { handle, keys, cache } = parts;
  const context = (network: string): string => `agreements:${network}`;
  const open = (row: Row): Agreement => openJson<Agreement>(keys, row.body, context(row.id));

  return {
    async agreement(network) {
      return cache.get(context(network), () => {
        const row = handle.prepare<Row>('SELECT id, body FROM agreements WHERE id = ?').get(network);
        return row && open(row);
      });
    },

    async agreements(cursor, limit) {
      const size = pageSize(limit);
      const rows = handle
        .prepare<Row>('SELECT id, body FROM agreements WHERE id > ? ORDER BY id LIMIT ?')
        .all(cursor === undefined ? '' : idOfCursor(cursor), size + 1);
      return pageOf(rows, size, open);
    },

    putAgreement(agreement) {
      const { network } = agreement;
      const body = sealJson(keys, agreement, context(network));
      return cache.change((db) => {
        const exists = db.prepare('SELECT 1 FROM agreements WHERE id = ?').get(network);
        db.prepare(
          `INSERT INTO agreements (id, key_id, body) VALUES (?, ?, ?)
           ON CONFLICT DO UPDATE SET key_id = excluded.key_id, body = excluded.body`,
        ).run(network, keys.currentKeyId, body);
        return exists ? 'replaced' : 'created';
      });
    },

    deleteAgreement: (network) =>
      cache.change((db) => db.prepare('DELETE FROM agreements WHERE id = ?').run(network).changes > 0),
  };
}
