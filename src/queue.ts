import { hostname } from 'node:os';
import type { Clock, Ids, JobQueue, Keys, Log } from './app/ports/index.ts';
import type { Config } from './config.ts';
import { createEmbeddedJobs } from '../jobs/embedded/index.ts';
import type { EmbeddedJobsOptions } from '../jobs/embedded/index.ts';

interface Common {
  readonly clock: Clock;
  readonly log: Log;
  readonly ids: Ids;
  readonly keys: Keys;
  /** The SQLite file of embedded jobs; asked for only where they are used. */
  readonly jobsFile: () => EmbeddedJobsOptions['db'];
}

/** The job queue that is configured: BullMQ on Redis where `REDIS_URL` is set, else the embedded one on an SQLite file. */
export async function openQueue(config: Config, { clock, log, ids, keys, jobsFile }: Common): Promise<JobQueue> {
  const { REDIS_URL: url } = config;
  if (url !== undefined) {
    // Loaded only where it is used: an embedded Pitcrew starts without it.
    const { createBullJobs } = await import('../jobs/bullmq/index.ts');
    return createBullJobs({ url, clock, log });
  }
  const owner = `${hostname()}/${process.pid}/${ids.next()}`;
  return createEmbeddedJobs({ db: jobsFile(), clock, log, owner, seal: keys });
}
