import type { ModalView } from '@slack/types';
import type { Booking } from '../../../src/domain/booking.ts';
import { CONFIRMATION_BLOCK, PROVIDER_BLOCK, START_BLOCK, TEXT_MAX } from '../by-hand-form.ts';
import type { FormToOpen } from '../open-form.ts';
import { LIMITS } from './limits.ts';
import { bold, clean, clip, mrkdwnObject, plain } from './text.ts';

export const BY_HAND_SORRY = 'The form could not be opened. Please press the button once more.';

/** The form for what a person booked himself: `callback_id` is the intent, the blocks are its fields. */
export function renderByHandModal(form: FormToOpen, booking: Booking | undefined): ModalView {
  const about = bold(booking?.vehicleId ?? '', LIMITS.factValue) || 'this vehicle';
  const shop = clip(clean(booking?.offer.fallbacks[0]?.providerName ?? '').trim(), TEXT_MAX);
  return {
    type: 'modal',
    callback_id: 'book-manually',
    private_metadata: JSON.stringify(form),
    title: plain('Booked by hand', LIMITS.modalTitle, 'By hand'),
    submit: plain('Save', LIMITS.modalTitle, 'Save'),
    close: plain('Close', LIMITS.modalTitle, 'Close'),
    blocks: [
      { type: 'section', text: mrkdwnObject(`Where and when is ${about} booked?`) },
      {
        type: 'input',
        block_id: PROVIDER_BLOCK,
        label: plain('Shop', LIMITS.inputLabel, 'Shop'),
        element: {
          type: 'plain_text_input',
          action_id: PROVIDER_BLOCK,
          max_length: TEXT_MAX,
          ...(shop !== '' && { initial_value: shop }),
        },
      },
      {
        type: 'input',
        block_id: START_BLOCK,
        label: plain('Day and time', LIMITS.inputLabel, 'Time'),
        element: { type: 'datetimepicker', action_id: START_BLOCK },
      },
      {
        type: 'input',
        block_id: CONFIRMATION_BLOCK,
        optional: true,
        label: plain('Confirmation number', LIMITS.inputLabel, 'Confirmation'),
        element: { type: 'plain_text_input', action_id: CONFIRMATION_BLOCK, max_length: TEXT_MAX },
      },
    ],
  };
}
