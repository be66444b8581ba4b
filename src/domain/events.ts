import type { ApprovalIntent, ApprovalTimer } from './approval-events.ts';
import type { FromPerson } from './from-person.ts';
import type { ApprovalNeed, UndoTerms } from './approval.ts';
import type { Actor, AlertFact, ByHand, WorkOrder } from './booking.ts';
import type { Instant } from './ids.ts';
import type { Money } from './money.ts';
import type { Offer, OfferedSlot } from './slot.ts';

/** What the people of a fleet ask for; the names are the intents'. */
export type IntentEvent =
  | ApprovalIntent
  | (FromPerson & {
      readonly type: 'choose-slot';
      readonly slotId: string;
      /** Which of the shop's bays is claimed, from 0. */
      readonly seat: number;
      readonly workOrder: WorkOrder;
      /** An approver has to be asked first. */
      readonly approval?: ApprovalNeed | undefined;
      /** Pitcrew chooses by itself. */
      readonly undo?: UndoTerms | undefined;
    })
  | (FromPerson & { readonly type: 'more-slots' })
  | (FromPerson & {
      readonly type: 'reschedule';
      /** As its shop offers it now; absent where the named one is offered no longer. */
      readonly slot?: OfferedSlot | undefined;
      /** Which of the shop's bays is claimed, from 0. */
      readonly seat: number;
      readonly workOrder: WorkOrder;
      /** The shop moves its own appointment in one step. */
      readonly atomic: boolean;
      /** An approver has to be asked first, where nothing is booked yet. */
      readonly approval?: ApprovalNeed | undefined;
      readonly undo?: undefined;
    })
  | (FromPerson & { readonly type: 'dismiss'; readonly reason: string })
  | (FromPerson & {
      readonly type: 'cancel';
      readonly reason: string;
      /** Due if cancelled now. */ readonly fee?: Money | undefined;
    })
  | (FromPerson & { readonly type: 'confirm-cancel' })
  | (FromPerson & {
      readonly type: 'book-manually';
      readonly manual: ByHand;
      /** Due if the present appointment is cancelled now. */
      readonly fee?: Money | undefined;
    })
  | (FromPerson & { readonly type: 'rate'; readonly stars: number; readonly comment?: string | undefined });

/** A shop's word about the appointment with this confirmation. */
interface FromShop {
  readonly network: string;
  readonly confirmation: string;
  readonly at: Instant;
}

/** The end of one attempt at a shop. */
interface AttemptEnd {
  readonly attempt: number;
}

/** What alerts, shops and timers bring. */
export type OutsideEvent =
  | ApprovalTimer
  | {
      readonly type: 'alert';
      readonly alert: AlertFact;
      /** When to remind of it if it makes the case urgent and nobody answers. */
      readonly remindAt?: Instant | undefined;
    }
  | {
      readonly type: 'offer';
      readonly offer: Offer;
      readonly deliveryId?: string | undefined;
      /** Pitcrew may choose from it by itself. */
      readonly auto?: boolean | undefined;
      /** Times to move an appointment to. */
      readonly toMove?: boolean | undefined;
    }
  | { readonly type: 'expired' }
  | (AttemptEnd & {
      readonly type: 'confirmed';
      readonly confirmation: string;
      readonly start: Instant;
      /** Keep the bay's claim: the network's availability does not count our own appointments. */
      readonly keepBay: boolean;
      /** What posted statuses name it by, where that is not the confirmation. */
      readonly statusRef?: string | undefined;
      /** The shop wants to hear that its yes was taken up. */
      readonly followUp?: boolean | undefined;
    })
  /** The shop was asked and answers later by itself. */
  | (AttemptEnd & { readonly type: 'asked'; readonly answerBy: Instant })
  /** The shop would rather have this other time. */
  | (AttemptEnd & { readonly type: 'proposed'; readonly proposed: OfferedSlot; readonly offer: Offer })
  | (AttemptEnd & { readonly type: 'no-answer'; readonly offer: Offer })
  /** The slot went to someone else, told by the shop (`attempt`) or by our own claims (`slotId`, nothing was asked). */
  | {
      readonly type: 'slot-taken';
      readonly attempt?: number | undefined;
      readonly slotId: string;
      readonly offer: Offer;
      readonly by?: Actor | undefined;
      readonly deliveryId?: string | undefined;
    }
  | (AttemptEnd & {
      readonly type: 'declined';
      readonly reason: string;
      readonly final: boolean;
      readonly offer: Offer;
    })
  | (AttemptEnd & { readonly type: 'unavailable'; readonly offer: Offer })
  /** `answerBy` where the shop answers by itself, if it has the request after all. */
  | (AttemptEnd & { readonly type: 'unknown'; readonly answerBy?: Instant | undefined })
  /** The new time is sure. */
  | (AttemptEnd & {
      readonly type: 'moved';
      readonly confirmation: string;
      readonly start: Instant;
      readonly keepBay: boolean;
      readonly statusRef?: string | undefined;
      readonly followUp?: boolean | undefined;
      /** Our reference that the shop knows it by from now on. */
      readonly reference: string;
      /** Due if the new appointment is cancelled now. */
      readonly fee?: Money | undefined;
    })
  /** The new time is not to be had: the appointment stays as it is. */
  | (AttemptEnd & {
      readonly type: 'move-failed';
      readonly why: 'slot-taken' | 'declined' | 'unavailable' | 'no-answer' | 'proposed';
      /** In the shop's words. */
      readonly reason?: string | undefined;
      /** What the shop would rather have. */
      readonly proposed?: OfferedSlot | undefined;
      readonly offer: Offer;
      /** Due if the appointment is cancelled now. */
      readonly fee?: Money | undefined;
    })
  /** A shop has let go of an appointment that was moved away from it. */
  | { readonly type: 'released'; readonly reference: string; readonly fee?: Money | undefined }
  | { readonly type: 'release-refused'; readonly reference: string; readonly reason: string }
  | {
      readonly type: 'cancel-confirmed';
      readonly reference: string;
      readonly fee?: Money | undefined;
      readonly paidBy: 'fleet' | 'host' | 'provider';
    }
  | { readonly type: 'cancel-refused'; readonly reference: string; readonly reason: string }
  | (FromShop & { readonly type: 'cancelled-by-shop' })
  | (FromShop & {
      readonly type: 'moved-by-shop';
      readonly start: Instant;
      /** Whether the vehicle is held for the new time; not where another appointment holds it then. */
      readonly holds: boolean;
    })
  | (FromShop & { readonly type: 'status-checked-in' })
  | (FromShop & {
      readonly type: 'status-in-progress';
      /** False where another appointment holds the vehicle by now. */
      readonly holds?: boolean | undefined;
    })
  | (FromShop & { readonly type: 'status-completed'; readonly invoice?: Money | undefined })
  | (FromShop & { readonly type: 'status-no-show' });

export type DomainEvent = IntentEvent | OutsideEvent;
export type EventType = DomainEvent['type'];
export type EventOf<T extends EventType> = Extract<DomainEvent, { type: T }>;
