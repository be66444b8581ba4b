import { createBullJobs, type BullJobsOptions } from '../../../jobs/bullmq/index.ts';
import { clockAhead, keepingLog, type Connection, type ConnectOptions } from './rig.ts';

/** A place is a server's URL and a prefix, `redis://127.0.0.1:6379#prefix`. */
export function connect(place: string, options: ConnectOptions & Partial<BullJobsOptions> = {}): Promise<Connection> {
  const [url = '', prefix = ''] = place.split('#');
  const queue = createBullJobs({ url, prefix, clock: clockAhead(0), log: keepingLog(), ...options });
  const close = async (): Promise<void> => {
    await queue.stop();
    await queue.close?.();
  };
  return Promise.resolve({ queue, close });
}
