import type { PollCursors } from '../../../src/app/ports/poll-cursors.ts';
import type { SqlHandle } from './sql.ts';

/** Places in polled listings in SQLite, in the clear: nothing in them is personal. */
export function createPollCursors(handle: SqlHandle): PollCursors {
  return {
    async get(name) {
      return handle.prepare<{ value: string }>('SELECT value FROM poll_cursors WHERE name = ?').get(name)?.value;
    },
    async put(name, cursor) {
      await handle.write((db) =>
        db
          .prepare(
            'INSERT INTO poll_cursors (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
          )
          .run(name, cursor),
      );
    },
  };
}
