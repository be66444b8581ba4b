import type { Api } from '../../src/app/ports/api.ts';
import type { BookingFeed } from '../../src/app/ports/booking-feed.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Directory } from '../../src/app/ports/directory.ts';
import type { Ids } from '../../src/app/ports/ids.ts';
import type { Keys } from '../../src/app/ports/keys.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Metrics } from '../../src/app/ports/metrics.ts';
import type { ProviderNetwork } from '../../src/app/ports/network.ts';
import type { BookingStore } from '../../src/app/ports/store.ts';
import type { Dispatch } from '../../src/app/intents/dispatch.ts';

/** What the HTTP routes are given. */
export interface HttpDeps {
  readonly api: Api;
  readonly directory: Directory;
  readonly bookings: Pick<BookingStore, 'get' | 'find' | 'changed'>;
  readonly feed: BookingFeed;
  /** Signs members' sessions. */
  readonly keys: Pick<Keys, 'blind' | 'blinds'>;
  readonly dispatch: Pick<Dispatch, 'receive'>;
  /** The networks that are switched on, by name. */
  readonly networks: ReadonlyMap<string, ProviderNetwork>;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'ack'>;
  /** All metrics in Prometheus' text format. */
  readonly renderMetrics: () => Promise<string>;
  readonly config: HttpConfig;
}

export interface HttpConfig {
  /** The operator's token, at least 24 characters. */
  readonly adminToken: string;
  readonly publicUrl: string;
  /** Names that a provider's network may have; without them any name is taken. */
  readonly networkNames?: readonly string[] | undefined;
  /** Requests a minute per key; 0 is no limit. */
  readonly rateLimitPerMinute: number;
  /** How long a host's intent waits for its outcome, in milliseconds (default 2500). */
  readonly intentWaitMs?: number | undefined;
}
