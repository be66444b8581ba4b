import { transition } from '../../domain/transition.ts';
import { feeDue } from '../usecases/fees.ts';
import type { IntentHandler } from './handler.ts';

/** Cancels; inside the shop's fee window it shows the fee first and waits for `confirm-cancel`. */
export const cancel: IntentHandler<'cancel'> = (core, { bookingId, intent, actor, deliveryId }) =>
  core.engine.apply(
    bookingId,
    async (booking, now) => {
      const fee = await feeDue(core, booking, now);
      return transition(booking, { type: 'cancel', by: actor, reason: intent.reason, fee, deliveryId }, now);
    },
    { deliveryId, intent: 'cancel' },
  );
