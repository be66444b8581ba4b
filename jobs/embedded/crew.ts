import type { JobDefinition, JobResult } from '../../src/app/ports/jobs.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { definitionsByName, LAST_URGENT, placesForUrgent } from '../requests.ts';
import { backoff } from '../timing.ts';
import type { Claimed } from './claims.ts';
import type { Outcome, Settlement } from './settle.ts';
import { readPayload, type Seal } from './payload.ts';

/** One job in hand. */
export interface Running {
  readonly job: Claimed;
  readonly abort: AbortController;
}

export interface CrewOptions {
  readonly definitions: readonly JobDefinition[];
  readonly concurrency: number;
  readonly log: Log;
  readonly seal: Seal | undefined;
  /** Called when a run ended and its outcome waits to be written. */
  readonly onEnded: () => void;
}

/** The running handlers of one queue, the room that is left, and the outcomes that wait to be written. */
export class Crew {
  readonly #options: CrewOptions;
  readonly #definitions: ReadonlyMap<string, JobDefinition>;
  readonly #reserve: number;
  readonly #running = new Set<Running>();
  readonly #handlers = new Set<Promise<void>>();
  #ended: Settlement[] = [];
  #dismissed = false;
  /** JSON array of the names that this crew has definitions for. */
  readonly names: string;

  constructor(options: CrewOptions) {
    const { definitions, concurrency } = options;
    this.#options = options;
    this.#definitions = definitionsByName(definitions, concurrency);
    this.#reserve = placesForUrgent(concurrency);
    this.names = JSON.stringify([...this.#definitions.keys()]);
  }

  /** How many more jobs fit, and how many of them may be other than urgent. */
  get room(): { readonly total: number; readonly others: number } {
    const { concurrency } = this.#options;
    let others = 0;
    for (const { job } of this.#running) if (job.priority > LAST_URGENT) others += 1;
    return { total: concurrency - this.#running.size, others: concurrency - this.#reserve - others };
  }

  /** Every job in hand. */
  get running(): readonly Running[] {
    return [...this.#running];
  }

  /** Whether outcomes wait to be written. */
  get hasEnded(): boolean {
    return this.#ended.length > 0;
  }

  /** Takes a place for a job whose lease is being written. */
  admit(job: Claimed): Running {
    const running = { job, abort: new AbortController() };
    this.#running.add(running);
    return running;
  }

  /** Gives the place back: the lease was not written. */
  release(running: Running): void {
    this.#running.delete(running);
  }

  /** The outcomes that wait to be written; the caller puts them back if it cannot. */
  takeEnded(): Settlement[] {
    return this.#ended.splice(0);
  }

  putBack(settlements: readonly Settlement[]): void {
    this.#ended.unshift(...settlements);
  }

  /** Runs the handler of a job whose lease is durable. */
  start(running: Running): void {
    const handler = this.#run(running).then((outcome) => {
      this.#handlers.delete(handler);
      this.#running.delete(running);
      if (this.#dismissed) return;
      this.#ended.push({ job: running.job, outcome });
      this.#options.onEnded();
    });
    this.#handlers.add(handler);
  }

  /** Resolves when no handler runs any more, or after `ms`. */
  async idle(ms: number): Promise<void> {
    if (this.#handlers.size === 0 || ms <= 0) return;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
    await Promise.race([Promise.all(this.#handlers), timeout]);
    clearTimeout(timer);
  }

  abortAll(): void {
    for (const { abort } of this.#running) abort.abort();
  }

  /** Lets go of what still runs: what it ends with is not written any more. Returns those jobs, to be given back. */
  dismiss(): Settlement[] {
    this.#dismissed = true;
    const left = this.running.map(({ job }): Settlement => ({ job, outcome: { kind: 'returned' } }));
    this.#running.clear();
    return left;
  }

  async #run({ job, abort }: Running): Promise<Outcome> {
    const definition = this.#definitions.get(job.name);
    if (definition === undefined) return { kind: 'returned' };
    const { log, seal } = this.#options;
    try {
      const payload = readPayload(job.id, job.payload, seal);
      const context = { id: job.id, attempt: job.attempts, signal: abort.signal };
      const result: JobResult = await definition.handle(payload, context);
      return result === undefined ? { kind: 'done' } : { kind: 'again', inMs: result.againInMs };
    } catch (error) {
      if (abort.signal.aborted) return { kind: 'returned' };
      const { attempts } = definition.retry;
      const fields = { job: job.id, name: job.name, attempt: job.attempts, attempts, error };
      if (job.attempts >= attempts) {
        log.error(
          fields,
          job.repeating === 1 ? 'A repeating job failed; its next run is due as usual.' : 'A job failed for good.',
        );
        return { kind: 'dead', error: error instanceof Error ? error.name : typeof error };
      }
      const inMs = backoff(definition.retry, job.attempts, Math.random());
      log.warn({ ...fields, inMs }, 'A job failed and is tried again.');
      return { kind: 'retry', inMs };
    }
  }
}
