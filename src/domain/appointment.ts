import type { UndoTerms } from './approval.ts';
import type { Address } from './directory.ts';
import type { Instant, ProviderId, TimeZone } from './ids.ts';
import type { Money } from './money.ts';
import type { Actor, ByHand, WorkOrder } from './particulars.ts';
import type { DropOff, OfferedSlot } from './slot.ts';

/** A slot that a shop is being asked for. */
export interface ShopRequest {
  /** Rises with every choice that goes to a shop; repeats of the same choice keep it. */
  readonly attempt: number;
  /** Our reference at the shop and the idempotency key: booking id and attempt. */
  readonly reference: string;
  readonly slot: OfferedSlot;
  readonly by: Actor;
  readonly since: Instant;
  readonly deliveryId?: string | undefined;
  /** Written before the shop is first called: from then on it may have booked. */
  readonly askedAt?: Instant | undefined;
  /** Set while it is not known whether the shop booked it. */
  readonly unknownSince?: Instant | undefined;
  /** Set once a shop was asked that answers by itself: until then it is waited for. */
  readonly answerBy?: Instant | undefined;
  /** Set while such a shop may have the request or not: it is waited for no longer than until then. */
  readonly mayAnswerBy?: Instant | undefined;
  /** What the network wants to know again if it has to be asked once more; opaque. */
  readonly note?: string | undefined;
  /** Pitcrew chose it by itself: the appointment can be undone for so many minutes. */
  readonly undo?: UndoTerms | undefined;
  /** Who approved it, where that was needed. */
  readonly approvedBy?: string | undefined;
  /** Of a move: it takes the case's place once the new time is sure. */
  readonly workOrder?: WorkOrder | undefined;
  /** A cancellation asked for meanwhile: done as soon as the outcome is known. */
  readonly cancelWanted?:
    | {
        readonly by: Actor;
        readonly reason: string;
        readonly deliveryId?: string | undefined;
        readonly instead?: ByHand | undefined;
        /** Due for the appointment that is being moved. */
        readonly fee?: Money | undefined;
      }
    | undefined;
}

/** Until when a shop that answers by itself is waited for, also where it may not have the request. */
export const answerDue = ({ answerBy, mayAnswerBy }: ShopRequest): Instant | undefined => answerBy ?? mayAnswerBy;

/** An appointment that the shop confirmed. */
export interface Appointment {
  readonly providerId: ProviderId;
  readonly providerName: string;
  readonly network: string;
  readonly networkRef: string;
  readonly networkSlotId: string;
  readonly confirmation: string;
  readonly reference: string;
  readonly start: Instant;
  readonly end: Instant;
  readonly timeZone: TimeZone;
  readonly price?: Money | undefined;
  readonly dropOff?: DropOff | undefined;
  readonly address?: Address | undefined;
  readonly phone?: string | undefined;
  readonly lat: number;
  readonly lon: number;
  readonly by: Actor;
  readonly arrivedAt?: Instant | undefined;
  /** What posted statuses name it by, where confirmations are each shop's own. */
  readonly statusRef?: string | undefined;
  /** When the shop last moved it: an older word about its time is old news. */
  readonly movedAt?: Instant | undefined;
  /** Pitcrew booked it by itself: until then one click undoes it. */
  readonly undoUntil?: Instant | undefined;
  /** What the shop charges for that, as far as its terms tell. */
  readonly undoFee?: Money | undefined;
  /** Who approved it, where that was needed. */
  readonly approvedBy?: string | undefined;
}

/** A cancellation on its way: first the fee may have to be confirmed, then the shop is asked. */
export interface Cancelling {
  readonly stage: 'confirm-fee' | 'asking';
  readonly by: Actor;
  readonly reason: string;
  readonly at: Instant;
  readonly fee?: Money | undefined;
  readonly deliveryId?: string | undefined;
  /** What a person booked himself: it takes the appointment's place. */
  readonly instead?: ByHand | undefined;
  /** Undone within its time: new times are offered instead of an end. */
  readonly undo?: boolean | undefined;
  /** Written before a shop is written to that cannot refuse: from then on its own word about the job comes too late. */
  readonly toldAt?: Instant | undefined;
}

export interface Cancellation {
  readonly by: Actor;
  readonly reason: string;
  readonly at: Instant;
  readonly fee?: Money | undefined;
  readonly paidBy?: 'fleet' | 'host' | 'provider' | undefined;
}

/** An appointment that is to go: one that was moved away from, or one that was won after the move had ended. */
export interface Release {
  readonly reference: string;
  readonly providerId: ProviderId;
  readonly network: string;
  readonly networkRef: string;
  readonly providerName: string;
  readonly phone?: string | undefined;
  readonly start: Instant;
  readonly end: Instant;
  readonly timeZone: TimeZone;
  /** Absent while it is not known whether the shop has it at all: it is looked up by our reference. */
  readonly confirmation?: string | undefined;
  /** How the shop is asked again where there is no look-up. */
  readonly request?: ShopRequest | undefined;
  readonly since: Instant;
  /** The shop will not let go: both stand. In its words. */
  readonly refused?: string | undefined;
}
