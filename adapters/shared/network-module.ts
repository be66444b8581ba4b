import type { z } from 'zod';
import type { Dispatch } from '../../src/app/intents/dispatch.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { DeliveryStore } from '../../src/app/ports/deliveries.ts';
import type { Directory } from '../../src/app/ports/directory.ts';
import type { Keys } from '../../src/app/ports/keys.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Metrics } from '../../src/app/ports/metrics.ts';
import type { ProviderNetwork } from '../../src/app/ports/network.ts';
import type { BookingStore } from '../../src/app/ports/store.ts';
import type { TextMessages } from '../../src/app/ports/text-messages.ts';

/** For networks whose shops answer later, on pages of ours: what an answer is about and where it goes. */
export interface ShopDesk {
  readonly keys: Pick<Keys, 'blind' | 'blinds'>;
  readonly directory: Pick<Directory, 'fleet' | 'providerByRef'>;
  readonly bookings: Pick<BookingStore, 'get'>;
  readonly deliveries: Pick<DeliveryStore, 'get'>;
  readonly dispatch: Pick<Dispatch, 'receive'>;
}

/** What every network's adapter is given, beside its own variables. */
export interface NetworkParts<Config> {
  readonly config: Config;
  /** Where the world reaches this Pitcrew, path prefix included. */
  readonly publicUrl: string;
  /** The time limit of one call unless the caller sets another. */
  readonly providerTimeoutMs: number;
  /** Hosts outside loopback that may be spoken to without TLS. */
  readonly plaintextHosts?: readonly string[] | undefined;
  readonly desk?: ShopDesk | undefined;
  /** Absent where no text messages are set up. */
  readonly texts?: TextMessages | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A network as the registry lists it: on when one of `enabledBy` is set, or always when none is named; then `env` says what else it needs. */
export interface NetworkModule<Env extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly env: Env;
  readonly enabledBy: readonly string[];
  create(parts: NetworkParts<z.output<Env>>): ProviderNetwork;
}
