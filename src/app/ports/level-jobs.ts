import type { LocalDate } from '../../domain/ids.ts';
import type { Breach } from '../../domain/levels/objectives.ts';
import type { JobContext, JobResult } from './jobs.ts';

/** Which breaches one message to the operator is about: found on that day, told at that place. */
export interface BreachMessage {
  readonly day: LocalDate;
  readonly place: string;
  readonly breaches: readonly Breach[];
}

/** Whose week, which week (by the Monday after it), and where it goes: a place of the operator, or a fleet's channel target. */
export interface DigestMessage {
  readonly monday: LocalDate;
  /** Absent for the operator's, of all fleets. */
  readonly fleetId?: string | undefined;
  readonly to: string;
}

/** What the jobs of the service levels do. All are safe to repeat; throwing means: try again later. */
export interface LevelJobs {
  /** Looks for objectives that are not kept; repeats. */
  watchLevels(context: JobContext): Promise<JobResult>;
  /** Queues the weekly digests that are due; repeats. */
  planDigests(context: JobContext): Promise<JobResult>;
  /** Brings one message about breaches to one of the operator's places. */
  tellOperator(message: BreachMessage, context: JobContext): Promise<JobResult>;
  /** Brings one weekly digest to one place. */
  weeklyDigest(message: DigestMessage, context: JobContext): Promise<JobResult>;
}
