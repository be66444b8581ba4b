import { DelayedError, UnrecoverableError, WaitingError, type Job } from 'bullmq';
import type { JobDefinition, JobRequest } from '../../src/app/ports/jobs.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { backoff } from '../timing.ts';
import type { Lane, StoredJob } from './lanes.ts';
import { nextTurn, type Plan } from './repeats.ts';
import type { Moment } from './moment.ts';

/** A job of no known definition is looked at again after about this time, by whoever takes it then. */
const UNKNOWN_MS = 500;

export interface RunParts {
  readonly definitions: ReadonlyMap<string, JobDefinition>;
  readonly log: Log;
  readonly moment: () => Moment;
  readonly readPlan: (id: string) => Promise<Plan | undefined>;
  /** Resolves when what still runs is let go of. */
  readonly dismissed: Promise<void>;
  /** A job was found that no definition is known for. */
  readonly onUnknown: (name: string) => void;
}

type Outcome =
  | { readonly kind: 'done' | 'returned' }
  | { readonly kind: 'again'; readonly inMs: number }
  | { readonly kind: 'failed'; readonly error: unknown };

/** One job in the hands of a worker: runs its handler and says to BullMQ how it ended. */
export class Run {
  readonly #parts: RunParts;
  readonly #lane: Lane;
  readonly #job: Job<StoredJob>;
  readonly #token: string;
  readonly #signal: AbortSignal;

  constructor(parts: RunParts, lane: Lane, job: Job<StoredJob>, token: string, signal: AbortSignal) {
    this.#parts = parts;
    this.#lane = lane;
    this.#job = job;
    this.#token = token;
    this.#signal = signal;
  }

  get #id(): string {
    return this.#job.id ?? '';
  }

  /** Returns when the job is finished; throws what tells BullMQ that it waits, or that it failed for good. */
  async take(): Promise<void> {
    const { definitions, onUnknown } = this.#parts;
    const plan = this.#lane === 'repeats' ? await this.#parts.readPlan(this.#id) : undefined;
    if (this.#lane === 'repeats' && plan === undefined) return;
    const name = plan?.name ?? this.#job.name;
    const definition = definitions.get(name);
    if (definition === undefined) {
      onUnknown(name);
      return this.#wait(UNKNOWN_MS * (0.5 + Math.random()), this.#job.data);
    }
    const outcome = await this.#handle(definition, plan?.payload ?? this.#job.data.payload);
    switch (outcome.kind) {
      case 'returned':
        return this.giveBack();
      case 'again':
        return this.#wait(outcome.inMs, { ...this.#job.data, failures: undefined });
      case 'failed':
        return this.#failed(definition, outcome.error);
      case 'done':
        return this.#lane === 'repeats' ? this.#untilNextTurn() : undefined;
    }
  }

  /** Not finished, and nobody's fault: it waits again at the front, as if it had not been tried. */
  async giveBack(): Promise<never> {
    await this.#move(() => this.#job.moveToWait(this.#token));
    throw new WaitingError();
  }

  async #handle(definition: JobDefinition, payload: JobRequest['payload']): Promise<Outcome> {
    const context = { id: this.#id, attempt: (this.#job.data.failures ?? 0) + 1, signal: this.#signal };
    const handled = definition
      .handle(payload, context)
      .then((result): Outcome => (result === undefined ? { kind: 'done' } : { kind: 'again', inMs: result.againInMs }))
      .catch((error: unknown): Outcome => (this.#signal.aborted ? { kind: 'returned' } : { kind: 'failed', error }));
    const dismissed = this.#parts.dismissed.then((): Outcome => ({ kind: 'returned' }));
    return Promise.race([handled, dismissed]);
  }

  async #failed({ name, retry }: JobDefinition, error: unknown): Promise<void> {
    const { log } = this.#parts;
    const attempt = (this.#job.data.failures ?? 0) + 1;
    const fields = { job: this.#id, name, attempt, attempts: retry.attempts, error };
    if (attempt < retry.attempts) {
      const inMs = backoff(retry, attempt, Math.random());
      log.warn({ ...fields, inMs }, 'A job failed and is tried again.');
      return this.#wait(inMs, { ...this.#job.data, failures: attempt });
    }
    if (this.#lane === 'repeats') {
      log.error(fields, 'A repeating job failed; its next run is due as usual.');
      return this.#untilNextTurn();
    }
    log.error(fields, 'A job failed for good.');
    // The kind of the failure only: a message may hold something personal.
    const told = new UnrecoverableError(error instanceof Error ? error.name : typeof error);
    told.stack = '';
    throw told;
  }

  async #untilNextTurn(): Promise<void> {
    const plan = await this.#parts.readPlan(this.#id);
    if (plan === undefined) return;
    const { runAt, inMs } = nextTurn(plan, this.#parts.moment());
    return this.#wait(inMs, { payload: {}, runAt });
  }

  async #wait(inMs: number, data: StoredJob): Promise<never> {
    await this.#move(async () => {
      if (JSON.stringify(data) !== JSON.stringify(this.#job.data)) await this.#job.updateData(data);
      await this.#job.moveToDelayed(Date.now() + Math.max(0, Math.ceil(inMs)), this.#token);
    });
    throw new DelayedError();
  }

  /** A move fails when the lock has passed to another worker: then the job is that one's, and all is well. */
  async #move(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch {
      this.#parts.log.warn(
        { job: this.#id, name: this.#job.name },
        'A job outran its lease; another worker has it now.',
      );
    }
  }
}
