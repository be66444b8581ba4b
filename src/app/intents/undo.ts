import { transition } from '../../domain/transition.ts';
import type { IntentHandler } from './handler.ts';

/** Takes back, within its time, what Pitcrew booked by itself. */
export const undo: IntentHandler<'undo'> = (core, { bookingId, actor, deliveryId }) =>
  core.engine.apply(bookingId, (booking, now) => transition(booking, { type: 'undo', by: actor, deliveryId }, now), {
    deliveryId,
    intent: 'undo',
  });
