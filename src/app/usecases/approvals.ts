import type { Approval } from '../../domain/approval.ts';
import type { Booking } from '../../domain/booking.ts';
import type { BookingId } from '../../domain/ids.ts';
import { sentence } from '../../domain/sentences.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import { nextApprover } from '../people.ts';
import type { JobResult } from '../ports/jobs.ts';
import { noteTo } from './thread-notes.ts';

type Awaiting = Booking & { readonly phase: { readonly state: 'awaiting-approval'; readonly approval: Approval } };

/** The booking if this is still the present approver's time. */
export function waitingFor(booking: Booking | undefined, round: number): Awaiting | undefined {
  const waits = booking?.phase.state === 'awaiting-approval' && booking.phase.approval.round === round;
  return waits ? (booking as Awaiting) : undefined;
}

/** The job behind `await-approval`: when the approver's time is over the next one is asked, or the time is given back. */
export async function awaitApproval(core: Core, bookingId: BookingId, round: number): Promise<JobResult> {
  const booking = waitingFor(await core.bookings.get(bookingId), round);
  if (!booking) return;
  const leftMs = Date.parse(booking.phase.approval.until) - core.clock.now().getTime();
  if (leftMs > 0) return { againInMs: leftMs };
  const fleet = await core.directory.fleet(booking.fleetId);
  await core.engine.apply(bookingId, async (present, now) => {
    const waiting = waitingFor(present, round);
    const next = waiting && fleet && (await nextApprover(core, fleet, waiting, waiting.phase.approval, now));
    return transition(present, { type: 'approval-timeout', round, next }, now);
  });
}

/** The job behind `remind-approver`: a line under his own card. */
export async function remindApprover(core: Core, bookingId: BookingId, round: number): Promise<JobResult> {
  const booking = waitingFor(await core.bookings.get(bookingId), round);
  if (!booking) return;
  const { slot, until, approver } = booking.phase.approval;
  const card = booking.people?.findLast(({ memberId, as }) => as === 'approver' && memberId === approver?.memberId);
  if (!card) return;
  const text = sentence({ code: 'approval-due', slot, until }, booking.context);
  await noteTo(core, booking, { noteId: `approval-${round}`, text, only: card.n });
}
