import { join } from 'node:path';
import type { AppStores } from './app/ports/stores.ts';
import type { Clock, Keys, Log } from './app/ports/index.ts';
import type { Config } from './config.ts';
import { createKeys, loadOrMakeKeys } from './registry/parts.ts';
import { openDatabase, openMongoStores, openSqliteStores } from './registry/stores.ts';
import type { SqlHandle } from './registry/stores.ts';

/** Where everything is kept, whichever store it is. */
export interface Stores extends AppStores {
  /** Its open SQLite file, where it is one. */
  readonly handle?: SqlHandle | undefined;
}

interface Common {
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a MongoDB server that does not answer is waited for, in milliseconds. */
  readonly waitMs?: number | undefined;
}

/** The store that is configured: MongoDB where `MONGODB_URI` is set, else the SQLite file of the data folder. */
export function openStores(config: Config, common: Common): Promise<Stores> {
  const { MONGODB_URI: uri, PITCREW_DATA: dataDir } = config;
  return uri === undefined
    ? openSqliteStores({ dataDir, ...common, wholeRing: true })
    : openMongoStores({ uri, ...common, wholeRing: true });
}

/** The key ring: the configured one, else the one of the data folder, made there on first use. */
export const ringOf = ({ PITCREW_KEYS: ring, PITCREW_DATA: dataDir }: Config): Keys =>
  ring === undefined ? loadOrMakeKeys(dataDir) : createKeys(ring);

/**
 * The store, and the SQLite file that embedded jobs lie in: the store's own, or beside another store one of the data
 * folder, opened when it is first asked for and closed with the store.
 */
export function withJobsFile(
  store: Stores,
  config: Config,
  log: Log,
): { readonly store: Stores; jobsFile(): SqlHandle } {
  const { handle } = store;
  if (handle) return { store, jobsFile: () => handle };
  let file: SqlHandle | undefined;
  return {
    store: {
      ...store,
      async close() {
        await store.close();
        await file?.close();
      },
    },
    jobsFile: () => (file ??= openDatabase({ file: join(config.PITCREW_DATA, 'pitcrew.db'), log })),
  };
}
