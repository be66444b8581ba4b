import type { Booking, BookingState } from '../../domain/booking.ts';
import type { BookingId, FleetId, Instant, ProviderId, VehicleId } from '../../domain/ids.ts';
import type { LevelFact } from '../../domain/levels/facts.ts';
import type { ShopRating } from '../../domain/ranking.ts';
import type { Result } from '../../domain/result.ts';
import type { EffectKind } from '../../domain/effects.ts';

/** One thing still to be done, stored with the step that asked for it. */
export interface OutboxEntry {
  /** Deterministic: `<bookingId>-<revision>-<n>`; also the job's id. */
  readonly id: string;
  readonly kind: EffectKind;
  readonly bookingId: BookingId;
  /** Lower goes first: 0 out-of-service, 1 critical, 2 the rest, 3 timers. */
  readonly priority: number;
  /** Not before this instant of business time. */
  readonly runAt?: Instant | undefined;
  /** Ids only. */
  readonly payload: Readonly<Record<string, string | number>>;
}

/** One atomic write: the booking's new state, its claims and keys, what follows, and the delivery that caused it. */
export interface Commit {
  /** With the new revision already in it. Its `claims` and `keys` replace the ones held before. */
  readonly booking: Booking;
  /** The revision that must still be there; `null` for a new booking. */
  readonly expectedRevision: number | null;
  readonly outbox: readonly OutboxEntry[];
  /** Marked as done in the same write. */
  readonly deliveryId?: string | undefined;
  /** Added to the counts of the service levels in the same write. */
  readonly facts?: readonly LevelFact[] | undefined;
}

export type CommitError =
  /** Someone else wrote first: load again. */
  | { readonly code: 'stale' }
  /** Claims or keys that other bookings own, with their owner. */
  | { readonly code: 'conflict'; readonly held: readonly { readonly key: string; readonly bookingId: BookingId }[] };

export interface BookingQuery {
  readonly fleetId?: FleetId | undefined;
  readonly states?: readonly BookingState[] | undefined;
  readonly vehicleId?: VehicleId | undefined;
  /** From the page before. Newest bookings come first. */
  readonly cursor?: string | undefined;
  /** 1 to 200. */
  readonly limit: number;
}

/** That people can see a booking's change, without what it is. */
export interface ChangedBooking {
  readonly bookingId: BookingId;
  readonly revision: number;
  readonly updatedAt: Instant;
}

/** Bookings and their outbox. Each `commit` is durable when it resolves. */
export interface BookingStore {
  get(id: BookingId): Promise<Booking | undefined>;
  /** The booking that owns a unique key (see `domain/keys.ts`). */
  byKey(key: string): Promise<Booking | undefined>;
  find(query: BookingQuery): Promise<{ readonly items: readonly Booking[]; readonly cursor: string | null }>;
  /**
   * A fleet's bookings whose `updatedAt` is `since` or later, the latest first, at most `limit`. No document is opened: it
   * may be asked several times a second.
   */
  changed(fleetId: FleetId, since: Instant, limit: number): Promise<readonly ChangedBooking[]>;
  commit(commit: Commit): Promise<Result<Booking, CommitError>>;
  /** Which of these claims are held, e.g. to count a shop's seats. */
  heldClaims(claims: readonly string[]): Promise<ReadonlySet<string>>;
  /** How many bookings are in each state; states without any are absent. */
  countByState(): Promise<Partial<Record<BookingState, number>>>;
  /** What a fleet's members say of the shops they were at. */
  ratings(fleetId: FleetId): Promise<ReadonlyMap<ProviderId, ShopRating>>;
  /** Entries that were not acknowledged yet, by priority, then age. */
  pendingOutbox(limit: number): Promise<readonly OutboxEntry[]>;
  /** How many entries were not acknowledged yet. */
  outboxDepth(): Promise<number>;
  /** The entries became jobs. Does not change the booking's revision. */
  ackOutbox(ids: readonly string[]): Promise<void>;
}
