import type { SqlHandle } from './sql.ts';

/** Whether the store can be written, tried by really writing: a full or read-only disk shows only then. */
export async function probeStore(
  handle: SqlHandle,
): Promise<{ readonly ready: boolean; readonly parts: Readonly<Record<string, string>> }> {
  try {
    await handle.write((db) => {
      db.exec('CREATE TABLE IF NOT EXISTS probe (id INTEGER PRIMARY KEY, at TEXT NOT NULL)');
      db.prepare(
        "INSERT INTO probe (id, at) VALUES (1, datetime('now')) ON CONFLICT (id) DO UPDATE SET at = excluded.at",
      ).run();
    });
    return { ready: true, parts: { store: 'ok' } };
  } catch {
    return { ready: false, parts: { store: 'The store cannot be written.' } };
  }
}
