import { isVehicleClaim } from '../../domain/claims.ts';
import type { BookingId } from '../../domain/ids.ts';
import { findSlot } from '../../domain/slot.ts';
import { refused } from '../../domain/step.ts';
import { transition } from '../../domain/transition.ts';
import type { Applied } from '../engine.ts';
import type { Core } from '../core.ts';
import { offerWithout } from '../usecases/offers.ts';
import { heldSeats } from '../usecases/seats.ts';
import { workOrderFor } from '../usecases/work-order.ts';
import type { IntentHandler } from './handler.ts';

/** Claims a bay seat and the vehicle's time for the slot, and asks its shop; a seat is tried up to the capacity the shop reports. */
export const chooseSlot: IntentHandler<'choose-slot'> = async (core, request) => {
  const { bookingId, intent, actor, member, deliveryId } = request;
  const { slotId } = intent;
  const cause = { deliveryId, intent: 'choose-slot' };
  for (let seat = 0; ; seat++) {
    if (await isFull(core, bookingId, slotId)) return lostToAnother(core, request);
    const applied = await core.engine.apply(
      bookingId,
      async (booking, now) => {
        const workOrder = await workOrderFor(core, booking, findSlot(booking.offer, slotId), member);
        return transition(booking, { type: 'choose-slot', slotId, seat, workOrder, by: actor, deliveryId }, now);
      },
      cause,
    );
    if (applied.kind !== 'conflict') return applied;
    const slot = findSlot(applied.booking.offer, slotId);
    if (slot && applied.held.some(({ key }) => isVehicleClaim(key))) {
      return core.engine.apply(bookingId, () => refused({ code: 'vehicle-busy', slot }), cause);
    }
    if (!slot || seat + 1 >= (slot.seats ?? slot.capacity)) return lostToAnother(core, request);
  }
};

/** Where the shop's count leaves our own bookings out, these may be in any bay: together they must leave one free. */
async function isFull(core: Core, bookingId: BookingId, slotId: string): Promise<boolean> {
  const booking = await core.bookings.get(bookingId);
  const slot = booking && findSlot(booking.offer, slotId);
  return slot?.seats !== undefined && (await heldSeats(core, slot, booking?.claims)) >= slot.capacity;
}

/** Every seat is claimed by other bookings: the next three slots at once, in words to the one who clicked. */
const lostToAnother = async (
  core: Parameters<IntentHandler<'choose-slot'>>[0],
  { bookingId, intent, actor, deliveryId }: Parameters<IntentHandler<'choose-slot'>>[1],
): Promise<Applied> => {
  const { slotId } = intent;
  const offer = await offerWithout(core, bookingId, slotId);
  return core.engine.apply(
    bookingId,
    (booking, now) =>
      transition(booking, { type: 'slot-taken', slotId, offer: offer ?? booking.offer, by: actor, deliveryId }, now),
    { deliveryId, intent: 'choose-slot' },
  );
};
