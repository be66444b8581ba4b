import { z } from 'zod';
import type { Intent } from '../../src/app/intents/schema.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { Submission } from './body.ts';

/** What the rating form remembers in `private_metadata`: which booking it is about and where it was opened. */
export const rateFormSchema = z.object({
  bookingId: z.string().min(1).max(64),
  version: z.number().int().min(0),
  channelId: z.string().max(64).optional(),
  messageTs: z.string().max(32).optional(),
});
export type RateForm = z.output<typeof rateFormSchema>;

/** The form's blocks, named after the intent's fields; each input's `action_id` is its `block_id`. */
export const STARS_BLOCK = 'stars';
export const COMMENT_BLOCK = 'comment';
export const COMMENT_MAX = 2000;

export interface SentRating {
  readonly form: RateForm;
  readonly intent: Extract<Intent, { intent: 'rate' }>;
}

/** Reads a form that was sent in. The error holds a sentence per block that is to blame, as Slack shows it. */
export function readRateForm({ view }: Submission): Result<SentRating, Record<string, string>> {
  const form = rateFormSchema.safeParse(jsonOf(view.private_metadata)).data;
  if (form === undefined) {
    return fail({ [STARS_BLOCK]: 'This form is out of date. Please close it and open it again from the card.' });
  }
  const fieldOf = (name: string) => view.state.values[name]?.[name];
  const stars = fieldOf(STARS_BLOCK)?.selected_option?.value ?? fieldOf(STARS_BLOCK)?.value ?? '';
  const comment = (fieldOf(COMMENT_BLOCK)?.value ?? '').trim();
  const errors: Record<string, string> = {};
  if (!/^[1-5]$/.test(stars)) errors[STARS_BLOCK] = 'Please choose 1 to 5 stars.';
  if (comment.length > COMMENT_MAX) errors[COMMENT_BLOCK] = `Please use at most ${COMMENT_MAX} characters.`;
  if (Object.keys(errors).length > 0) return fail(errors);
  const words = comment === '' ? {} : { comment };
  return ok({ form, intent: { intent: 'rate', stars: Number(stars), ...words } });
}

/** A JSON text's value, or undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
