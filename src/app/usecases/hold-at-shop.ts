import type { BookingId } from '../../domain/ids.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { JobResult } from '../ports/jobs.ts';
import type { BookingMemory } from '../ports/network.ts';
import { waitingFor } from './approvals.ts';
import { orderFor } from './order.ts';
import { forgetAvailability } from './forget-availability.ts';

const ASK_AGAIN_MS = 15_000;
/** Held anew a moment after the old hold ends: while both stood, the shop would count the time twice. */
const AFTER_MS = 250;

/**
 * The job behind `hold-at-shop`: lets the shop keep a time that waits for an approver, again and again until it is decided.
 * A time that is gone there is given up at once.
 */
export async function holdAtShop(core: Core, bookingId: BookingId, round: number): Promise<JobResult> {
  const booking = waitingFor(await core.bookings.get(bookingId), round);
  if (!booking) return;
  const { approval } = booking.phase;
  const { slot, by, since, note } = approval;
  const network = core.networks.get(slot.network);
  if (!network?.hold) return;
  // The reference that the request will have: an approval makes the next attempt.
  const attempt = booking.attempts + 1;
  const request = { attempt, reference: `${bookingId}-${attempt}`, slot, by, since };
  const memory: BookingMemory = { note, keep: (text) => amend(core, bookingId, round, { note: text }) };
  const held = await network.hold(await orderFor(core, booking, request, memory));
  if (held.ok) {
    const { until } = held.value;
    await amend(core, bookingId, round, { heldUntil: until });
    return { againInMs: Math.max(AFTER_MS, Date.parse(until) - core.clock.trueNow().getTime() + AFTER_MS) };
  }
  switch (held.error.kind) {
    case 'slot-taken':
      await forgetAvailability(core, slot.providerId);
      await core.engine.apply(bookingId, (present, now) => transition(present, { type: 'slot-gone', round }, now));
      return;
    case 'rejected':
      // The approver may still say yes: then the shop says in words why not.
      return;
    default: {
      const retryAfterMs = held.error.kind === 'unavailable' ? held.error.retryAfterMs : undefined;
      return { againInMs: retryAfterMs ?? ASK_AGAIN_MS };
    }
  }
}

/** Durable when it resolves; false when this approver's time is over. */
async function amend(
  core: Core,
  bookingId: BookingId,
  round: number,
  change: { readonly note?: string; readonly heldUntil?: string },
): Promise<boolean> {
  const amended = await core.engine.amend(bookingId, (present) => {
    const waiting = waitingFor(present, round);
    return waiting && { ...waiting, phase: { ...waiting.phase, approval: { ...waiting.phase.approval, ...change } } };
  });
  return waitingFor(amended, round) !== undefined;
}
