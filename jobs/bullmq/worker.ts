import { Worker, type Job } from 'bullmq';
import type { JobDefinition } from '../../src/app/ports/jobs.ts';
import { definitionsByName, placesForUrgent } from '../requests.ts';
import { followClock } from './clock-shift.ts';
import { WorkConnection, type Line } from './connection.ts';
import { Door } from './door.ts';
import { LANES, type Lane, type StoredJob } from './lanes.ts';
import type { Moment } from './moment.ts';
import type { BullJobsOptions } from './options.ts';
import { readPlan } from './repeats.ts';
import { Run, type RunParts } from './run.ts';

/** Closing waits this long for Redis to take back what was in hand; after that other workers take it over. */
const CLOSE_MS = 1_000;
/** After Redis was away, a worker asks again after this time (BullMQ's own is 15 s). */
const ASK_AGAIN_MS = 500;

interface WorkOptions extends BullJobsOptions {
  readonly prefix: string;
  readonly line: Line;
  readonly moment: () => Moment;
  readonly definitions: readonly JobDefinition[];
  readonly concurrency: number;
}

/** The workers of one process, one for each lane; a door keeps their number at once and lets urgent jobs go first. */
export class Crew {
  readonly #options: WorkOptions;
  readonly #redis: WorkConnection;
  readonly #door: Door;
  readonly #workers: readonly Worker<StoredJob>[];
  readonly #parts: RunParts;
  readonly #running = new Set<Promise<void>>();
  readonly #toldUnknown = new Set<string>();
  readonly #clockTimer: NodeJS.Timeout;
  #dismiss = (): void => {};
  #stopped: Promise<void> | undefined;

  constructor(options: WorkOptions) {
    const { prefix, line, log, moment, concurrency, url } = options;
    this.#options = options;
    const definitions = definitionsByName(options.definitions, concurrency);
    const reserve = placesForUrgent(concurrency);
    this.#redis = new WorkConnection(url);
    this.#door = new Door(concurrency, reserve, () =>
      line.use(async (_, { urgent }) => (await urgent.getJobCountByTypes('wait', 'prioritized')) > 0),
    );
    const dismissed = new Promise<void>((resolve) => (this.#dismiss = resolve));
    const onUnknown = (name: string): void => this.#tellUnknown(name);
    const plan = (id: string) => readPlan(this.#redis, prefix, id);
    this.#parts = { definitions, log, moment, readPlan: plan, dismissed, onUnknown };
    this.#workers = LANES.map((lane) => this.#employ(lane, lane === 'urgent' ? concurrency : concurrency - reserve));
    this.#followClock();
    this.#clockTimer = setInterval(() => this.#followClock(), options.pollMs ?? 5_000);
  }

  /** Takes no more jobs, waits for the running ones, aborts them, waits again, gives back what is left. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    clearInterval(this.#clockTimer);
    const ended = Promise.all(this.#workers.map((worker) => worker.pause()));
    this.#door.close();
    await this.#idle(this.#options.graceMs ?? 3_000);
    for (const worker of this.#workers) worker.cancelAllJobs();
    await this.#idle(this.#options.abortMs ?? 2_000);
    this.#dismiss();
    await within(ended, CLOSE_MS);
    // By force, since nothing runs any more: without it a worker that cannot reach Redis would never end.
    await within(Promise.all(this.#workers.map((worker) => worker.close(true))), CLOSE_MS);
    this.#redis.hangUp();
  }

  #employ(lane: Lane, concurrency: number): Worker<StoredJob> {
    const { prefix, log } = this.#options;
    const leaseMs = this.#options.leaseMs ?? 10_000;
    const worker = new Worker<StoredJob>(
      lane,
      (job, token, signal) => this.#process(lane, job, token ?? '', signal ?? new AbortController().signal),
      {
        connection: this.#redis,
        prefix,
        concurrency,
        lockDuration: leaseMs,
        stalledInterval: Math.ceil(leaseMs / 2),
        // A job whose worker died is taken over as often as that happens: it is not the job's fault.
        maxStalledCount: Number.MAX_SAFE_INTEGER,
        runRetryDelay: ASK_AGAIN_MS,
        drainDelay: 5,
      },
    );
    worker.on('error', (error) => {
      // What the network says is told by the other connection.
      if (this.#redis.status === 'ready' && !('code' in error))
        log.warn({ error: error.message, lane }, 'A worker had trouble with Redis.');
    });
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) worker.cancelJob(id);
    });
    return worker;
  }

  async #process(lane: Lane, job: Job<StoredJob>, token: string, signal: AbortSignal): Promise<void> {
    const run = new Run(this.#parts, lane, job, token, signal);
    const urgent = lane === 'urgent';
    if (!(await this.#door.enter(urgent))) return run.giveBack();
    const taken = run.take();
    const settled = taken.catch(() => {});
    this.#running.add(settled);
    try {
      await taken;
    } finally {
      this.#running.delete(settled);
      this.#door.leave(urgent);
    }
  }

  async #idle(ms: number): Promise<void> {
    if (this.#running.size > 0 && ms > 0) await within(Promise.all(this.#running), ms);
  }

  #followClock(): void {
    const { line, prefix, moment, log } = this.#options;
    void line
      .use((redis, queues) => followClock(redis, queues, prefix, moment))
      .then(({ changed }) => {
        if (changed > 0) log.info({ jobs: changed }, 'The business clock was shifted; waiting jobs follow it.');
      })
      // Redis is away, or slow: the next look does it.
      .catch(() => {});
  }

  #tellUnknown(name: string): void {
    if (this.#toldUnknown.has(name)) return;
    this.#toldUnknown.add(name);
    this.#options.log.error({ name }, 'Jobs wait that no definition is known for; they are kept.');
  }
}

/** Resolves with the promise, however it ends, or after `ms`. */
async function within(promise: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([promise.catch(() => {}), late]);
  clearTimeout(timer);
}
