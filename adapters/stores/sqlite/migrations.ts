import type { SqlHandle } from './sql.ts';

/**
 * Brings the tables of one part (`stores`, `jobs`, …) to its newest form. `steps` are SQL texts, numbered by their place;
 * those that this file has had are skipped, the others run in one transaction, so several processes may start at once.
 * A step that was released is never changed: add another. Rejects when the file was made by a newer version.
 */
export async function migrate(handle: SqlHandle, part: string, steps: readonly string[]): Promise<void> {
  if (versionOf(handle, part) === steps.length) return;
  await handle.write((db) => {
    db.exec(
      'CREATE TABLE IF NOT EXISTS schema_versions (part TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID',
    );
    const select = db.prepare<{ version: number }>('SELECT version FROM schema_versions WHERE part = ?');
    const version = select.get(part)?.version ?? 0;
    if (version > steps.length) {
      throw new Error(
        `${handle.file} was made by a newer Pitcrew: its ${part} tables have version ${version}, and this one knows ${steps.length}.`,
      );
    }
    for (const step of steps.slice(version)) db.exec(step);
    db.prepare(
      'INSERT INTO schema_versions (part, version) VALUES (?, ?) ON CONFLICT DO UPDATE SET version = excluded.version',
    ).run(part, steps.length);
  });
}

function versionOf(handle: SqlHandle, part: string): number | undefined {
  return handle.read((db) => {
    const made = db.prepare("SELECT 1 AS found FROM sqlite_master WHERE name = 'schema_versions'").get();
    if (!made) return undefined;
    return db.prepare<{ version: number }>('SELECT version FROM schema_versions WHERE part = ?').get(part)?.version;
  });
}
