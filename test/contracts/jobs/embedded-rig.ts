import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { openDatabase } from '../../../adapters/stores/sqlite/database.ts';
import { createEmbeddedJobs, type EmbeddedJobsOptions } from '../../../jobs/embedded/index.ts';
import { clockAhead, keepingLog, type Connection, type ConnectOptions } from './rig.ts';

export const ownName = (): string => `${hostname()}/${process.pid}/${randomBytes(6).toString('hex')}`;

/** The embedded queue on the SQLite file `place`. */
export function connect(
  place: string,
  options: ConnectOptions & Partial<EmbeddedJobsOptions> = {},
): Promise<Connection> {
  const db = openDatabase({ file: place });
  const owner = ownName();
  const queue = createEmbeddedJobs({ db, owner, clock: clockAhead(0), log: keepingLog(), ...options });
  const close = async (): Promise<void> => {
    await queue.stop();
    await db.close();
  };
  return Promise.resolve({ queue, close });
}
