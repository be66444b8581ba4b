import { choose } from '../usecases/choose.ts';
import type { IntentHandler } from './handler.ts';

/** Claims a bay seat and the vehicle's time for the slot, and asks its shop, or first an approver where one is needed. */
export const chooseSlot: IntentHandler<'choose-slot'> = (core, { bookingId, intent, actor, member, deliveryId }) =>
  choose(core, { bookingId, slotId: intent.slotId, by: actor, contact: member, deliveryId });
