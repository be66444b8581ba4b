import type { Appointment, Cancellation, Cancelling, Release, ShopRequest } from './appointment.ts';
import type { Approval, ApprovalRecord } from './approval.ts';
import type { Addressee, Watch } from './attention.ts';
import type { Point, VehicleClass } from './directory.ts';
import type { Earning } from './earning.ts';
import type { BookingId, FleetId, Instant, TimeZone, VehicleId } from './ids.ts';
import type { Money } from './money.ts';
import type { Actor, AlertFact, ByHand, WorkOrder } from './particulars.ts';
import type { PostedCard, ThreadNote } from './posted-card.ts';
import type { ServiceCode, Severity, System } from './services.ts';
import type { Offer } from './slot.ts';

export type { Appointment, Cancellation, Cancelling, Release, ShopRequest } from './appointment.ts';
export type { Actor, AlertFact, ByHand, WorkOrder } from './particulars.ts';
export type { PostedCard, ThreadNote } from './posted-card.ts';

/** Where a booking stands, with what only that state has. */
export type Phase =
  | { readonly state: 'offered' }
  | { readonly state: 'requested'; readonly request: ShopRequest }
  | { readonly state: 'awaiting-approval'; readonly approval: Approval }
  | {
      readonly state: 'scheduled';
      readonly appointment: Appointment;
      readonly cancelling?: Cancelling | undefined;
      /** Somebody asked for more times: those of the offer are on the card, to move to. */
      readonly choosing?: boolean | undefined;
    }
  | {
      readonly state: 'moving';
      /** It stands until the new time is sure. */
      readonly appointment: Appointment;
      readonly request: ShopRequest;
      /** The shop moves it in one step, so that there is never a second appointment. */
      readonly atomic: boolean;
      /** Which of the new shop's bays is claimed, from 0. */
      readonly seat: number;
      /** What was held for the appointment before the new time was claimed as well. */
      readonly held: readonly string[];
    }
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
  'moving',
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
  /** By place, the message that its card belongs under: it came with others after quiet hours. */
  readonly digests?: Readonly<Record<string, PostedCard['ref']>> | undefined;
  /** How often it was reminded of while nobody answered. */
  readonly watch?: Watch | undefined;
  readonly cards: readonly PostedCard[];
  readonly notes: readonly ThreadNote[];
  /** For the commission ledger, oldest first, the last 20. */
  readonly earnings?: readonly Earning[] | undefined;
  /** Appointments that shops still have to let go of after a move, and those that they would not, the last 10. */
  readonly releases?: readonly Release[] | undefined;
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
