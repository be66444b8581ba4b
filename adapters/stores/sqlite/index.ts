import { join } from 'node:path';
import type { AvailabilityStore } from '../../../src/app/ports/availability.ts';
import type { Clock } from '../../../src/app/ports/clock.ts';
import type { CommissionLedger } from '../../../src/app/ports/commission.ts';
import type { DeliveryStore } from '../../../src/app/ports/deliveries.ts';
import type { Directory } from '../../../src/app/ports/directory.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { PollCursors } from '../../../src/app/ports/poll-cursors.ts';
import type { ServiceLevels } from '../../../src/app/ports/service-levels.ts';
import type { BookingStore } from '../../../src/app/ports/store.ts';
import { createAvailabilityStore } from './availability.ts';
import { createBookingStore } from './bookings.ts';
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
export type { Sql, SqlHandle, SqlValue, Statement } from './sql.ts';

export interface SqliteStores {
  readonly bookings: BookingStore;
  readonly deliveries: DeliveryStore;
  readonly directory: Directory;
  readonly availability: AvailabilityStore;
  readonly cursors: PollCursors;
  readonly ledger: CommissionLedger;
  readonly levels: ServiceLevels;
  /** The open file, for the embedded jobs' tables. */
  readonly handle: SqlHandle;
  /** Tries whether it can be written. */
  probe(): ReturnType<typeof probeStore>;
  /** Gives back its leases and closes the file. */
  close(): Promise<void>;
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
    handle,
    probe: () => probeStore(handle),
    close: () => (closing ??= close()),
  };
}
