import type { Actor, Booking } from '../../domain/booking.ts';
import type { BookingId, MemberId } from '../../domain/ids.ts';
import { isUrgent } from '../../domain/services.ts';
import { absorbed } from '../../domain/step.ts';
import { isAnswered } from '../../domain/steps/attention.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import { passOn } from '../intents/escalate.ts';
import { isPosted } from './card-places.ts';

/**
 * A message about a case is known not to have reached a person: where he is waited for, the next one is asked at once
 * instead of when his time is over. The same again changes nothing once somebody else is asked.
 */
export async function unreached(
  core: Core,
  bookingId: BookingId,
  { memberId, channel }: { readonly memberId: MemberId; readonly channel: string },
): Promise<void> {
  const by: Actor = { kind: 'system', id: 'pitcrew', channel };
  await core.engine.apply(bookingId, async (booking, now) => {
    if (!isWaitedFor(booking, memberId)) return absorbed({ code: 'old-news' });
    const passed = await passOn(core, booking, memberId, now);
    // Nobody is left: his own time goes on.
    return passed.next ? transition(booking, { type: 'escalate', by, ...passed }, now) : absorbed({ code: 'old-news' });
  });
}

function isWaitedFor(booking: Booking, memberId: MemberId): boolean {
  const { phase, people = [], cards, severity } = booking;
  if (phase.state === 'awaiting-approval') return phase.approval.approver?.memberId === memberId;
  if (phase.state !== 'offered' || isAnswered(booking)) return false;
  const asked = people.findLast(({ as }) => as === 'on-call');
  if (asked !== undefined) return asked.memberId === memberId;
  return isUrgent(severity) || cards.filter(isPosted).length <= 1;
}
