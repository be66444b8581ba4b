import type { Instant } from '../../domain/ids.ts';

export interface JobRequest {
  /** Which definition does it. */
  readonly name: string;
  /** Deterministic: the same id is added once. Without `:` and not a bare number, so that every driver takes it. */
  readonly id: string;
  /** Ids only, never anything personal. */
  readonly payload: Readonly<Record<string, string | number>>;
  /** Not before this instant of business time. */
  readonly runAt?: Instant | undefined;
  /** Lower goes first (default 2). */
  readonly priority?: number | undefined;
}

export interface Repeat {
  readonly id: string;
  readonly name: string;
  readonly payload: Readonly<Record<string, string | number>>;
  readonly everyMs: number;
  /** Within the interval, stable, so that many repeats spread evenly. */
  readonly offsetMs: number;
}

export interface JobContext {
  readonly id: string;
  /** 1 for the first try. A job taken over from a dead process may show 1 again: handlers must be safe to repeat. */
  readonly attempt: number;
  /** Aborts when the driver stops. */
  readonly signal: AbortSignal;
}

/** What a handler answers: finished, or again after a while (which is no failure). Throwing is a failure: retried by the definition's policy. */
export type JobResult = void | { readonly againInMs: number };

export interface JobDefinition {
  readonly name: string;
  readonly retry: { readonly attempts: number; readonly backoffMs: number; readonly maxBackoffMs: number };
  /** Safe to repeat. */
  handle(payload: Readonly<Record<string, string | number>>, context: JobContext): Promise<JobResult>;
}

/** Whether the place where the jobs lie still is the one that they were put into. */
export interface JobMemory {
  /** False where it is new, or was emptied: what lay there is gone. */
  isWhole(): Promise<boolean>;
  /** Notes that everything which should lie there does. Durable when it resolves. */
  note(): Promise<void>;
}

/** Leased, durable jobs; at least once. */
export interface JobQueue {
  /** Durable when it resolves. Jobs whose id is already known (waiting, running or failed for good) are left as they are. */
  enqueue(jobs: readonly JobRequest[]): Promise<void>;
  /** Sets or replaces a repeating job. */
  schedule(repeats: readonly Repeat[]): Promise<void>;
  unschedule(ids: readonly string[]): Promise<void>;
  /** Starts working. Called once. */
  work(definitions: readonly JobDefinition[], concurrency: number): void;
  /** Stops taking jobs, waits for the running ones (bounded), gives back what is left. */
  stop(): Promise<void>;
  /** Lets go of what the driver opened itself; called last, after `stop`. */
  close?(): Promise<void>;
  /** Where what lies there can be lost while the store stands. */
  readonly memory?: JobMemory;
  counts(): Promise<{ readonly waiting: number; readonly running: number; readonly failed: number }>;
}
