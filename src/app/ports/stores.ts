import type { AvailabilityStore } from './availability.ts';
import type { ChannelMemory } from './channel-memory.ts';
import type { CommissionLedger } from './commission.ts';
import type { DeliveryStore } from './deliveries.ts';
import type { Directory } from './directory.ts';
import type { PollCursors } from './poll-cursors.ts';
import type { ServiceLevels } from './service-levels.ts';
import type { BookingStore } from './store.ts';

/** Everything that is kept, as one implementation has it open. */
export interface AppStores {
  readonly bookings: BookingStore;
  readonly deliveries: DeliveryStore;
  readonly directory: Directory;
  readonly availability: AvailabilityStore;
  readonly cursors: PollCursors;
  readonly ledger: CommissionLedger;
  readonly levels: ServiceLevels;
  readonly memory: ChannelMemory;
  /** Tries whether it can be written, by really writing. */
  probe(): Promise<{ readonly ready: boolean; readonly parts: Readonly<Record<string, string>> }>;
  /** Gives back what it holds and closes. Again: does nothing. */
  close(): Promise<void>;
}
