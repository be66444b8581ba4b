import type { Appointment, WorkOrder } from '../../domain/booking.ts';
import type { Provider } from '../../domain/directory.ts';
import type { Instant, LocalDate, ProviderId, TimeZone } from '../../domain/ids.ts';
import type { Money } from '../../domain/money.ts';
import type { Result } from '../../domain/result.ts';
import type { ServiceCode } from '../../domain/services.ts';
import type { FreeSlot } from '../../domain/slot.ts';
import type { Availability, Unchanged } from './availability.ts';
import type { RawRequest, RawResponse, Route } from './http.ts';

/** What a network can do, as data: the core asks these, never a network's name. */
export interface NetworkTraits {
  readonly holds: boolean;
  /** Repeating a booking with the same reference cannot book twice. */
  readonly nativeIdempotency: boolean;
  readonly optimisticVersion: boolean;
  readonly moveKeepsId: boolean;
  /** The shop itself refuses a taken slot, so that the booking call is the revalidation. */
  readonly conflictChecked: boolean;
  /** `native` counts our own appointments already; `derived` does not. */
  readonly availability: 'native' | 'derived';
  readonly status: 'webhook' | 'poll';
  /** How many shops one search call asks at once, so that they share its answer and its delay (default 1). */
  readonly searchBatch?: number | undefined;
  /** The last part of the address that posted statuses come to, `/providers/<name>/<statusPath>` (default `webhook`). */
  readonly statusPath?: string | undefined;
}

/** Why a shop could not be asked or understood; certain that nothing happened there. */
export interface Unavailable {
  readonly kind: 'unavailable';
  readonly why: 'timeout' | 'refused' | 'server-error' | 'rate-limited' | 'bad-reply' | 'not-authorised';
  /** The field of the reply that broke the contract. */
  readonly field?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** As in `Unknown`, for a booking call that is repeated. */
  readonly answerBy?: Instant | undefined;
}
/** The call may have had its effect: look it up before anything else. */
export interface Unknown {
  readonly kind: 'unknown';
  readonly why: 'timeout' | 'connection-cut' | 'server-error' | 'bad-reply';
  readonly field?: string | undefined;
  /** For a booking call to a shop that answers later: until when it may, if it has the request after all. */
  readonly answerBy?: Instant | undefined;
}
export interface SlotTaken {
  readonly kind: 'slot-taken';
  readonly alternatives: readonly FreeSlot[];
}
export interface Rejected {
  readonly kind: 'rejected';
  /** In words, as the shop gave it. */
  readonly reason: string;
  readonly code?: string | undefined;
}

/** The shop was asked and answers later by itself, by a delivery; it has until then. */
export interface AnswersLater {
  readonly kind: 'answers-later';
  readonly answerBy: Instant;
}

export interface Confirmed {
  readonly confirmation: string;
  readonly start: Instant;
  /** What a posted status will name it by, where confirmations are each shop's own; the confirmation without it. */
  readonly statusRef?: string | undefined;
}

export interface Cancelled {
  readonly fee?: Money | undefined;
}

/** An appointment as a look-up by our reference finds it. */
export interface FoundAppointment extends Confirmed {
  readonly status: 'scheduled' | 'checked-in' | 'in-progress' | 'completed' | 'no-show' | 'cancelled';
}

/** A shop's word about a job, in our terms. */
export interface StatusUpdate {
  readonly eventId: string;
  readonly confirmation: string;
  readonly status: 'scheduled' | 'checked-in' | 'in-progress' | 'completed' | 'no-show' | 'cancelled';
  readonly at: Instant;
  readonly invoice?: Money | undefined;
  /** When the shop has it, where a status says so: another time than ours means that the shop moved it. */
  readonly start?: Instant | undefined;
  /** As the confirmation's own `statusRef` was. */
  readonly statusRef?: string | undefined;
}

/** What a shop that answers later said to the request of a booking's attempt. */
export interface ShopAnswer {
  readonly network: string;
  readonly bookingId: string;
  readonly attempt: number;
  readonly answer:
    | { readonly kind: 'accepted'; readonly confirmation: string }
    /** In words, where it gave any. */
    | { readonly kind: 'declined'; readonly reason: string }
    /** Another time of the same length, with its name in the network. */
    | { readonly kind: 'proposed'; readonly start: Instant; readonly networkSlotId: string };
}

/** A word to a shop that answers later: what became of its request. */
export interface FollowUp {
  /** `kept`: a new time was asked for under this reference, and the old one, `start` to `end`, stays. */
  readonly about: 'accepted' | 'withdrawn' | 'kept';
  readonly reference: string;
  readonly networkRef: string;
  readonly start: Instant;
  readonly end: Instant;
}

/** A status as it was posted, with the answer that its network expects. */
export interface PostedStatus extends StatusUpdate {
  /** Given once the status is stored; without it a 200 in JSON. */
  readonly reply?: RawResponse | undefined;
}

export interface CallOptions {
  /** The whole call, retries and reply included, ends by then. Default: the network's own time limit. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ListOptions extends CallOptions {
  /** Only shops that changed at or after it. */
  readonly updatedSince?: Instant | undefined;
}

