import type { Clock } from '../../src/app/ports/clock.ts';
import type { Log } from '../../src/app/ports/log.ts';

export interface BullJobsOptions {
  /** `redis://` or `rediss://`, with user and password where the server wants them. */
  readonly url: string;
  /** In front of every key in Redis (default `pitcrew`); queues of one prefix share their jobs. */
  readonly prefix?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a job stays with a worker that gives no sign of life (default 10,000); renewed twice within it. */
  readonly leaseMs?: number | undefined;
  /** How often a shifted business clock is looked for (default 5,000). */
  readonly pollMs?: number | undefined;
  /** For how long the id of a finished job is known, so that it is not run again (default one hour). */
  readonly keepFinishedMs?: number | undefined;
  /** How long `stop` leaves running handlers undisturbed before it aborts their signals (default 3,000). */
  readonly graceMs?: number | undefined;
  /** How long `stop` waits after that before it gives the jobs back (default 2,000). */
  readonly abortMs?: number | undefined;
  /** No call waits longer for Redis than this (default 3,000); one that is known to be down is not waited for at all. */
  readonly answerMs?: number | undefined;
}

/** Redis did not answer. What was to be written may be written again: nothing is added twice. */
export class RedisAway extends Error {
  override readonly name = 'RedisAway';
}
