import type { JobRequest, Repeat } from '../../src/app/ports/jobs.ts';
import { DEFAULT_PRIORITY } from '../requests.ts';
import { nextRun } from '../timing.ts';
import { statement, type Db } from './database.ts';
import { writePayload, type Seal } from './payload.ts';
import { STATE } from './schema.ts';

/** Business and true time of one write, in ms. */
export interface Moment {
  readonly now: number;
  readonly trueNow: number;
}

const addJob = `
INSERT INTO job (id, name, payload, priority, state, run_at)
SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE NOT EXISTS (SELECT 1 FROM job_done WHERE id = ?1)
ON CONFLICT (id, repeating) DO NOTHING`;

/** Adds the jobs whose ids are not known yet, neither as a job nor as one that finished lately. */
export function addJobs(db: Db, jobs: readonly JobRequest[], { now }: Moment, seal: Seal | undefined): void {
  const add = statement(db, addJob);
  for (const { id, name, payload, priority, runAt } of jobs) {
    const at = runAt === undefined ? now : Date.parse(runAt);
    const state = at <= now ? STATE.ready : STATE.delayed;
    add.run(id, name, writePayload(id, payload, seal), priority ?? DEFAULT_PRIORITY, state, at);
  }
}

const addRepeat = `
INSERT INTO job (id, repeating, name, payload, priority, state, run_at, latest_at, every_ms, offset_ms)
VALUES (?1, 1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8) ON CONFLICT (id, repeating) DO NOTHING`;
const changeRepeat = `UPDATE job SET name = ?2, payload = ?3, every_ms = ?4, offset_ms = ?5 WHERE id = ?1 AND repeating = 1`;
const retimeRepeat = `
UPDATE job SET run_at = ?2, latest_at = ?3, attempts = 0
WHERE id = ?1 AND repeating = 1 AND state = 0 AND (every_ms <> ?4 OR offset_ms <> ?5)`;

/** Sets repeats. One that stays as it was keeps its next run, also one that was missed; one that runs now runs on. */
export function setRepeats(db: Db, repeats: readonly Repeat[], moment: Moment, seal: Seal | undefined): void {
  const { now, trueNow } = moment;
  for (const { id, name, payload, everyMs, offsetMs } of repeats) {
    const stored = writePayload(id, payload, seal);
    const next = nextRun(everyMs, offsetMs, now);
    const latest = trueNow + next - now;
    const values = [id, name, stored, DEFAULT_PRIORITY, next, latest, everyMs, offsetMs];
    const { changes } = statement(db, addRepeat).run(...values);
    if (Number(changes) > 0) continue;
    statement(db, retimeRepeat).run(id, next, latest, everyMs, offsetMs);
    statement(db, changeRepeat).run(id, name, stored, everyMs, offsetMs);
  }
}

/** Ends repeats. One that runs at the moment finishes and is dropped then: `every_ms` 0 marks it. */
export function dropRepeats(db: Db, ids: readonly string[]): void {
  for (const id of ids) {
    statement(db, 'DELETE FROM job WHERE id = ? AND repeating = 1 AND state <> 2').run(id);
    statement(db, 'UPDATE job SET every_ms = 0 WHERE id = ? AND repeating = 1').run(id);
  }
}
