import { join } from 'node:path';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { AppStores } from '../../../src/app/ports/stores.ts';
import { createAvailabilityStore } from './availability.ts';
import { createBookingStore } from './bookings.ts';
import { createChannelMemory } from './channel-memory.ts';
import { createCommissionLedger } from './commission-ledger.ts';
import { openDatabase } from './database.ts';
import { createDeliveryStore } from './deliveries.ts';
import { createDirectory } from './directory/index.ts';
import { checkKeys } from './key-check.ts';
import { migrate } from './migrations.ts';
import { createOwner } from '../../shared/stores/owners.ts';
import { createPollCursors } from './poll-cursors.ts';
import { probeStore } from './probe.ts';
import { STORE_MIGRATIONS } from './schema.ts';
import { createServiceLevels } from './service-levels.ts';
import type { SqlHandle } from './sql.ts';

export { openDatabase } from './database.ts';
export { migrate } from './migrations.ts';
export { createSource } from './source.ts';
export type { Sql, SqlHandle, SqlValue, Statement } from './sql.ts';

export interface SqliteStores extends AppStores {
  /** The open file, for the embedded jobs' tables. */
  readonly handle: SqlHandle;
}

/** How long a delivery is its process' own, in milliseconds, before others may take it over. */
const LEASE_MS = 15_000;

/**
 * Opens the embedded store, `<dataDir>/pitcrew.db`, and brings its tables up to date. Several processes on one machine
 * and several stores in one process may have the same folder open. `leaseMs` (default 15 s) is a delivery's lease.
 * With `wholeRing` it rejects in words where the file was written with a key that the ring does not have.
 */
export async function openSqliteStores(options: {
  readonly dataDir: string;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log?: Log | undefined;
  readonly leaseMs?: number | undefined;
  readonly wholeRing?: boolean | undefined;
}): Promise<SqliteStores> {
  const { dataDir, keys, clock, log, leaseMs = LEASE_MS, wholeRing = false } = options;
  const handle = openDatabase({ file: join(dataDir, 'pitcrew.db'), log });
  try {
    if (wholeRing) await checkKeys(handle, keys);
    await migrate(handle, 'stores', STORE_MIGRATIONS);
  } catch (error) {
    await handle.close();
    throw error;
  }
  const owner = createOwner();
  const deliveries = createDeliveryStore(handle, { keys, clock, owner, leaseMs });
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    try {
      await deliveries.release();
    } finally {
      owner.retire();
      await handle.close();
    }
  }

  return {
    bookings: createBookingStore(handle, keys),
    deliveries,
    directory: createDirectory(handle, keys),
    availability: createAvailabilityStore(handle),
    cursors: createPollCursors(handle),
    ledger: createCommissionLedger(handle),
    levels: createServiceLevels(handle),
    memory: createChannelMemory(handle, keys),
    handle,
    probe: () => probeStore(handle),
    close: () => (closing ??= close()),
  };
}
