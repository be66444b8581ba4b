import type { Redis } from 'ioredis';
import type { JobDefinition, JobQueue, JobRequest } from '../../src/app/ports/jobs.ts';
import { checkRepeat, checkRequest } from '../requests.ts';
import { noteClock } from './clock-shift.ts';
import { Line } from './connection.ts';
import { placeOf, type Queues, type StoredJob } from './lanes.ts';
import { momentOf } from './moment.ts';
import type { BullJobsOptions } from './options.ts';
import { dropRepeats, setRepeats } from './repeats.ts';
import { Crew } from './worker.ts';

/** Is there as long as Redis has what it was given. */
const memoryKey = (prefix: string): string => `${prefix}:memory`;
const HOUR_MS = 3_600_000;
/** At most so many ids of finished jobs are known in each lane, however young they are. */
const FINISHED_KEPT = 100_000;
/** Many repeats take their time; they are set by nobody who waits. */
const REPEATS_MS = 60_000;

/**
 * The job queue on Redis, through BullMQ, for any number of processes. While Redis is away nothing waits for it: calls
 * reject with `RedisAway` within a bounded time, and workers go on when it is back.
 */
export function createBullJobs(options: BullJobsOptions): JobQueue {
  const { url, clock, log, prefix = 'pitcrew', answerMs = 3_000, keepFinishedMs = HOUR_MS } = options;
  const line = new Line({ url, prefix, log, answerMs });
  const moment = () => momentOf(clock);
  let crew: Crew | undefined;
  let noted = false;

  /** Delays are computed by the clock as it is now; whoever finds it shifted later computes them anew. */
  async function note(redis: Redis): Promise<void> {
    if (noted) return;
    await noteClock(redis, prefix, moment());
    noted = true;
  }

  async function add(queues: Queues, jobs: readonly JobRequest[]): Promise<void> {
    const { now } = moment();
    const timed = jobs.map((job) => ({ job, runAt: job.runAt === undefined ? undefined : Date.parse(job.runAt) }));
    // Within one priority BullMQ keeps the order in which jobs came: those that are longer due come first.
    timed.sort((a, b) => (a.runAt ?? now) - (b.runAt ?? now));
    for (const lane of ['urgent', 'plain'] as const) {
      const bulk = timed.flatMap(({ job: { id, name, payload, priority }, runAt }) => {
        const place = placeOf(priority);
        if (place.lane !== lane) return [];
        const data: StoredJob = { payload, ...(runAt === undefined ? {} : { runAt }) };
        const opts = {
          jobId: id,
          priority: place.within,
          delay: Math.max(0, (runAt ?? now) - now),
          removeOnComplete: { age: Math.ceil(keepFinishedMs / 1000), count: FINISHED_KEPT },
          stackTraceLimit: 0,
        };
        return [{ name, data, opts }];
      });
      if (bulk.length > 0) await queues[lane].addBulk(bulk);
    }
  }

  return {
    async enqueue(jobs) {
      if (jobs.length === 0) return;
      jobs.forEach(checkRequest);
      await line.use(async (redis, queues) => {
        await note(redis);
        await add(queues, jobs);
      });
    },
    async schedule(repeats) {
      if (repeats.length === 0) return;
      repeats.forEach(checkRepeat);
      await line.use(async (redis, queues) => {
        await note(redis);
        await setRepeats(redis, queues, prefix, repeats, moment);
      }, REPEATS_MS);
    },
    async unschedule(ids) {
      if (ids.length === 0) return;
      await line.use((redis, queues) => dropRepeats(redis, queues, prefix, ids), REPEATS_MS);
    },
    work(definitions: readonly JobDefinition[], concurrency: number) {
      if (crew !== undefined) throw new Error('This job queue works already: work() is called once.');
      crew = new Crew({ ...options, prefix, line, moment, definitions, concurrency });
    },
    async stop() {
      await crew?.stop();
    },
    memory: {
      isWhole: () => line.use(async (redis) => (await redis.exists(memoryKey(prefix))) === 1),
      note: () => line.use(async (redis) => void (await redis.set(memoryKey(prefix), '1'))),
    },
    async counts() {
      return line.use(async (_, { urgent, plain, repeats }) => {
        const each = await Promise.all([urgent.getJobCounts(), plain.getJobCounts(), repeats.getJobCounts()]);
        const sum = (...states: string[]): number =>
          each.reduce((total, of) => total + states.reduce((some, state) => some + (of[state] ?? 0), 0), 0);
        // A repeat that waits for its next time is not counted.
        const between = each[2]?.['delayed'] ?? 0;
        return {
          waiting: sum('waiting', 'prioritized', 'delayed', 'paused') - between,
          running: sum('active'),
          failed: sum('failed'),
        };
      });
    },
    close() {
      line.close();
      return Promise.resolve();
    },
  };
}
