import { tempDir } from '../../support/temp.ts';
import { describeAvailabilityStore } from './availability.ts';
import { describeBookingStore } from './bookings.ts';
import { describeCommission } from './commission.ts';
import { describeDeliveryStore } from './deliveries.ts';
import { describeDirectory } from './directory.ts';
import { describePollCursors } from './poll-cursors.ts';
import { describeStoreProcesses } from './processes.ts';
import type { Rig } from './rig.ts';
import { describeSecrecy } from './secrecy.ts';
import { describeServiceLevels } from './service-levels.ts';
import { open, storedBytes } from './sqlite-rig.ts';

const make = (): Rig => ({
  place: tempDir(),
  open,
  module: new URL('sqlite-rig.ts', import.meta.url).href,
  storedBytes,
});

describeBookingStore('SQLite', make);
describeDeliveryStore('SQLite', make);
describeDirectory('SQLite', make);
describeAvailabilityStore('SQLite', make);
describeCommission('SQLite', make);
describePollCursors('SQLite', make);
describeServiceLevels('SQLite', make);
describeStoreProcesses('SQLite', make);
describeSecrecy('SQLite', make);
