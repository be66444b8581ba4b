import type { Actor, Booking } from '../../domain/booking.ts';
import { appointmentOf } from '../../domain/booking.ts';
import { isVehicleClaim } from '../../domain/claims.ts';
import type { Member } from '../../domain/directory.ts';
import type { BookingId } from '../../domain/ids.ts';
import type { Result } from '../../domain/result.ts';
import { moveObstacle } from '../../domain/policy/approval.ts';
import { ok } from '../../domain/result.ts';
import type { Say } from '../../domain/say.ts';
import type { OfferedSlot } from '../../domain/slot.ts';
import { findSlot } from '../../domain/slot.ts';
import type { Step } from '../../domain/step.ts';
import { refused } from '../../domain/step.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { Applied } from '../engine.ts';
import { needOf } from '../intents/choose-slot.ts';
import type { NamedTime } from './named-time.ts';
import { findNamed } from './named-time.ts';
import { freshOffer } from './offers.ts';
import { heldSeats } from './seats.ts';
import { workOrderFor } from './work-order.ts';

/** Times that are tried one after another where others of our own bookings take them away. */
const MAX_TRIES = 5;

export interface Wish extends NamedTime {
  readonly bookingId: BookingId;
  readonly slotId?: string | undefined;
  readonly by: Actor;
  /** Whom the shop may call. */
  readonly contact: Pick<Member, 'name' | 'phone' | 'roles'>;
  readonly deliveryId: string;
}

/**
 * Moves an appointment to a slot of the card, or to the earliest free one that words or a day name; where nothing is booked
 * yet that one is booked. The new time is claimed beside the old one, which stands until a shop has confirmed the new one.
 */
export async function reschedule(core: Core, wish: Wish): Promise<Applied> {
  const { bookingId, deliveryId } = wish;
  const cause = { deliveryId, intent: 'reschedule' };
  const gone: OfferedSlot[] = [];
  for (let tries = 0; ; tries++) {
    const booking = await core.bookings.get(bookingId);
    if (!booking) return { kind: 'missing' };
    const found = await slotFor(core, booking, wish, gone);
    if (!found.ok) return core.engine.apply(bookingId, () => refused(found.error), cause);
    const slot = found.value;
    const applied = await claim(core, wish, slot);
    if (applied !== 'taken') return applied;
    if (slot) gone.push(slot);
    if (wish.slotId === undefined && tries + 1 < MAX_TRIES) continue;
    return lost(core, wish, booking, slot as OfferedSlot);
  }
}

/** The slot that is meant. Where the case is past any move its own refusal says so, whatever the words are. */
async function slotFor(
  core: Core,
  booking: Booking,
  wish: Wish,
  gone: readonly OfferedSlot[],
): Promise<Result<OfferedSlot | undefined, Say>> {
  const { state } = booking.phase;
  if (wish.slotId !== undefined) return ok(findSlot(booking.offer, wish.slotId) ?? asked(booking, wish.slotId));
  if (state !== 'offered' && state !== 'scheduled') return ok(undefined);
  return findNamed(core, booking, wish, gone);
}

/** The slot that a shop is being asked for, which may be none of the offer. */
function asked({ phase }: Booking, slotId: string): OfferedSlot | undefined {
  const slot = phase.state === 'requested' || phase.state === 'moving' ? phase.request.slot : undefined;
  return slot?.slotId === slotId ? slot : undefined;
}

/** Claims a bay and the vehicle for it; a seat is tried up to the capacity that the shop reports. */
async function claim(core: Core, wish: Wish, slot: OfferedSlot | undefined): Promise<Applied | 'taken'> {
  const { bookingId, by, contact, deliveryId } = wish;
  const cause = { deliveryId, intent: 'reschedule' };
  for (let seat = 0; ; seat++) {
    if (slot && (await isFull(core, bookingId, slot))) return 'taken';
    const applied = await core.engine.apply(
      bookingId,
      async (booking, now) => {
        const workOrder = await workOrderFor(core, booking, slot, contact);
        const isNew = booking.phase.state === 'offered';
        const approval = isNew ? await needOf(core, booking, slot, by, now) : undefined;
        if (slot && (await isBeyondPolicy(core, booking, slot, contact))) return notWithoutApproval(booking, slot);
        const atomic = slot !== undefined && canMove(core, booking, slot);
        const common = { slot, seat, workOrder, atomic, by, deliveryId, approval };
        return transition(booking, { type: 'reschedule', ...common }, now);
      },
      cause,
    );
    if (applied.kind !== 'conflict' || !slot) return applied;
    if (applied.held.some(({ key }) => isVehicleClaim(key)))
      return core.engine.apply(bookingId, () => refused({ code: 'vehicle-busy', slot }), cause);
    if (seat + 1 >= (slot.seats ?? slot.capacity)) return 'taken';
  }
}

/** Whether the fleet's policy wants an approver for that time who is not the mover himself. */
async function isBeyondPolicy(
  core: Core,
  booking: Booking,
  slot: OfferedSlot,
  { roles }: Wish['contact'],
): Promise<boolean> {
  const appointment = booking.phase.state === 'scheduled' ? booking.phase.appointment : undefined;
  const fleet = appointment && (await core.directory.fleet(booking.fleetId));
  if (!fleet || (fleet.policy.selfApproval && roles.includes('approver'))) return false;
  return moveObstacle(fleet.policy, appointment, slot) !== undefined;
}

function notWithoutApproval(booking: Booking, slot: OfferedSlot): Step {
  const appointment = appointmentOf(booking);
  return refused(
    appointment ? { code: 'move-needs-approval', slot, appointment } : { code: 'slot-not-offered', next: [] },
  );
}

/** Whether the shop moves its own appointment in one step: the same shop, and its network can. */
function canMove(core: Core, booking: Booking, slot: OfferedSlot): boolean {
  const appointment = appointmentOf(booking);
  const isSame = appointment?.network === slot.network && appointment.networkRef === slot.networkRef;
  return isSame && core.networks.get(slot.network)?.move !== undefined;
}

/** Where the shop's count leaves our own bookings out, these may be in any bay: together they must leave one free. */
async function isFull(core: Core, bookingId: BookingId, slot: OfferedSlot): Promise<boolean> {
  if (slot.seats === undefined) return false;
  const booking = await core.bookings.get(bookingId);
  return (await heldSeats(core, slot, booking?.claims)) >= slot.capacity;
}

/** Every seat is claimed by other bookings: nothing changes, and the next times are told to the one who asked. */
async function lost(core: Core, wish: Wish, booking: Booking, slot: OfferedSlot): Promise<Applied> {
  const appointment = appointmentOf(booking);
  const exclude = appointment ? [slot, appointment] : [slot];
  const { slots: next } = await freshOffer(core, booking, 'best', { exclude });
  return core.engine.apply(wish.bookingId, () => refused({ code: 'slot-taken', slot, next }), {
    deliveryId: wish.deliveryId,
    intent: 'reschedule',
  });
}
