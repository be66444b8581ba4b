import { transition } from '../../domain/transition.ts';
import type { IntentHandler } from './handler.ts';

/** Nothing needs to be done about this alert. */
export const dismiss: IntentHandler<'dismiss'> = (core, { bookingId, intent, actor, deliveryId }) =>
  core.engine.apply(
    bookingId,
    (booking, now) => transition(booking, { type: 'dismiss', by: actor, reason: intent.reason, deliveryId }, now),
    { deliveryId, intent: 'dismiss' },
  );
