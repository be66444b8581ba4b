import type { Sql, SqlHandle } from '../sql.ts';

/** Entries after which the cache starts anew: a bound on memory, not a tuning. */
const MAX_ENTRIES = 20_000;

/** Directory rows as they were read, dropped as soon as any process changes the directory. */
export interface DirectoryCache {
  /** What `load` answers for this key, from memory while nothing changed. "Not there" is kept too. */
  get<T>(key: string, load: () => T): T;
  /** Runs a change of the directory and forgets what was kept; `providers` also raises the providers' version. */
  change<T>(work: (db: Sql) => T, providers?: 'providers'): Promise<T>;
}

export function createDirectoryCache(handle: SqlHandle): DirectoryCache {
  const kept = new Map<string, unknown>();
  let dataVersion: number | undefined;
  let directoryVersion: number | undefined;

  // `data_version` changes with every commit of another connection and is cheap; only then the counter is read, so
  // that a busy worker process does not empty this cache with every booking. Our own commits clear it in `change`.
  function forgetIfChangedElsewhere(): void {
    const seen = handle.prepare<{ data_version: number }>('PRAGMA data_version').get()?.data_version;
    if (seen === dataVersion) return;
    dataVersion = seen;
    const version = counter(handle, 'directory');
    if (version !== directoryVersion) kept.clear();
    directoryVersion = version;
  }

  return {
    get<T>(key: string, load: () => T): T {
      forgetIfChangedElsewhere();
      if (kept.has(key)) return kept.get(key) as T;
      const value = load();
      if (kept.size >= MAX_ENTRIES) kept.clear();
      kept.set(key, value);
      return value;
    },
    async change(work, providers) {
      const value = await handle.write((db) => {
        const result = work(db);
        raise(db, 'directory');
        if (providers) raise(db, 'providers');
        return result;
      });
      kept.clear();
      return value;
    },
  };
}

/** A counter that is kept in the file; 0 before it was raised first. */
export const counter = (db: Pick<Sql, 'prepare'>, name: 'directory' | 'providers'): number =>
  db.prepare<{ value: number }>('SELECT value FROM counters WHERE name = ?').get(name)?.value ?? 0;

const raise = (db: Sql, name: 'directory' | 'providers'): unknown =>
  db
    .prepare('INSERT INTO counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1')
    .run(name);
