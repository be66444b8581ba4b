import type { Appointment, ByHand, Release } from './booking.ts';
import type { Instant } from './ids.ts';
import type { Money } from './money.ts';
import type { OfferedSlot } from './slot.ts';

type Place = Pick<OfferedSlot, 'providerName' | 'start' | 'end' | 'timeZone' | 'phone'>;

/** What there is to say, by code, with what its sentence needs. The sentences are in `sentences.ts`. */
export type Say =
  | { readonly code: 'asking-shop'; readonly slot: Place }
  | { readonly code: 'already-asking'; readonly slot: Place }
  | { readonly code: 'busy-asking'; readonly slot: Place }
  | { readonly code: 'booked'; readonly appointment: Appointment }
  | { readonly code: 'already-booked-this'; readonly appointment: Appointment }
  | { readonly code: 'already-booked'; readonly appointment: Appointment }
  | { readonly code: 'slot-taken'; readonly slot: Place; readonly next: readonly OfferedSlot[] }
  | { readonly code: 'slot-not-offered'; readonly next: readonly OfferedSlot[] }
  | { readonly code: 'vehicle-busy'; readonly slot: Place }
  | { readonly code: 'move-needs-approval'; readonly slot: Place; readonly appointment: Appointment }
  | {
      readonly code: 'shop-declined';
      readonly slot: Place;
      readonly reason: string;
      readonly next: readonly OfferedSlot[];
    }
  | { readonly code: 'shop-unreachable'; readonly slot: Place; readonly next: readonly OfferedSlot[] }
  | { readonly code: 'asking-to-move'; readonly slot: Place; readonly appointment: Appointment }
  | {
      readonly code: 'moved';
      readonly appointment: Appointment;
      readonly was: Appointment;
      readonly atomic: boolean;
    }
  | {
      readonly code: 'move-failed';
      readonly slot: Place;
      readonly appointment: Appointment;
      readonly why: 'slot-taken' | 'declined' | 'unavailable' | 'no-answer' | 'proposed';
      readonly reason: string;
      readonly next: readonly OfferedSlot[];
    }
  | { readonly code: 'released'; readonly release: Release; readonly fee?: Money | undefined }
  | { readonly code: 'release-refused'; readonly release: Release }
  | { readonly code: 'no-such-time'; readonly words: string }
  | { readonly code: 'time-passed'; readonly words: string }
  | {
      readonly code: 'nothing-free-then';
      readonly words: string;
      readonly next: readonly OfferedSlot[];
      readonly stands?: Appointment | undefined;
    }
  | { readonly code: 'shop-silent'; readonly slot: Place }
  | { readonly code: 'shop-asked'; readonly slot: Place; readonly until: Instant }
  | { readonly code: 'shop-proposed'; readonly slot: Place; readonly proposed: Place }
  | { readonly code: 'shop-no-answer'; readonly slot: Place; readonly next: readonly OfferedSlot[] }
  | { readonly code: 'looking-for-slots' }
  | {
      readonly code: 'offer-made';
      readonly next: readonly OfferedSlot[];
      readonly more: number;
      readonly reason?: string | undefined;
    }
  | { readonly code: 'offer-expired' }
  | { readonly code: 'alert-joined' }
  | { readonly code: 'dismissed' }
  | { readonly code: 'cancel-fee'; readonly appointment: Appointment; readonly fee: Money }
  | { readonly code: 'cancelling'; readonly providerName: string }
  | { readonly code: 'cancel-kept'; readonly providerName: string }
  | { readonly code: 'cancelled'; readonly fee?: Money | undefined; readonly by?: string | undefined }
  | { readonly code: 'booked-by-hand'; readonly manual: ByHand; readonly by?: string | undefined }
  | { readonly code: 'stands-by-hand'; readonly manual: ByHand }
  | { readonly code: 'by-hand-kept'; readonly providerName: string }
  | { readonly code: 'by-hand-fee'; readonly appointment: Appointment; readonly fee: Money }
  | { readonly code: 'by-hand-cancelled'; readonly manual: ByHand }
  | { readonly code: 'rate-from-start'; readonly manual: ByHand }
  | { readonly code: 'cancel-refused'; readonly appointment: Appointment; readonly reason: string }
  | { readonly code: 'confirm-too-late' }
  | { readonly code: 'nothing-to-confirm' }
  | { readonly code: 'cancelled-by-shop'; readonly appointment: Appointment }
  | { readonly code: 'moved-by-shop'; readonly appointment: Appointment; readonly was: Appointment }
  | { readonly code: 'checked-in'; readonly appointment: Appointment }
  | { readonly code: 'work-started'; readonly appointment: Appointment }
  | { readonly code: 'in-the-shop'; readonly appointment: Appointment }
  | { readonly code: 'completed'; readonly appointment: Appointment; readonly invoice?: Money | undefined }
  | { readonly code: 'no-show'; readonly appointment: Appointment }
  | { readonly code: 'rated'; readonly stars: number }
  | { readonly code: 'not-yet-completed' }
  | {
      readonly code: 'failed';
      readonly providerName: string;
      readonly reason: string;
      readonly phone?: string | undefined;
    }
  | {
      readonly code: 'asking-approver';
      readonly slot: Place;
      readonly approver?: string | undefined;
      readonly until: Instant;
    }
  | {
      readonly code: 'awaits-approval';
      readonly slot: Place;
      readonly approver?: string | undefined;
      readonly until: Instant;
    }
  | {
      readonly code: 'approved';
      readonly slot: Place;
      readonly by?: string | undefined;
      readonly comment?: string | undefined;
    }
  | {
      readonly code: 'rejected';
      readonly slot: Place;
      readonly by?: string | undefined;
      readonly comment?: string | undefined;
    }
  | { readonly code: 'approval-over'; readonly slot: Place }
  | { readonly code: 'approval-handed-over'; readonly slot: Place; readonly approver: string; readonly until: Instant }
  | { readonly code: 'approval-due'; readonly slot: Place; readonly until: Instant }
  | { readonly code: 'slot-gone'; readonly slot: Place }
  | { readonly code: 'own-request' }
  | { readonly code: 'approvers-only' }
  | { readonly code: 'no-approval-asked' }
  | { readonly code: 'undone'; readonly fee?: Money | undefined; readonly by?: string | undefined }
  | { readonly code: 'undo-too-late'; readonly until: Instant }
  | { readonly code: 'nothing-to-undo' }
  | { readonly code: 'snoozed'; readonly until: Instant }
  | { readonly code: 'nobody-answered'; readonly since: Instant; readonly next?: string | undefined }
  | { readonly code: 'escalated'; readonly to: string; readonly by?: string | undefined }
  | { readonly code: 'nobody-left' }
  | { readonly code: 'appointment-soon'; readonly appointment: Appointment }
  | { readonly code: 'case-closed'; readonly state: string }
  | { readonly code: 'newer-case' }
  | { readonly code: 'old-news' }
  | { readonly code: 'not-a-member' }
  | { readonly code: 'not-allowed' }
  | { readonly code: 'unknown-booking' }
  | { readonly code: 'try-again' };

export type SayCode = Say['code'];
