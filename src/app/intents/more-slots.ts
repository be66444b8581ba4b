import { transition } from '../../domain/transition.ts';
import type { IntentHandler } from './handler.ts';

/** Asks the shops for everything else they have. */
export const moreSlots: IntentHandler<'more-slots'> = (core, { bookingId, actor, deliveryId }) =>
  core.engine.apply(
    bookingId,
    (booking, now) => transition(booking, { type: 'more-slots', by: actor, deliveryId }, now),
    {
      deliveryId,
      intent: 'more-slots',
    },
  );
