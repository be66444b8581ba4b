export type { Db, SqlHandle, SqlValue, Statement } from './database.ts';
export type { DeadJob, EmbeddedJobsOptions } from './options.ts';
export type { Seal } from './payload.ts';
export { pendingJobs } from './pending.ts';
export { createEmbeddedJobs } from './queue.ts';
