import type { JobRequest } from '../../src/app/ports/jobs.ts';
import { statement, type Db } from './database.ts';
import { readPayload, type Seal } from './payload.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly payload: string | Uint8Array;
  readonly priority: number;
  readonly run_at: number;
  readonly state: number;
}

/** Jobs of the file that are still to be done, the oldest first, without repeats and without those that failed for good. */
export function pendingJobs(db: Db, seal: Seal | undefined): readonly JobRequest[] {
  const made = statement(db, "SELECT 1 FROM sqlite_master WHERE name = 'job'").get();
  if (made === undefined) return [];
  const sql = `SELECT id, name, payload, priority, run_at, state FROM job
    WHERE repeating = 0 AND state IN (0, 1, 2) ORDER BY seq`;
  return (statement(db, sql).all() as Row[]).map(({ id, name, payload, priority, run_at: runAt, state }) => ({
    ...{ id, name, priority, payload: readPayload(id, payload, seal) },
    ...(state === 0 ? { runAt: new Date(runAt).toISOString() } : {}),
  }));
}
