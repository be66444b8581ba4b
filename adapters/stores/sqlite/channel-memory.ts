import type { ChannelMemory } from '../../../src/app/ports/channel-memory.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import { memoryBlinds, memoryContext } from '../../shared/stores/remembered.ts';
import { openJson, sealJson } from '../../shared/stores/sealed.ts';
import type { Sql, SqlHandle } from './sql.ts';

interface Row {
  readonly blind: string;
  readonly revision: number;
  readonly body: Uint8Array;
}

/** What channels remember, in SQLite. */
export function createChannelMemory(handle: SqlHandle, keys: Keys): ChannelMemory {
  /** The newest of what lies under the current and older keys. */
  function find(db: Pick<Sql, 'prepare'>, channel: string, blinds: readonly string[]): Row | undefined {
    const marks = blinds.map(() => '?').join(', ');
    return db
      .prepare<Row>(
        `SELECT blind, revision, body FROM channel_memory WHERE channel = ? AND blind IN (${marks}) ORDER BY revision DESC`,
      )
      .get(channel, ...blinds);
  }

  function remove(db: Sql, channel: string, blinds: readonly string[]): void {
    for (const blind of blinds)
      db.prepare('DELETE FROM channel_memory WHERE channel = ? AND blind = ?').run(channel, blind);
  }

  return {
    async read<T>(channel: string, key: string) {
      const row = find(handle, channel, memoryBlinds(keys, channel, key));
      if (!row) return undefined;
      return { value: openJson<T>(keys, row.body, memoryContext(channel, row.blind)), revision: row.revision };
    },

    async write(channel, key, value, revision) {
      const blinds = memoryBlinds(keys, channel, key);
      const [blind = ''] = blinds;
      const body = sealJson(keys, value, memoryContext(channel, blind));
      return handle.write((db) => {
        if ((find(db, channel, blinds)?.revision ?? 0) !== revision) return false;
        remove(db, channel, blinds);
        db.prepare('INSERT INTO channel_memory (channel, blind, revision, key_id, body) VALUES (?, ?, ?, ?, ?)').run(
          ...[channel, blind, revision + 1, keys.currentKeyId, body],
        );
        return true;
      });
    },

    async drop(channel, key) {
      await handle.write((db) => remove(db, channel, memoryBlinds(keys, channel, key)));
    },

    async all<T>(channel: string) {
      const rows = handle
        .prepare<Row>('SELECT blind, revision, body FROM channel_memory WHERE channel = ?')
        .all(channel);
      return rows.map(({ blind, body }) => openJson<T>(keys, body, memoryContext(channel, blind)));
    },
  };
}
