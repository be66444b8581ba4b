import { transition } from '../../domain/transition.ts';
import type { IntentHandler } from './handler.ts';

/** The second click: the fee was read and is accepted. */
export const confirmCancel: IntentHandler<'confirm-cancel'> = (core, { bookingId, actor, deliveryId }) =>
  core.engine.apply(
    bookingId,
    (booking, now) => transition(booking, { type: 'confirm-cancel', by: actor, deliveryId }, now),
    {
      deliveryId,
      intent: 'confirm-cancel',
    },
  );
