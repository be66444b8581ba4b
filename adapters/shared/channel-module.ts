import type { z } from 'zod';
import type { ActorRef } from '../../src/app/intents/delivery.ts';
import type { Dispatch } from '../../src/app/intents/dispatch.ts';
import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';
import type { Channel } from '../../src/app/ports/channel.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Directory } from '../../src/app/ports/directory.ts';
import type { Keys } from '../../src/app/ports/keys.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Metrics } from '../../src/app/ports/metrics.ts';
import type { BookingStore } from '../../src/app/ports/store.ts';
import type { TextMessages } from '../../src/app/ports/text-messages.ts';
import type { Booking } from '../../src/domain/booking.ts';
import type { BookingId, MemberId } from '../../src/domain/ids.ts';
import type { Money } from '../../src/domain/money.ts';
import type { Result } from '../../src/domain/result.ts';

/** What every channel's adapter is given, beside its own variables. */
export interface ChannelParts<Config> {
  readonly config: Config;
  /** Where a verified and parsed click goes; it is stored durably when this resolves. */
  readonly dispatch: Pick<Dispatch, 'receive'>;
  /** Finds a booking that this person may read, for forms that show what was said before; without it they open empty. */
  readonly resolveBooking?: ((bookingId: string, by: ActorRef) => Promise<Booking | undefined>) | undefined;
  /** What is wrong with a day and words that are to name a time of a booking's shop; `undefined` where nothing is. */
  readonly namesTime?:
    | ((
        bookingId: string,
        by: ActorRef,
        named: { readonly text?: string | undefined; readonly date?: string | undefined },
      ) => Promise<'no-time' | 'passed' | undefined>)
    | undefined;
  /** What a booking's shop would keep if it were cancelled now; `undefined`: nothing. */
  readonly feeDue?: ((booking: Booking) => Promise<Money | undefined>) | undefined;
  /** A message about a booking is known not to have reached this member: the next one is asked where he is waited for. */
  readonly unreached?: ((bookingId: BookingId, memberId: MemberId) => Promise<void>) | undefined;
  /** Whom it reaches, and whose booking that is. */
  readonly directory: Pick<
    Directory,
    'fleet' | 'fleets' | 'member' | 'members' | 'memberByPlatform' | 'membersByPhone' | 'fleetsOfSlackTeam' | 'vehicle'
  >;
  readonly bookings: Pick<BookingStore, 'get' | 'find'>;
  /** What it remembers across restarts and among processes. */
  readonly memory: ChannelMemory;
  /** Seals and signs what it gives out, e.g. links. */
  readonly keys: Keys;
  /** Sends text messages; absent: they are off. */
  readonly texts: TextMessages | undefined;
  /** Where it is reached from outside, without a slash at the end. */
  readonly publicUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A file that a platform takes to know the app. */
export interface ManifestFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

export interface ManifestWish {
  /** Where the platform reaches this Pitcrew, without a slash at the end. */
  readonly url: string;
  /** The environment, for ids that a manifest has to name. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A channel as the registry lists it: on when one of `enabledBy` is set; then `env` says what else it needs. */
export interface ChannelModule<Env extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly env: Env;
  readonly enabledBy: readonly string[];
  create(parts: ChannelParts<z.output<Env>>): Channel;
  /** What the operator gives to the platform so that it knows the app; the error is a sentence. Absent: it needs none. */
  manifest?(wish: ManifestWish): Result<readonly ManifestFile[], string>;
}