/** Changes that a network was asked for. */
export interface PolledStatuses {
  readonly updates: readonly StatusUpdate[];
  /** Where the next poll begins; opaque to the core. */
  readonly next: string;
}

/** What a network wants to know again when the same booking is sent once more, in whatever process. */
export interface BookingMemory {
  /** What was kept last. */
  readonly note?: string | undefined;
  /** Durable when it resolves; false: the shop is no longer to be asked. */
  keep(note: string): Promise<boolean>;
}

/** What a booking call needs to say. */
export interface BookingOrder {
  /** Idempotency key and our reference. */
  readonly reference: string;
  /** For networks without idempotency; without one they remember for as long as they live. */
  readonly memory?: BookingMemory | undefined;
  readonly slot: {
    readonly networkRef: string;
    readonly networkSlotId: string;
    readonly start: Instant;
    readonly end?: Instant | undefined;
    /** The shop's zone, for networks that speak in wall times. */
    readonly timeZone?: TimeZone | undefined;
  };
  readonly workOrder: WorkOrder;
  readonly vehicle: {
    readonly vin: string;
    readonly year?: number | undefined;
    readonly make?: string | undefined;
    readonly model?: string | undefined;
    readonly plate?: string | undefined;
  };
  readonly fleetName: string;
  /** The shop proposed this time itself: it need not be asked, unless the time has gone meanwhile. */
  readonly agreed?: boolean | undefined;
  /** When it was asked for: the same at every repeat. */
  readonly requestedAt?: Instant | undefined;
  /** Whether the maker's warranty is to pay; it is not unless told. */
  readonly underWarranty?: boolean | undefined;
}

/** Dates in each shop's own zone, both included. */
export interface SearchWindow {
  readonly from: LocalDate;
  readonly to: LocalDate;
}

/** A network of shops. No method throws for what a shop can cause. */
export interface ProviderNetwork {
  readonly name: string;
  readonly traits: NetworkTraits;
  /** Pages and calls of its own, beside posted statuses. */
  readonly routes?: readonly Route[];
  /** One answer a provider, in any order. The window is today and the next 13 days in each shop's zone. */
  search(
    providers: readonly Provider[],
    service: ServiceCode,
    options?: CallOptions,
  ): Promise<ReadonlyMap<ProviderId, Result<Availability, Unavailable | Rejected>>>;
  /**
   * As `search`, where it can be recognised that a shop has what it had: `known` are the fingerprints of what is stored of
   * these shops for this service. Absent where the network cannot tell.
   */
  searchAgain?(
    providers: readonly Provider[],
    service: ServiceCode,
    known: (shop: ProviderId) => string | undefined,
    options?: CallOptions,
  ): Promise<ReadonlyMap<ProviderId, Result<Availability | Unchanged, Unavailable | Rejected>>>;
  book(
    order: BookingOrder,
    options?: CallOptions,
  ): Promise<Result<Confirmed, SlotTaken | Rejected | Unavailable | Unknown | AnswersLater>>;
  /**
   * Keeps a time for a booking that is not sure yet, for as long as the network does; `book` with the same order takes it up,
   * and held anew it goes on. `until` is by the true clock. Absent where a time is only had by booking it.
   */
  hold?(
    order: BookingOrder,
    options?: CallOptions,
  ): Promise<Result<{ readonly until: Instant }, SlotTaken | Rejected | Unavailable | Unknown>>;
  /** Tells the shop what became of its answer or of a request without one. Present where shops answer later. */
  followUp?(message: FollowUp, options?: CallOptions): Promise<Result<void, Rejected | Unavailable | Unknown>>;
  /** To another time of the same shop and service. Absent where a move is a new booking and a cancellation. */
  move?(
    appointment: Pick<Appointment, 'confirmation' | 'networkRef' | 'reference'>,
    order: BookingOrder,
    options?: CallOptions,
  ): Promise<Result<Confirmed, SlotTaken | Rejected | Unavailable | Unknown | AnswersLater>>;
  cancel(
    appointment: Pick<Appointment, 'confirmation' | 'networkRef' | 'reference'>,
    options?: CallOptions,
  ): Promise<Result<Cancelled, Rejected | Unavailable | Unknown>>;
  /** What the shop has under our reference; `null` when it has nothing. Absent where the network has no look-up. */
  lookup?(reference: string, options?: CallOptions): Promise<Result<FoundAppointment | null, Rejected | Unavailable>>;
  /** Checks the proof on the raw body and parses a posted status. The error is the answer to give. Absent where status is polled. */
  parseStatus?(request: RawRequest): Result<PostedStatus, RawResponse>;
  /**
   * What changed since the poll before (`since` is its `next`; absent in the first). A change may come again, with the same
   * eventId. Absent where status is posted.
   */
  pollStatus?(
    since: string | undefined,
    options?: CallOptions,
  ): Promise<Result<PolledStatuses, Unavailable | Rejected>>;
  /** The network's own list of shops, for `import providers --network`. */
  listProviders?(options?: ListOptions): Promise<Result<readonly Provider[], Unavailable | Rejected>>;
  close(): Promise<void>;
}

/** What a network's adapter is given. */
export type { Log } from './log.ts';
