import type { BookingId, Instant } from '../../domain/ids.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { JobResult } from '../ports/jobs.ts';

const ASK_AGAIN_MIN_MS = 300;
const ASK_AGAIN_MAX_MS = 30_000;

/** The job behind `cancel-at-shop`: the shop is asked until its answer is known; the appointment stands until then. */
export async function cancelAtShop(core: Core, bookingId: BookingId, reference: string): Promise<JobResult> {
  const booking = await core.bookings.get(bookingId);
  if (booking?.phase.state !== 'scheduled') return;
  const { appointment, cancelling } = booking.phase;
  const network = core.networks.get(appointment.network);
  if (cancelling?.stage !== 'asking' || appointment.reference !== reference) return;
  // A network that is switched off for now may come back; the appointment stands till then.
  if (!network) return { againInMs: ASK_AGAIN_MAX_MS };
  // A shop that can only be told cannot refuse: from here on its own word about the job comes too late.
  const isFirst = network.followUp !== undefined && cancelling.toldAt === undefined;
  if (isFirst && !(await amendTold(core, bookingId, reference, core.clock.now().toISOString())))
    return { againInMs: 0 };
  const answer = await network.cancel(appointment);
  if (answer.ok) {
    const fleet = await core.directory.fleet(booking.fleetId);
    const falseAlarm = cancelling.reason === 'false-positive';
    const paidBy = falseAlarm ? (fleet?.policy.cancelFee.falsePositivePaidBy ?? 'fleet') : 'fleet';
    const { fee } = answer.value;
    await core.engine.apply(bookingId, (present, now) =>
      transition(present, { type: 'cancel-confirmed', reference, fee, paidBy }, now),
    );
    core.metrics.bookingOutcome(appointment.network, 'cancelled');
    return;
  }
  if (answer.error.kind === 'rejected') {
    const { reason } = answer.error;
    await core.engine.apply(bookingId, (present, now) =>
      transition(present, { type: 'cancel-refused', reference, reason }, now),
    );
    return;
  }
  if (isFirst && answer.error.kind === 'unavailable') await amendTold(core, bookingId, reference, undefined);
  const age = core.clock.now().getTime() - Date.parse(cancelling.at);
  return { againInMs: Math.min(ASK_AGAIN_MAX_MS, Math.max(ASK_AGAIN_MIN_MS, age)) };
}

/** Durable when it resolves; false when nothing is to be cancelled there any more. */
async function amendTold(
  core: Core,
  bookingId: BookingId,
  reference: string,
  toldAt: Instant | undefined,
): Promise<boolean> {
  const amended = await core.engine.amend(bookingId, (present) => {
    const { phase } = present;
    if (phase.state !== 'scheduled' || phase.cancelling?.stage !== 'asking') return undefined;
    if (phase.appointment.reference !== reference) return undefined;
    return { ...present, phase: { ...phase, cancelling: { ...phase.cancelling, toldAt } } };
  });
  return amended?.phase.state === 'scheduled' && amended.phase.cancelling?.toldAt === toldAt;
}
