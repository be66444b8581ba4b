import { createKeys, newRingKey } from '../../../adapters/shared/keys.ts';
import type {
  AvailabilityStore,
  BookingStore,
  ChannelMemory,
  Clock,
  CommissionLedger,
  DeliveryStore,
  Directory,
  Keys,
  PollCursors,
  ServiceLevels,
} from '../../../src/app/ports/index.ts';

export interface OpenOptions {
  readonly keys: Keys;
  readonly clock: Clock;
  readonly leaseMs?: number | undefined;
}

/** The stores as one process, or one instance in a process, has them open. */
export interface OpenStores {
  readonly bookings: BookingStore;
  readonly deliveries: DeliveryStore;
  readonly directory: Directory;
  readonly availability: AvailabilityStore;
  readonly ledger: CommissionLedger;
  readonly cursors: PollCursors;
  readonly levels: ServiceLevels;
  readonly memory: ChannelMemory;
  close(): Promise<void>;
}

/** What the module of a rig exports as `open`. `place` says where the data is: a folder, or a server and a database. */
export type Open = (place: string, options: OpenOptions) => Promise<OpenStores>;

/** How the contract suites get at one implementation. */
export interface Rig {
  /** A new empty store. */
  readonly place: string;
  readonly open: Open;
  /** The URL of the module that exports `open`, for child processes. */
  readonly module: string;
  /** Every byte that the store keeps of it outside this process. */
  readonly storedBytes: (place: string) => Promise<Buffer>;
}

/** A clock whose business time and true time are set by hand. */
export function handClock(start = '2026-11-22T15:00:00.000Z'): Clock & { business: number; truth: number } {
  const at = Date.parse(start);
  return {
    business: at,
    truth: at,
    now() {
      return new Date(this.business);
    },
    trueNow() {
      return new Date(this.truth);
    },
  };
}

export const clock: Clock = { now: () => new Date(), trueNow: () => new Date() };

/** A ring of one random key. */
export const anyKeys = (): Keys => createKeys(newRingKey('k1'));

export interface Bench {
  readonly rig: Rig;
  /** Opens the test's store once more; closed after the test. */
  open(options?: Partial<OpenOptions>): Promise<OpenStores>;
}

/** A new store for each test of the `describe` that calls it. Its instances share one key ring. */
export function useRig(make: () => Rig): Bench {
  let rig: Rig | undefined;
  let keys = anyKeys();
  const opened: OpenStores[] = [];
  beforeEach(() => {
    rig = make();
    keys = anyKeys();
  });
  afterEach(async () => {
    for (const stores of opened.splice(0)) await stores.close();
  });
  return {
    get rig() {
      if (!rig) throw new Error('There is a store only while a test runs.');
      return rig;
    },
    async open(options) {
      const stores = await this.rig.open(this.rig.place, { keys, clock, ...options });
      opened.push(stores);
      return stores;
    },
  };
}
