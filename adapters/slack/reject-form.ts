import type { Intent } from '../../src/app/intents/schema.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { Submission } from './body.ts';
import { COMMENT_BLOCK, COMMENT_MAX, jsonOf, rateFormSchema, type RateForm } from './rate-form.ts';

export interface SentRejection {
  readonly form: RateForm;
  readonly intent: Extract<Intent, { intent: 'reject' }>;
}

/** Reads a form that was sent in. The error holds a sentence per block that is to blame, as Slack shows it. */
export function readRejectForm({ view }: Submission): Result<SentRejection, Record<string, string>> {
  const form = rateFormSchema.safeParse(jsonOf(view.private_metadata)).data;
  if (form === undefined) {
    return fail({ [COMMENT_BLOCK]: 'This form is out of date. Please close it and open it again from the card.' });
  }
  const comment = (view.state.values[COMMENT_BLOCK]?.[COMMENT_BLOCK]?.value ?? '').trim();
  if (comment.length > COMMENT_MAX) {
    return fail({ [COMMENT_BLOCK]: `Please use at most ${COMMENT_MAX} characters.` });
  }
  return ok({ form, intent: { intent: 'reject', ...(comment === '' ? {} : { comment }) } });
}
