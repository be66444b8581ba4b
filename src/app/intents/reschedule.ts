import { reschedule as move } from '../usecases/reschedule.ts';
import type { IntentHandler } from './handler.ts';

/** Moves the appointment to a slot, or to the earliest one that words or a day name; books it where nothing is booked yet. */
export const reschedule: IntentHandler<'reschedule'> = (core, { bookingId, intent, actor, member, deliveryId }) => {
  const { slotId, text, date } = intent;
  const { locale } = member;
  return move(core, { bookingId, slotId, text, date, locale, by: actor, contact: member, deliveryId });
};
