import type { Engine } from './engine.ts';
import type { EventBus } from './event-bus.ts';
import type {
  Channel,
  Clock,
  CommissionLedger,
  DeliveryStore,
  Directory,
  BookingStore,
  Ids,
  JobQueue,
  Log,
  Metrics,
  PollCursors,
  ProviderNetwork,
  AvailabilityStore,
  TimeWords,
} from './ports/index.ts';
import type { Recommender } from './recommend.ts';

/** What the use cases work with. */
export interface Core {
  readonly bookings: BookingStore;
  readonly deliveries: DeliveryStore;
  readonly directory: Directory;
  readonly availability: AvailabilityStore;
  readonly cursors: PollCursors;
  readonly ledger: CommissionLedger;
  readonly queue: JobQueue;
  readonly networks: ReadonlyMap<string, ProviderNetwork>;
  readonly channels: ReadonlyMap<string, Channel>;
  readonly recommender: Recommender;
  readonly words: TimeWords;
  readonly engine: Engine;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
}
