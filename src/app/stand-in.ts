import type { JobDefinition, JobRequest } from './ports/jobs.ts';
import type { Log } from './ports/log.ts';

/** At once: acknowledging clicks goes on meanwhile, and needs the rest. */
const AT_ONCE = 8;
/** More than this is left to the outbox, which is worked off when the queue is back. */
const WAITING = 2_000;
/** A job that asks for another run soon gets it here; one that asks for it later, or too often, is left to the outbox. */
const SOON_MS = 2_000;
const RUNS = 30;

export interface StandIn {
  /** What does the jobs. Until it is given, everything is left to the outbox. */
  employ(definitions: readonly JobDefinition[]): void;
  /** Does these in this process, soon; `onDone` gets each that was done. What fails is left to the outbox. */
  take(jobs: readonly JobRequest[], onDone: (id: string) => Promise<void>): void;
  /** Whether a job is being done, or waits for it, in this process. */
  has(id: string): boolean;
  stop(): Promise<void>;
}

/**
 * Does the work of a click in the process that took the click, while the job queue cannot be reached. At least once, as
 * in the queue: what it had begun is done again where it could not be noted as done.
 */
export function createStandIn(log: Log): StandIn {
  const byName = new Map<string, JobDefinition>();
  const waiting: { readonly job: JobRequest; readonly onDone: (id: string) => Promise<void> }[] = [];
  const inHand = new Set<string>();
  const running = new Set<Promise<void>>();
  const stopping = new AbortController();

  async function isDone({ id, name, payload }: JobRequest): Promise<boolean> {
    const definition = byName.get(name);
    if (!definition) return false;
    for (let run = 0; run < RUNS && !stopping.signal.aborted; run++) {
      const result = await definition.handle(payload, { id, attempt: 1, signal: stopping.signal });
      if (!result) return true;
      if (result.againInMs > SOON_MS) return false;
      await new Promise((resolve) => setTimeout(resolve, result.againInMs));
    }
    return false;
  }

  async function run(job: JobRequest, onDone: (id: string) => Promise<void>): Promise<void> {
    try {
      if (await isDone(job)) await onDone(job.id);
    } catch (error) {
      log.warn({ error, job: job.id, name: job.name }, 'A job could not be done without the queue; it waits for it');
    }
  }

  function next(): void {
    while (running.size < AT_ONCE && !stopping.signal.aborted) {
      const one = waiting.shift();
      if (!one) return;
      const done = run(one.job, one.onDone).finally(() => {
        running.delete(done);
        inHand.delete(one.job.id);
        next();
      });
      running.add(done);
    }
  }

  return {
    employ(definitions) {
      for (const definition of definitions) byName.set(definition.name, definition);
    },
    take(jobs, onDone) {
      if (byName.size === 0) return;
      for (const job of jobs) {
        if (waiting.length >= WAITING || inHand.has(job.id)) continue;
        inHand.add(job.id);
        waiting.push({ job, onDone });
      }
      next();
    },
    has: (id) => inHand.has(id),
    async stop() {
      stopping.abort();
      waiting.length = 0;
      await Promise.all(running);
    },
  };
}
