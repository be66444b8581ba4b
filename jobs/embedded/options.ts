import type { Clock } from '../../src/app/ports/clock.ts';
import type { JobRequest } from '../../src/app/ports/jobs.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { SqlHandle } from './database.ts';
import type { Seal } from './payload.ts';

/** A job that failed for good. */
export interface DeadJob {
  readonly id: string;
  readonly name: string;
  readonly payload: JobRequest['payload'];
  /** How often it was tried. */
  readonly attempts: number;
  /** The kind of the last failure, such as `TypeError`. */
  readonly error: string;
}

export interface EmbeddedJobsOptions {
  readonly db: SqlHandle;
  readonly clock: Clock;
  readonly log: Log;
  /** `host/pid/random` of this queue; no other queue has or had the same. */
  readonly owner: string;
  /** How long a job stays with a worker that gives no sign of life (default 30,000); renewed three times within it. */
  readonly leaseMs?: number | undefined;
  /** How often other processes' jobs are looked for (default 500). */
  readonly pollMs?: number | undefined;
  /** For how long the id of a finished job is known, so that it is not run again (default one hour). */
  readonly keepFinishedMs?: number | undefined;
  /** How long `stop` leaves running handlers undisturbed before it aborts their signals (default 3,000). */
  readonly graceMs?: number | undefined;
  /** How long `stop` waits after that before it gives the jobs back (default 2,000). */
  readonly abortMs?: number | undefined;
  /** Told of every job that failed for good, after that is durable. */
  readonly onDead?: ((job: DeadJob) => void) | undefined;
  /** Encrypts the payloads in the file. */
  readonly seal?: Seal | undefined;
}
