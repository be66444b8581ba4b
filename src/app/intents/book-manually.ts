import { transition } from '../../domain/transition.ts';
import { feeDue } from '../usecases/fees.ts';
import type { IntentHandler } from './handler.ts';

/** Records what a person booked himself. It replaces an appointment, which is cancelled first, with its fee shown before. */
export const bookManually: IntentHandler<'book-manually'> = (core, { bookingId, intent, actor, deliveryId }) => {
  const { providerName, start, confirmation } = intent;
  const manual = { providerName, start, ...(confirmation ? { confirmation } : {}) };
  return core.engine.apply(
    bookingId,
    async (booking, now) => {
      const fee = await feeDue(core, booking, now);
      return transition(booking, { type: 'book-manually', by: actor, manual, fee, deliveryId }, now);
    },
    { deliveryId, intent: 'book-manually' },
  );
};
