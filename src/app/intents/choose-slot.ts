import type { UndoTerms } from '../../domain/approval.ts';
import type { Actor, Booking } from '../../domain/booking.ts';
import { isVehicleClaim } from '../../domain/claims.ts';
import type { Member } from '../../domain/directory.ts';
import type { BookingId, Instant } from '../../domain/ids.ts';
import type { OfferedSlot } from '../../domain/slot.ts';
import { findSlot } from '../../domain/slot.ts';
import { refused } from '../../domain/step.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { Applied } from '../engine.ts';
import { approvalNeed } from '../people.ts';
import { offerWithout } from '../usecases/offers.ts';
import { heldSeats } from '../usecases/seats.ts';
import { workOrderFor } from '../usecases/work-order.ts';
import type { IntentHandler } from './handler.ts';

/** @see choose: the member himself is the chooser and whom the shop may call. */
export const chooseSlot: IntentHandler<'choose-slot'> = (core, { bookingId, intent, actor, member, deliveryId }) =>
  choose(core, { bookingId, slotId: intent.slotId, by: actor, contact: member, deliveryId });

/** One time of the offer, chosen by a person, or by Pitcrew itself. */
export interface Choice {
  readonly bookingId: BookingId;
  readonly slotId: string;
  readonly by: Actor;
  /** Whom the shop may call. */
  readonly contact: Pick<Member, 'name' | 'phone'>;
  readonly deliveryId?: string | undefined;
  readonly undo?: UndoTerms | undefined;
}

/**
 * Claims a bay seat and the vehicle's time for the slot, and asks its shop, or an approver first where the fleet's policy
 * wants one. A seat is tried up to the capacity that the shop reports.
 */
export async function choose(core: Core, choice: Choice): Promise<Applied> {
  const { bookingId, slotId, by, contact, deliveryId, undo } = choice;
  const cause = { deliveryId, intent: 'choose-slot' };
  for (let seat = 0; ; seat++) {
    if (await isFull(core, bookingId, slotId)) return lostToAnother(core, choice);
    const applied = await core.engine.apply(
      bookingId,
      async (booking, now) => {
        const slot = findSlot(booking.offer, slotId);
        const workOrder = await workOrderFor(core, booking, slot, contact);
        const approval = await needOf(core, booking, slot, by, now);
        return transition(
          booking,
          { type: 'choose-slot', slotId, seat, workOrder, by, deliveryId, approval, undo },
          now,
        );
      },
      cause,
    );
    if (applied.kind !== 'conflict') return applied;
    const slot = findSlot(applied.booking.offer, slotId);
    if (slot && applied.held.some(({ key }) => isVehicleClaim(key))) {
      return core.engine.apply(bookingId, () => refused({ code: 'vehicle-busy', slot }), cause);
    }
    if (!slot || seat + 1 >= (slot.seats ?? slot.capacity)) return lostToAnother(core, choice);
  }
}

export async function needOf(core: Core, booking: Booking, slot: OfferedSlot | undefined, by: Actor, now: Instant) {
  const fleet = slot && (await core.directory.fleet(booking.fleetId));
  return slot && fleet ? approvalNeed(core, fleet, booking, { slot, by }, now) : undefined;
}

/** Where the shop's count leaves our own bookings out, these may be in any bay: together they must leave one free. */
async function isFull(core: Core, bookingId: BookingId, slotId: string): Promise<boolean> {
  const booking = await core.bookings.get(bookingId);
  const slot = booking && findSlot(booking.offer, slotId);
  return slot?.seats !== undefined && (await heldSeats(core, slot, booking?.claims)) >= slot.capacity;
}

/** Every seat is claimed by other bookings: the next three slots at once, in words to the one who clicked. */
async function lostToAnother(core: Core, { bookingId, slotId, by, deliveryId }: Choice): Promise<Applied> {
  const offer = await offerWithout(core, bookingId, slotId);
  return core.engine.apply(
    bookingId,
    (booking, now) =>
      transition(booking, { type: 'slot-taken', slotId, offer: offer ?? booking.offer, by, deliveryId }, now),
    { deliveryId, intent: 'choose-slot' },
  );
}
