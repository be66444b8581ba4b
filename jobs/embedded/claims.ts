import { LAST_URGENT } from '../requests.ts';
import { statement, type Db } from './database.ts';
import type { Moment } from './intake.ts';
import { isGone, type Owner } from './owners.ts';

/** A job as the worker holds it. */
export interface Claimed {
  readonly seq: number;
  readonly id: string;
  readonly repeating: number;
  readonly name: string;
  readonly payload: string | Uint8Array;
  readonly priority: number;
  readonly run_at: number;
  readonly attempts: number;
  readonly lease: number;
}

/** Who takes jobs, and until when (true time, ms). */
export interface Lease {
  readonly owner: string;
  /** Never used before by this owner. */
  readonly lease: number;
  readonly until: number;
}

/** Makes delayed jobs ready whose time has come. */
export function promote(db: Db, { now, trueNow }: Moment): void {
  statement(db, 'UPDATE job SET state = 1 WHERE state = 0 AND run_at <= ?').run(now);
  statement(db, 'UPDATE job SET state = 1 WHERE state = 0 AND latest_at IS NOT NULL AND latest_at <= ?').run(trueNow);
}

const take = (priorities: string): string => `
UPDATE job SET state = 2, attempts = attempts + 1, owner = ?1, lease = ?2, leased_at = ?3, lease_until = ?4
WHERE seq IN (
  SELECT seq FROM job
  WHERE state = 1 AND ${priorities} AND name IN (SELECT value FROM json_each(?5))
  ORDER BY priority, run_at, seq LIMIT ?6)
RETURNING seq, id, repeating, name, payload, priority, run_at, attempts, lease`;
const takeUrgent = take(`priority <= ${LAST_URGENT}`);
const takeOthers = take(`priority > ${LAST_URGENT}`);

/**
 * Leases ready jobs, the first in order of priority, time and sequence.
 * @param names JSON array of the names that the worker has definitions for
 * @param room how many to take at most, and how many of them may be other than urgent
 */
export function claim(
  db: Db,
  lease: Lease,
  names: string,
  room: { readonly total: number; readonly others: number },
  { trueNow }: Moment,
): Claimed[] {
  const taken: Claimed[] = [];
  const run = (sql: string, limit: number): void => {
    if (limit <= 0) return;
    const rows = statement(db, sql).all(lease.owner, lease.lease, trueNow, lease.until, names, limit) as Claimed[];
    taken.push(...rows);
  };
  run(takeUrgent, room.total);
  run(takeOthers, Math.min(room.total - taken.length, room.others));
  return taken.sort((a, b) => a.priority - b.priority || a.run_at - b.run_at || a.seq - b.seq);
}

/** Prolongs the leases that are still ours; returns the `seq` of those. */
export function renew(
  db: Db,
  owner: string,
  held: readonly Claimed[],
  until: number,
  { trueNow }: Moment,
): Set<number> {
  const sql = 'UPDATE job SET lease_until = ?, leased_at = ? WHERE seq = ? AND state = 2 AND owner = ? AND lease = ?';
  const ours = held.filter(({ seq, lease }) => {
    return Number(statement(db, sql).run(until, trueNow, seq, owner, lease).changes) > 0;
  });
  return new Set(ours.map(({ seq }) => seq));
}

/** Owners of running jobs whose process is gone. */
export function goneOwners(db: Db, self: Owner, startedAt: number): string[] {
  const sql = 'SELECT owner, max(leased_at) AS leased_at FROM job WHERE state = 2 GROUP BY owner';
  const owners = statement(db, sql).all() as { owner: string; leased_at: number }[];
  return owners.filter(({ owner, leased_at }) => isGone(owner, self, leased_at, startedAt)).map(({ owner }) => owner);
}

const release = (which: string): string => `UPDATE job SET state = 1, owner = NULL WHERE state = 2 AND ${which}`;

/** Makes jobs ready again whose owner is gone or whose lease is over; returns how many. */
export function takeOver(db: Db, self: Owner, startedAt: number, { trueNow }: Moment): number {
  let count = 0;
  for (const owner of goneOwners(db, self, startedAt)) {
    count += Number(statement(db, release('owner = ?')).run(owner).changes);
  }
  count += Number(statement(db, release('lease_until <= ?')).run(trueNow).changes);
  if (count > 0) statement(db, 'DELETE FROM job WHERE state = 1 AND every_ms = 0').run();
  return count;
}

/** Whether a turn would find anything to do; reads only, so that an idle worker never takes the write lock. */
export function hasWork(db: Db, names: string, self: Owner, startedAt: number, { now, trueNow }: Moment): boolean {
  const ready = 'SELECT 1 FROM job WHERE state = 1 AND name IN (SELECT value FROM json_each(?)) LIMIT 1';
  const due = 'SELECT 1 FROM job WHERE state = 0 AND run_at <= ? LIMIT 1';
  const late = 'SELECT 1 FROM job WHERE state = 0 AND latest_at IS NOT NULL AND latest_at <= ? LIMIT 1';
  const over = 'SELECT 1 FROM job WHERE state = 2 AND lease_until <= ? LIMIT 1';
  return (
    statement(db, ready).get(names) !== undefined ||
    statement(db, due).get(now) !== undefined ||
    statement(db, late).get(trueNow) !== undefined ||
    statement(db, over).get(trueNow) !== undefined ||
    goneOwners(db, self, startedAt).length > 0
  );
}

/** How long (ms) until the next delayed job is due; undefined when none waits. */
export function nextDueIn(db: Db, { now, trueNow }: Moment): number | undefined {
  const first = 'SELECT min(run_at) AS at FROM job WHERE state = 0';
  const latest = 'SELECT min(latest_at) AS at FROM job WHERE state = 0 AND latest_at IS NOT NULL';
  const byBusiness = (statement(db, first).get() as { at: number | null }).at;
  const byTruth = (statement(db, latest).get() as { at: number | null }).at;
  if (byBusiness === null) return undefined;
  return Math.min(byBusiness - now, byTruth === null ? Infinity : byTruth - trueNow);
}

/** Names of ready jobs that no definition is known for. */
export function unknownNames(db: Db, names: string): string[] {
  const sql =
    'SELECT DISTINCT name FROM job WHERE state = 1 AND name NOT IN (SELECT value FROM json_each(?)) ORDER BY name';
  return (statement(db, sql).all(names) as { name: string }[]).map(({ name }) => name);
}
