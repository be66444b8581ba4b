import type { ModalView, PlainTextOption } from '@slack/types';
import { COMMENT_BLOCK, COMMENT_MAX, STARS_BLOCK, type RateForm } from '../rate-form.ts';
import { LIMITS } from './limits.ts';
import { bold, clean, clip, mrkdwnObject, plain } from './text.ts';

const MEANINGS = ['Poor', 'Fair', 'Good', 'Very good', 'Excellent'];
const OPTIONS: readonly PlainTextOption[] = [5, 4, 3, 2, 1].map((stars) => ({
  text: plain(`${'★'.repeat(stars)}  ${MEANINGS[stars - 1]}`, LIMITS.optionText, String(stars)),
  value: String(stars),
}));

export interface RateModalParts {
  readonly form: { readonly [Field in keyof RateForm]: RateForm[Field] | undefined };
  readonly vehicleId?: string | undefined;
  /** What was said before, to be edited. */
  readonly rating?: { readonly stars: number; readonly comment?: string | undefined } | undefined;
}

export const RATE_SORRY = 'The rating form could not be opened. Please try again, or use the stars on the card.';

/** The rating form: `callback_id` is the intent, the blocks are its fields. */
export function renderRateModal({ form, vehicleId, rating }: RateModalParts): ModalView {
  const chosen = OPTIONS.find(({ value }) => value === String(rating?.stars));
  const comment = clip(clean(rating?.comment ?? '').trim(), COMMENT_MAX);
  const about = bold(vehicleId ?? '', LIMITS.factValue) || 'this repair';
  return {
    type: 'modal',
    callback_id: 'rate',
    private_metadata: JSON.stringify(form),
    title: plain('Rate the repair', LIMITS.modalTitle, 'Rate'),
    submit: plain('Send', LIMITS.modalTitle, 'Send'),
    close: plain('Close', LIMITS.modalTitle, 'Close'),
    blocks: [
      { type: 'section', text: mrkdwnObject(`How did the shop do on ${about}?`) },
      {
        type: 'input',
        block_id: STARS_BLOCK,
        label: plain('Stars', LIMITS.inputLabel, 'Stars'),
        element: {
          type: 'static_select',
          action_id: STARS_BLOCK,
          options: [...OPTIONS],
          ...(chosen && { initial_option: chosen }),
        },
      },
      {
        type: 'input',
        block_id: COMMENT_BLOCK,
        optional: true,
        label: plain('Comment', LIMITS.inputLabel, 'Comment'),
        element: {
          type: 'plain_text_input',
          action_id: COMMENT_BLOCK,
          multiline: true,
          max_length: COMMENT_MAX,
          ...(comment !== '' && { initial_value: comment }),
        },
      },
    ],
  };
}
