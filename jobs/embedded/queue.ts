import type { JobDefinition, JobQueue } from '../../src/app/ports/jobs.ts';
import { checkRepeat, checkRequest } from '../requests.ts';
import { counts } from './counts.ts';
import { statement, type Db } from './database.ts';
import { addJobs, dropRepeats, setRepeats, type Moment } from './intake.ts';
import { parseOwner } from './owners.ts';
import type { EmbeddedJobsOptions } from './options.ts';
import { createTables } from './schema.ts';
import { Worker } from './worker.ts';

/**
 * The job queue on an SQLite file, for one or several processes of one machine. A job enqueued here starts here with
 * the commit that stored it; jobs of other processes are found by polling. Throws a TypeError for a malformed owner.
 */
export function createEmbeddedJobs(options: EmbeddedJobsOptions): JobQueue {
  const { db, clock, seal } = options;
  const self = parseOwner(options.owner);
  const moment = (): Moment => ({ now: clock.now().getTime(), trueNow: clock.trueNow().getTime() });

  let tables: Promise<void> | undefined;
  const ready = (): Promise<void> => {
    tables ??= db.write(createTables).catch((error: unknown) => {
      tables = undefined;
      throw error;
    });
    return tables;
  };

  let worker: Worker | undefined;
  /** Writes, and lets the worker take what is due now in the same commit. */
  const write = async (change: (db: Db) => void): Promise<void> => {
    await ready();
    if (worker === undefined) await db.write(change);
    else await worker.write(change);
  };

  return {
    async enqueue(jobs) {
      if (jobs.length === 0) return;
      jobs.forEach(checkRequest);
      await write((connection) => addJobs(connection, jobs, moment(), seal));
    },
    async schedule(repeats) {
      if (repeats.length === 0) return;
      repeats.forEach(checkRepeat);
      await write((connection) => setRepeats(connection, repeats, moment(), seal));
    },
    async unschedule(ids) {
      if (ids.length === 0) return;
      await write((connection) => dropRepeats(connection, ids));
    },
    work(definitions: readonly JobDefinition[], concurrency: number) {
      if (worker !== undefined) throw new Error('This job queue works already: work() is called once.');
      worker = new Worker({ ...options, self, moment, ready, definitions, concurrency });
      worker.begin();
    },
    async stop() {
      await worker?.stop();
    },
    memory: {
      async isWhole() {
        await ready();
        return db.read((connection) => statement(connection, 'SELECT 1 FROM job_memory').get() !== undefined);
      },
      async note() {
        await write((connection) => void statement(connection, 'INSERT OR IGNORE INTO job_memory VALUES (1)').run());
      },
    },
    async counts() {
      await ready();
      return db.read(counts);
    },
  };
}
