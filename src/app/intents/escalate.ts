import type { Booking } from '../../domain/booking.ts';
import type { EventOf } from '../../domain/events.ts';
import type { Instant } from '../../domain/ids.ts';
import { addMinutes } from '../../domain/time.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import { nextApprover, nextToRemind } from '../people.ts';
import type { IntentHandler } from './handler.ts';

/** Passes it on: to the next approver where one is waited for, else to the next person who could choose. */
export const escalate: IntentHandler<'escalate'> = (core, { bookingId, actor, deliveryId }) =>
  core.engine.apply(
    bookingId,
    async (booking, now) => {
      const passed = await passOn(core, booking, actor.id, now);
      return transition(booking, { type: 'escalate', by: actor, deliveryId, ...passed }, now);
    },
    { deliveryId, intent: 'escalate' },
  );

/** Who is asked next of a case, besides `by`, who is not asked. */
export async function passOn(
  core: Core,
  booking: Booking,
  by: string,
  now: Instant,
): Promise<Pick<EventOf<'escalate'>, 'next' | 'nextAt'>> {
  const fleet = await core.directory.fleet(booking.fleetId);
  if (!fleet) return {};
  if (booking.phase.state === 'awaiting-approval') {
    const next = await nextApprover(core, fleet, booking, booking.phase.approval, now);
    return next ? { next: { ...next, channel: '' } } : {};
  }
  // Whoever passes it on is not the one whom it is passed on to.
  const next = await nextToRemind(core, fleet, booking, now, by);
  if (!next) return {};
  const isWatched = booking.phase.state === 'offered' && booking.watch !== undefined;
  return { next, ...(isWatched ? { nextAt: addMinutes(now, fleet.policy.remindAfterMinutes) } : {}) };
}
