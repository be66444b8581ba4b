import type { ModalView } from '@slack/types';
import type { Booking } from '../../../src/domain/booking.ts';
import type { FormToOpen } from '../open-form.ts';
import { COMMENT_BLOCK, COMMENT_MAX } from '../rate-form.ts';
import { LIMITS } from './limits.ts';
import { bold, mrkdwnObject, plain } from './text.ts';

export const REJECT_SORRY = 'The form could not be opened. Please press the button once more.';

/** The form for an approver's no: `callback_id` is the intent, the block is its field. */
export function renderRejectModal(form: FormToOpen, booking: Booking | undefined): ModalView {
  const about = bold(booking?.vehicleId ?? '', LIMITS.factValue) || 'this vehicle';
  const shop = booking?.phase.state === 'awaiting-approval' ? booking.phase.approval.slot.providerName : '';
  const where = bold(shop, LIMITS.factValue);
  return {
    type: 'modal',
    callback_id: 'reject',
    private_metadata: JSON.stringify(form),
    title: plain('Reject the booking', LIMITS.modalTitle, 'Reject'),
    submit: plain('Reject', LIMITS.modalTitle, 'Reject'),
    close: plain('Back', LIMITS.modalTitle, 'Back'),
    blocks: [
      {
        type: 'section',
        text: mrkdwnObject(
          `${about}${where && ` at ${where}`} will not be booked. Whoever chose the time is told, with your words.`,
        ),
      },
      {
        type: 'input',
        block_id: COMMENT_BLOCK,
        optional: true,
        label: plain('Why', LIMITS.inputLabel, 'Why'),
        element: {
          type: 'plain_text_input',
          action_id: COMMENT_BLOCK,
          multiline: true,
          max_length: COMMENT_MAX,
        },
      },
    ],
  };
}
