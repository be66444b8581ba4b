import { describeAvailabilityStore } from './availability.ts';
import { describeBookingStore } from './bookings.ts';
import { describeChannelMemory } from './channel-memory.ts';
import { describeCommission } from './commission.ts';
import { describeDeliveryStore } from './deliveries.ts';
import { describeDirectory } from './directory.ts';
import { describePollCursors } from './poll-cursors.ts';
import { describeStoreProcesses } from './processes.ts';
import type { Rig } from './rig.ts';
import { describeSecrecy } from './secrecy.ts';
import { describeServiceLevels } from './service-levels.ts';

/** What every implementation of the stores keeps to. */
export function describeStores(name: string, make: () => Rig): void {
  describeBookingStore(name, make);
  describeDeliveryStore(name, make);
  describeDirectory(name, make);
  describeAvailabilityStore(name, make);
  describeCommission(name, make);
  describePollCursors(name, make);
  describeChannelMemory(name, make);
  describeServiceLevels(name, make);
  describeStoreProcesses(name, make);
  describeSecrecy(name, make);
}
