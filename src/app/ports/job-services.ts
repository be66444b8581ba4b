import type { Effect } from '../../domain/effects.ts';
import type { BookingId, FleetId, Instant } from '../../domain/ids.ts';
import type { JobContext, JobResult } from './jobs.ts';
import type { FollowUp } from './network.ts';

/** Why slots are asked for; `recovered`: a network that was missed answers again. */
export type OfferReason = Extract<Effect, { kind: 'make-offer' }>['why'] | 'recovered';

/** What the jobs do, one method for each kind of effect. All are safe to repeat; throwing means: try again later. */
export interface JobServices {
  /** Asks for slots and puts them into the booking; `deliveryId` is the click that asked for more. */
  makeOffer(
    bookingId: BookingId,
    why: OfferReason,
    deliveryId: string | undefined,
    context: JobContext,
  ): Promise<JobResult>;
  /** Asks the shop for the slot of the booking's request number `attempt`. */
  bookAtShop(bookingId: BookingId, attempt: number, context: JobContext): Promise<JobResult>;
  /** Asks the shop for the new time of the booking's move number `attempt`. */
  moveAtShop(bookingId: BookingId, attempt: number, context: JobContext): Promise<JobResult>;
  /** Has a shop let go of the appointment that it knows by `reference`. */
  releaseAtShop(bookingId: BookingId, reference: string, context: JobContext): Promise<JobResult>;
  /** Asks the shop to cancel the appointment that it knows by `reference`. */
  cancelAtShop(bookingId: BookingId, reference: string, context: JobContext): Promise<JobResult>;
  /** Posts the booking's card where it is not yet, and brings it to the present version elsewhere. */
  syncCards(bookingId: BookingId, context: JobContext): Promise<JobResult>;
  /** Writes a line into the card's thread. */
  postNote(bookingId: BookingId, noteId: string, context: JobContext): Promise<JobResult>;
  /** Answers one delivery's sender alone, with the outcome recorded for it. */
  tell(bookingId: BookingId, deliveryId: string, context: JobContext): Promise<JobResult>;
  /** Applies statuses that came before their confirmation was known. */
  applyParked(bookingId: BookingId, network: string, confirmation: string, context: JobContext): Promise<JobResult>;
  /** Withdraws the request number `attempt` when the shop's time for an answer is over. */
  awaitAnswer(bookingId: BookingId, attempt: number, context: JobContext): Promise<JobResult>;
  /** Tells a shop that answers by itself how its request stands. */
  tellShop(network: string, message: FollowUp, context: JobContext): Promise<JobResult>;
  /** Asks the next approver, or gives the time back, when the time of the one asked in this round is over. */
  awaitApproval(bookingId: BookingId, round: number, context: JobContext): Promise<JobResult>;
  /** Reminds the approver of this round. */
  remindApprover(bookingId: BookingId, round: number, context: JobContext): Promise<JobResult>;
  /** Lets the shop hold the time that waits in this round. */
  holdAtShop(bookingId: BookingId, round: number, context: JobContext): Promise<JobResult>;
  /** Reminds of a case that nobody has answered. */
  remind(bookingId: BookingId, step: number, context: JobContext): Promise<JobResult>;
  /** Plans the reminders of the appointment that begins at `start`. */
  planReminders(bookingId: BookingId, start: Instant, context: JobContext): Promise<JobResult>;
  /** Reminds of the appointment that begins at `start`. */
  remindAppointment(bookingId: BookingId, hours: number, start: Instant, context: JobContext): Promise<JobResult>;
  /** Brings what was held back in the fleet's quiet hours, which end at `at`. */
  digest(fleetId: FleetId, at: Instant, context: JobContext): Promise<JobResult>;
  /** Chooses by itself, where the policy has it so. */
  autoBook(bookingId: BookingId, context: JobContext): Promise<JobResult>;
  /** Ends the time to undo. */
  endUndo(bookingId: BookingId, context: JobContext): Promise<JobResult>;
  /** Adds what the commission ledger lacks of a booking. */
  bookCommission(bookingId: BookingId, context: JobContext): Promise<JobResult>;
  /** Ends the offer whose time is over at `at`. */
  expireOffer(bookingId: BookingId, at: Instant, context: JobContext): Promise<JobResult>;
  /** Asks shops of a network that are polled together for their free times; repeats. */
  pollAvailability(network: string, group: string, context: JobContext): Promise<JobResult>;
  /** Takes over what changed in a network's own list of shops; repeats. */
  refreshProviders(network: string, context: JobContext): Promise<JobResult>;
  /** Ends a repeating job whose payload nobody understands any more, as an earlier version may have left it. */
  endRepeat(id: string): Promise<void>;
  /** Asks a network for the statuses that changed; repeats. */
  pollStatuses(network: string, context: JobContext): Promise<JobResult>;
}
