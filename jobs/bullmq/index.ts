export { createBullJobs } from './queue.ts';
export { RedisAway, type BullJobsOptions } from './options.ts';
export { examineRedis, type RedisFindings } from './examine.ts';
