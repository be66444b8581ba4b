import type { Approval, ApprovalRecord, UndoTerms } from './approval.ts';
import type { Addressee, Watch } from './attention.ts';
import type { Address, Point, VehicleClass } from './directory.ts';
import type { Earning } from './earning.ts';
import type { BookingId, FleetId, Instant, ProviderId, TimeZone, VehicleId } from './ids.ts';
import type { Money } from './money.ts';
import type { Actor, AlertFact, ByHand, WorkOrder } from './particulars.ts';
import type { PostedCard, ThreadNote } from './posted-card.ts';
import type { ServiceCode, Severity, System } from './services.ts';
import type { DropOff, Offer, OfferedSlot } from './slot.ts';

export type { Actor, AlertFact, ByHand, WorkOrder } from './particulars.ts';
export type { PostedCard, ThreadNote } from './posted-card.ts';

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
  /** What the network wants to know again if it has to be asked once more; opaque. */
  readonly note?: string | undefined;
  /** Pitcrew chose it by itself: the appointment can be undone for so many minutes. */
  readonly undo?: UndoTerms | undefined;
  /** Who approved it, where that was needed. */
  readonly approvedBy?: string | undefined;
  /** A cancellation asked for meanwhile: done as soon as the outcome is known. */
  readonly cancelWanted?:
    | {
        readonly by: Actor;
        readonly reason: string;
        readonly deliveryId?: string | undefined;
        readonly instead?: ByHand | undefined;
      }
    | undefined;
}

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
}

export interface Cancellation {
  readonly by: Actor;
  readonly reason: string;
  readonly at: Instant;
  readonly fee?: Money | undefined;
  readonly paidBy?: 'fleet' | 'host' | 'provider' | undefined;
}

/** Where a booking stands, with what only that state has. */
export type Phase =
  | { readonly state: 'offered' }
  | { readonly state: 'requested'; readonly request: ShopRequest }
  | { readonly state: 'awaiting-approval'; readonly approval: Approval }
  | { readonly state: 'scheduled'; readonly appointment: Appointment; readonly cancelling?: Cancelling | undefined }
  | { readonly state: 'in-progress'; readonly appointment: Appointment; readonly startedAt: Instant }
  | {
      readonly state: 'completed';
      readonly appointment: Appointment;
      readonly completedAt: Instant;
      readonly invoice?: Money | undefined;
      /** When the shop last corrected the invoice: an older one is old news. */
      readonly invoicedAt?: Instant | undefined;
    }
  | { readonly state: 'cancelled'; readonly cancellation: Cancellation; readonly appointment?: Appointment | undefined }
  | { readonly state: 'no-show'; readonly appointment: Appointment; readonly at: Instant }
  | { readonly state: 'manual'; readonly manual: ByHand; readonly by: Actor }
  | { readonly state: 'dismissed'; readonly by: Actor; readonly reason: string }
  | { readonly state: 'expired' }
  | {
      readonly state: 'failed';
      readonly reason: string;
      readonly providerName: string;
      readonly phone?: string | undefined;
    };

export type BookingState = Phase['state'];

/** States in which another alert of the same vehicle and system joins the case instead of opening one. */
export const OPEN_STATES: readonly BookingState[] = [
  'offered',
  'requested',
  'awaiting-approval',
  'scheduled',
  'in-progress',
  'expired',
];

export interface HistoryRow {
  readonly at: Instant;
  readonly actor: Actor;
  /** The intent, or the event where no intent caused the step. */
  readonly intent: string;
  readonly from: BookingState | null;
  readonly to: BookingState;
  readonly version: number;
}

export interface IntentOutcome {
  readonly intent: string;
  readonly deliveryId: string;
  readonly at: Instant;
  readonly result: 'done' | 'absorbed' | 'refused' | 'failed' | 'pending';
  readonly message: string;
}

export interface Rating {
  readonly stars: number;
  readonly comment?: string | undefined;
  readonly by: Actor;
  readonly at: Instant;
}

/** What of the vehicle and the fleet a card shows, as it was when the case was opened. */
export interface CaseContext {
  readonly timeZone: TimeZone;
  readonly locale: string;
  readonly vin: string;
  readonly plate?: string | undefined;
  readonly year?: number | undefined;
  readonly make?: string | undefined;
  readonly model?: string | undefined;
  readonly vehicleClass: VehicleClass;
  readonly gvwrLb: number;
}

/** The aggregate: one document from the alert to the rating. */
export interface Booking {
  readonly bookingId: BookingId;
  readonly fleetId: FleetId;
  readonly vehicleId: VehicleId;
  readonly system: System;
  readonly service: ServiceCode;
  readonly severity: Severity;
  readonly context: CaseContext;
  /** Where the vehicle was last known to be; the offer is made from here. */
  readonly location?: Point | undefined;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** Rises with every write; never shown. */
  readonly revision: number;
  /** Rises with every change that a person can see. */
  readonly version: number;
  readonly phase: Phase;
  readonly alerts: readonly AlertFact[];
  readonly offer: Offer;
  /** The last attempt number used at a shop. */
  readonly attempts: number;
  readonly workOrder?: WorkOrder | undefined;
  /** The estimate, then the invoice; after a cancellation the fee. */
  readonly cost?: Money | undefined;
  readonly history: readonly HistoryRow[];
  /** The last 50, newest first. */
  readonly outcomes: readonly IntentOutcome[];
  /** Ids of deliveries that were already applied, oldest first, the last 200. */
  readonly handled: readonly string[];
  readonly rating?: Rating | undefined;
  /** Decisions of approvers, oldest first. */
  readonly approvals?: readonly ApprovalRecord[] | undefined;
  /** Who gets the card in person, besides the fleet's channels. */
  readonly people?: readonly Addressee[] | undefined;
  /** How often it was reminded of while nobody answered. */
  readonly watch?: Watch | undefined;
  readonly cards: readonly PostedCard[];
  readonly notes: readonly ThreadNote[];
  /** For the commission ledger, oldest first, the last 20. */
  readonly earnings?: readonly Earning[] | undefined;
  /** Time that it holds: one key per 5-minute bucket, unique among all bookings. */
  readonly claims: readonly string[];
  /** Identities that it owns (alert ids, its open case, its appointment), unique among all bookings. */
  readonly keys: readonly string[];
}

/** The appointment that stands, if any. */
export function appointmentOf(booking: Booking): Appointment | undefined {
  return 'appointment' in booking.phase ? booking.phase.appointment : undefined;
}

/** Whether a new alert of its vehicle and system joins it. */
export const isOpen = (booking: Booking): boolean => OPEN_STATES.includes(booking.phase.state);
