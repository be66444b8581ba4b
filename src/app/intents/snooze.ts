import { transition } from '../../domain/transition.ts';
import type { IntentHandler } from './handler.ts';

/** Puts the reminders off; the case itself stays as it is. */
export const snooze: IntentHandler<'snooze'> = (core, { bookingId, intent, actor, deliveryId }) =>
  core.engine.apply(
    bookingId,
    (booking, now) => transition(booking, { type: 'snooze', by: actor, minutes: intent.minutes, deliveryId }, now),
    { deliveryId, intent: 'snooze' },
  );
