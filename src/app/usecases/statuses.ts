import type { Booking } from '../../domain/booking.ts';
import { appointmentOf } from '../../domain/booking.ts';
import type { OutsideEvent } from '../../domain/events.ts';
import type { BookingId } from '../../domain/ids.ts';
import { appointmentKey } from '../../domain/keys.ts';
import { downtimeOf } from '../../domain/levels/downtime.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { Delivery, Settled } from '../ports/deliveries.ts';
import type { StatusUpdate } from '../ports/network.ts';
import { forgetAvailability } from './forget-availability.ts';

/** A status for an appointment that we do not know yet is kept this long. */
const PARKED_MS = 24 * 3_600_000;

/** Undefined for a word that says nothing but that it stands. */
function eventOf(network: string, update: StatusUpdate): OutsideEvent | undefined {
  const common = { network, confirmation: update.confirmation, at: update.at };
  switch (update.status) {
    case 'scheduled':
      return undefined;
    case 'checked-in':
      return { type: 'status-checked-in', ...common };
    case 'in-progress':
      return { type: 'status-in-progress', ...common };
    case 'completed':
      return { type: 'status-completed', ...common, invoice: update.invoice };
    case 'no-show':
      return { type: 'status-no-show', ...common };
    case 'cancelled':
      return { type: 'cancelled-by-shop', ...common };
  }
}

/** The answer for a delivered status; its sender does not wait for it. */
export const settledAs = (taken: 'applied' | 'absorbed' | 'parked' | 'unknown'): Settled => ({
  outcome: taken === 'applied' || taken === 'parked' ? 'accepted' : 'absorbed',
  message: `The status was ${taken}.`,
});

/** Applies a shop's word to the booking with that confirmation; `unknown` when there is none. */
export async function applyStatus(
  core: Core,
  network: string,
  update: StatusUpdate,
): Promise<'applied' | 'absorbed' | 'unknown'> {
  const booking = await core.bookings.byKey(keyOf(network, update));
  if (!booking) return 'unknown';
  const isMoved = await followMove(core, booking, network, update);
  const event = eventOf(network, update);
  if (!event) return isMoved ? 'applied' : 'absorbed';
  const apply = (told: OutsideEvent) =>
    core.engine.apply(booking.bookingId, (present, now) => transition(present, told, now));
  const first = await apply(event);
  // The vehicle was free for a while, and another appointment holds it by now: the shop's word stands all the same.
  const isHeld = first.kind === 'conflict' && event.type === 'status-in-progress';
  const applied = isHeld ? await apply({ ...event, holds: false }) : first;
  if (applied.kind === 'moved' && booking.phase.state !== 'completed') measureDowntime(core, applied.booking);
  return isMoved || applied.kind === 'moved' ? 'applied' : 'absorbed';
}

function measureDowntime({ metrics }: Core, booking: Booking): void {
  const downtime = downtimeOf(booking);
  if (!downtime) return;
  metrics.downtime('total', downtime.total);
  if (downtime.inShop !== undefined) metrics.downtime('in-shop', downtime.inShop);
}

const keyOf = (network: string, { confirmation, statusRef }: StatusUpdate): string =>
  appointmentKey(network, statusRef ?? confirmation);

/** The shop has it at another time: the appointment follows, also to a time at which the vehicle is held elsewhere. */
async function followMove(core: Core, booking: Booking, network: string, update: StatusUpdate): Promise<boolean> {
  const { confirmation, at, start } = update;
  if (start === undefined || update.status === 'cancelled') return false;
  const follow = (holds: boolean) =>
    core.engine.apply(booking.bookingId, (present, now) =>
      transition(present, { type: 'moved-by-shop', network, confirmation, at, start, holds }, now),
    );
  const first = await follow(true);
  const applied = first.kind === 'conflict' ? await follow(false) : first;
  const appointment = applied.kind === 'moved' ? appointmentOf(applied.booking) : undefined;
  if (appointment) await forgetAvailability(core, appointment.providerId);
  return applied.kind === 'moved';
}

/**
 * A delivered status: applied, or parked until its appointment is known. A parked one is not settled, since that would end
 * its parking; `unknown` when it has waited for a day in vain.
 */
export async function takeStatus(
  core: Core,
  { id, receivedAt }: Pick<Delivery, 'id' | 'receivedAt'>,
  network: string,
  update: StatusUpdate,
): Promise<'applied' | 'absorbed' | 'parked' | 'unknown'> {
  const first = await applyStatus(core, network, update);
  if (first !== 'unknown') return first;
  const until = new Date(Date.parse(receivedAt) + PARKED_MS).toISOString();
  if (until <= core.clock.now().toISOString()) return 'unknown';
  await core.deliveries.park(id, keyOf(network, update), until);
  // The confirmation may have been written while it was being parked.
  const second = await applyStatus(core, network, update);
  return second === 'unknown' ? 'parked' : second;
}

/** The job behind `apply-parked`: statuses that came before their confirmation, in the order in which the shop says they happened. */
export async function applyParked(
  core: Core,
  _bookingId: BookingId,
  network: string,
  confirmation: string,
): Promise<void> {
  const parked = await core.deliveries.parked(appointmentKey(network, confirmation));
  const statuses = parked.flatMap(({ id, body }) => (body.kind === 'status' ? [{ id, update: body.update }] : []));
  for (const { id, update } of statuses.sort((a, b) => Date.parse(a.update.at) - Date.parse(b.update.at))) {
    const result = await applyStatus(core, network, update);
    if (result !== 'unknown') await core.deliveries.settle(id, settledAs(result));
  }
}
