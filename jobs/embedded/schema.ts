import type { Db } from './database.ts';

/** A job's state in its row. Partial indexes need the literals, so the SQL names them too. */
export const STATE = { delayed: 0, ready: 1, running: 2, failed: 3 } as const;

/**
 * `run_at` is business time, `latest_at` true time (ms): a delayed job is due when either is reached, so that a retry or
 * a repeat is not held up when the business clock is set back. Only a job asked for with `runAt` has no `latest_at`.
 * `leased_at`, `lease_until`, `failed_at` and `done_at` are true time. (`owner`, `lease`) names one lease for ever.
 */
const tables = `
CREATE TABLE IF NOT EXISTS job (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  repeating INTEGER NOT NULL DEFAULT 0,
  name TEXT NOT NULL,
  payload BLOB NOT NULL,
  priority INTEGER NOT NULL,
  state INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  latest_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  every_ms INTEGER,
  offset_ms INTEGER,
  owner TEXT,
  lease INTEGER,
  leased_at INTEGER,
  lease_until INTEGER,
  failed_at INTEGER,
  error TEXT,
  UNIQUE (id, repeating)
);
CREATE INDEX IF NOT EXISTS job_ready ON job (priority, run_at, seq) WHERE state = 1;
CREATE INDEX IF NOT EXISTS job_delayed ON job (run_at) WHERE state = 0;
CREATE INDEX IF NOT EXISTS job_delayed_latest ON job (latest_at) WHERE state = 0 AND latest_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS job_running ON job (owner, leased_at, lease_until) WHERE state = 2;
CREATE INDEX IF NOT EXISTS job_failed ON job (failed_at) WHERE state = 3;
CREATE TABLE IF NOT EXISTS job_done (id TEXT PRIMARY KEY, done_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS job_memory (noted INTEGER PRIMARY KEY);
CREATE INDEX IF NOT EXISTS job_done_at ON job_done (done_at);
`;

/** Creates what is missing of the jobs' tables. */
export function createTables(db: Db): void {
  db.exec(tables);
}
