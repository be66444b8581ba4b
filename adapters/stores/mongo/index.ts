import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import type { Log } from '../../../src/app/ports/log.ts';
import type { AppStores } from '../../../src/app/ports/stores.ts';
import { createOwner } from '../../shared/stores/owners.ts';
import { createAvailabilityStore } from './availability.ts';
import { createBookingStore } from './bookings.ts';
import { createChannelMemory } from './channel-memory.ts';
import { createCommissionLedger } from './commission-ledger.ts';
import { connectMongo } from './database.ts';
import type { Database } from './database.ts';
import { createDeliveryStore } from './deliveries.ts';
import { createDirectory } from './directory/index.ts';
import { guarded } from './failures.ts';
import { missingIndexes } from './indexes.ts';
import { checkKeys } from './key-check.ts';
import { migrate } from './migrations.ts';
import { createPollCursors } from './poll-cursors.ts';
import { probeStore } from './probe.ts';
import { createServiceLevels } from './service-levels.ts';

export { connectMongo } from './database.ts';
export { createMoveTarget } from './target.ts';
export type { MoveTarget, Tally } from './target.ts';
export type { Database } from './database.ts';

export interface MongoStores extends AppStores {
  /** For tests and tools that look at the collections themselves. */
  readonly db: Database;
  /** The indexes that are not there, as `collection.index`. */
  missingIndexes(): Promise<readonly string[]>;
}

/** How long a delivery is its process' own, in milliseconds, before others may take it over. */
const LEASE_MS = 15_000;
const WAIT_MS = 30_000;

/**
 * Opens the store in the MongoDB database that `uri` names (`pitcrew` where it names none), brings its documents up to
 * date and makes its indexes. Any number of processes may have it open. `leaseMs` (default 15 s) is a delivery's lease;
 * a server that does not answer is waited for `waitMs` (default 30 s). With `wholeRing` it rejects in words where the
 * database was written with a key that the ring does not have.
 */
export async function openMongoStores(options: {
  readonly uri: string;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log?: Log | undefined;
  readonly leaseMs?: number | undefined;
  readonly waitMs?: number | undefined;
  readonly wholeRing?: boolean | undefined;
  /** For a look only: neither documents nor indexes are brought up to date. */
  readonly makeNothing?: boolean | undefined;
}): Promise<MongoStores> {
  const {
    uri,
    keys,
    clock,
    log,
    leaseMs = LEASE_MS,
    waitMs = WAIT_MS,
    wholeRing = false,
    makeNothing = false,
  } = options;
  const db = await connectMongo({ uri, waitMs, log }, async (connected) => {
    if (wholeRing) await checkKeys(connected, keys);
    if (!makeNothing) await migrate(connected);
  });
  const owner = createOwner();
  const deliveries = createDeliveryStore(db, { keys, clock, owner, leaseMs });
  let closing: Promise<void> | undefined;

  async function close(): Promise<void> {
    try {
      // A server that is down gives nothing back; its leases end by themselves.
      await deliveries.release().catch((error: unknown) => log?.warn({ error }, 'Leases could not be given back'));
    } finally {
      owner.retire();
      await db.connection.close();
    }
  }

  return {
    bookings: guarded(createBookingStore(db, keys)),
    deliveries: guarded(deliveries),
    directory: guarded(createDirectory(db, keys)),
    availability: guarded(createAvailabilityStore(db)),
    cursors: guarded(createPollCursors(db)),
    ledger: guarded(createCommissionLedger(db)),
    levels: guarded(createServiceLevels(db)),
    memory: guarded(createChannelMemory(db, keys)),
    db,
    probe: () => probeStore(db),
    missingIndexes: () => missingIndexes(db),
    close: () => (closing ??= close()),
  };
}
