import { nextRun } from '../timing.ts';
import type { Claimed } from './claims.ts';
import { statement, type Db } from './database.ts';
import type { Moment } from './intake.ts';

/** How a run ended. Waits in ms; `error` names the kind of failure only, since a message may hold something personal. */
export type Outcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly inMs: number }
  | { readonly kind: 'retry'; readonly inMs: number }
  | { readonly kind: 'dead'; readonly error: string }
  /** Not finished, and nobody's fault: ready again, as if it had not been tried. */
  | { readonly kind: 'returned' };

export interface Settlement {
  readonly job: Claimed;
  readonly outcome: Outcome;
}

const held = 'seq = ? AND state = 2 AND owner = ? AND lease = ?';
const remove = `DELETE FROM job WHERE ${held}`;
const remember =
  'INSERT INTO job_done (id, done_at) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET done_at = excluded.done_at';
const wait = `UPDATE job SET state = 0, run_at = ?, latest_at = ?, attempts = ?, owner = NULL WHERE ${held}`;
const giveBack = `UPDATE job SET state = 1, attempts = attempts - 1, owner = NULL WHERE ${held}`;
const bury = `UPDATE job SET state = 3, failed_at = ?, error = ?, owner = NULL WHERE ${held}`;
const timing = `SELECT every_ms, offset_ms FROM job WHERE ${held}`;

/** Writes how a run ended, if the lease is still this owner's; false when another one took the job over meanwhile. */
export function settle(db: Db, owner: string, { job, outcome }: Settlement, { now, trueNow }: Moment): boolean {
  const lease = [job.seq, owner, job.lease];
  const changed = (sql: string, ...values: (string | number)[]): boolean =>
    Number(statement(db, sql).run(...values, ...lease).changes) > 0;
  const waitFor = (ms: number, attempts: number): boolean => {
    const whole = Math.max(0, Math.ceil(ms));
    return changed(wait, now + whole, trueNow + whole, attempts);
  };

  let repeat: { every_ms: number; offset_ms: number } | undefined;
  if (job.repeating === 1) {
    repeat = statement(db, timing).get(...lease) as typeof repeat;
    if (repeat === undefined) return false;
    if (repeat.every_ms === 0) return changed(remove);
  }
  switch (outcome.kind) {
    case 'done':
    case 'dead':
      // A repeat outlives its failures: the next run is its next attempt.
      if (repeat !== undefined) return waitFor(nextRun(repeat.every_ms, repeat.offset_ms, now) - now, 0);
      if (outcome.kind === 'dead') return changed(bury, trueNow, outcome.error);
      if (!changed(remove)) return false;
      statement(db, remember).run(job.id, trueNow);
      return true;
    case 'again':
      return waitFor(outcome.inMs, 0);
    case 'retry':
      return waitFor(outcome.inMs, job.attempts);
    case 'returned':
      return changed(giveBack);
  }
}

const oldest = 'SELECT id FROM job_done WHERE done_at < ? ORDER BY done_at LIMIT 1000';

/** Forgets ids that finished before `before` (true time, ms), a bounded number at a time. */
export function forget(db: Db, before: number): void {
  statement(db, `DELETE FROM job_done WHERE id IN (${oldest})`).run(before);
}
