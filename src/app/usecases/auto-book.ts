import type { UndoTerms } from '../../domain/approval.ts';
import type { Actor, Booking } from '../../domain/booking.ts';
import type { Fleet } from '../../domain/directory.ts';
import type { BookingId, Instant } from '../../domain/ids.ts';
import { approvalReason } from '../../domain/policy/approval.ts';
import { mayChooseByItself } from '../../domain/policy/auto.ts';
import { maySendAt } from '../../domain/policy/quiet-hours.ts';
import type { OfferedSlot } from '../../domain/slot.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import { membersInOrder } from '../people.ts';
import type { JobResult } from '../ports/jobs.ts';
import { choose } from '../intents/choose-slot.ts';

const PITCREW: Actor = { kind: 'system', id: 'pitcrew', channel: 'system', name: 'Pitcrew' };

/**
 * The job behind `auto-book`: under the policy `auto` Pitcrew chooses the best time that needs no approval, with a way back;
 * where every time needs one, it asks an approver for the best, in quiet hours only at their end.
 */
export async function autoBook(core: Core, bookingId: BookingId): Promise<JobResult> {
  const booking = await core.bookings.get(bookingId);
  const fleet = booking && (await core.directory.fleet(booking.fleetId));
  if (!booking || fleet?.policy.booking !== 'auto' || !mayChooseByItself(booking)) return;
  const { slots } = booking.offer;
  const free = slots.filter((slot) => approvalReason(fleet.policy, slot) === undefined);
  const now = core.clock.now().toISOString();
  const quietUntil = quietEnd(fleet, booking, now);
  if (free.length === 0 && quietUntil !== undefined)
    return { againInMs: Date.parse(quietUntil) - core.clock.now().getTime() };
  const contact = await contactOf(core, fleet, now);
  for (const slot of free.length > 0 ? free : slots) {
    const { slotId } = slot;
    const undo = await undoTerms(core, fleet, slot, quietUntil ?? now);
    const { kind } = await choose(core, { bookingId, slotId, by: PITCREW, contact, undo });
    // Refused: the vehicle is away at that time.
    if (kind !== 'refused') return;
  }
}

/** With the fee that the shop's terms ask for a cancellation at the end of the time to undo, so that it is read before. */
async function undoTerms(core: Core, { policy }: Fleet, slot: OfferedSlot, from: Instant): Promise<UndoTerms> {
  const minutes = policy.autoUndoMinutes;
  const terms = (await core.directory.provider(slot.providerId))?.cancelFee;
  const hoursLeft = (Date.parse(slot.start) - Date.parse(from)) / 3_600_000 - minutes / 60;
  const isDue = terms !== undefined && terms.fee.amount > 0 && hoursLeft < terms.beforeHours;
  return { minutes, from, ...(isDue ? { fee: terms.fee } : {}) };
}

function quietEnd({ policy, timeZone }: Fleet, { severity }: Booking, now: Instant): Instant | undefined {
  const end = maySendAt(policy.quietHours, now, timeZone);
  return severity !== 'out-of-service' && end > now ? end : undefined;
}

/** Whoever is on call first; the fleet itself where it has no manager. */
async function contactOf(core: Core, fleet: Fleet, now: Instant) {
  const [first] = await membersInOrder(core, fleet, 'manager', now);
  return first ?? { name: fleet.name, phone: fleet.policy.servicePhone };
}

/** The job behind `end-undo`. */
export async function endUndo(core: Core, bookingId: BookingId): Promise<void> {
  await core.engine.apply(bookingId, (booking, now) => transition(booking, { type: 'undo-over' }, now));
}
