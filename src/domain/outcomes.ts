import type { Booking, IntentOutcome } from './booking.ts';

const KEPT_OUTCOMES = 50;
const KEPT_DELIVERIES = 200;

/** The booking with the outcome of a delivery: one row a delivery, newest first; a later word about it replaces the earlier. */
export function withOutcome(booking: Booking, row: IntentOutcome): Booking {
  const others = booking.outcomes.filter((known) => known.deliveryId !== row.deliveryId);
  // A request is settled as a choice; one that named its time otherwise stays what its sender asked for.
  const before = booking.outcomes.find((known) => known.deliveryId === row.deliveryId);
  const named = row.intent === 'choose-slot' && before?.result === 'pending' && before.intent === 'reschedule';
  return { ...booking, outcomes: [named ? { ...row, intent: 'reschedule' } : row, ...others].slice(0, KEPT_OUTCOMES) };
}

/** The booking with a delivery marked as applied, so that a repeat of it has no second effect. */
export function withHandled(booking: Booking, deliveryId: string): Booking {
  if (booking.handled.includes(deliveryId)) return booking;
  return { ...booking, handled: [...booking.handled, deliveryId].slice(-KEPT_DELIVERIES) };
}
