import { transition } from '../../domain/transition.ts';
import type { IntentHandler } from './handler.ts';

/** Stars and words about a finished job. */
export const rate: IntentHandler<'rate'> = (core, { bookingId, intent, actor, deliveryId }) => {
  const { stars, comment } = intent;
  return core.engine.apply(
    bookingId,
    (booking, now) => transition(booking, { type: 'rate', by: actor, stars, comment, deliveryId }, now),
    { deliveryId, intent: 'rate' },
  );
};
