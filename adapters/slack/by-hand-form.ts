import type { Intent } from '../../src/app/intents/schema.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { Submission } from './body.ts';
import { jsonOf, rateFormSchema, type RateForm } from './rate-form.ts';

/** The form's blocks, named after the intent's fields; each input's `action_id` is its `block_id`. */
export const PROVIDER_BLOCK = 'providerName';
export const START_BLOCK = 'start';
export const CONFIRMATION_BLOCK = 'confirmation';
export const TEXT_MAX = 200;

/** An appointment that has just begun can still be written down. */
const GRACE_MS = 3_600_000;
const LONGEST_AHEAD_MS = 366 * 86_400_000;

export interface SentByHand {
  readonly form: RateForm;
  readonly intent: Extract<Intent, { intent: 'book-manually' }>;
}

/** Reads a form that was sent in. The error holds a sentence per block that is to blame, as Slack shows it. */
export function readByHandForm({ view }: Submission, now: Date): Result<SentByHand, Record<string, string>> {
  const form = rateFormSchema.safeParse(jsonOf(view.private_metadata)).data;
  if (form === undefined) {
    return fail({ [PROVIDER_BLOCK]: 'This form is out of date. Please close it and open it again from the card.' });
  }
  const fieldOf = (name: string) => view.state.values[name]?.[name];
  const textOf = (name: string) => (fieldOf(name)?.value ?? '').trim();
  const errors: Record<string, string> = {};
  const providerName = textOf(PROVIDER_BLOCK);
  const confirmation = textOf(CONFIRMATION_BLOCK);
  if (providerName === '') errors[PROVIDER_BLOCK] = 'Please name the shop.';
  for (const [block, text] of [
    [PROVIDER_BLOCK, providerName],
    [CONFIRMATION_BLOCK, confirmation],
  ] as const) {
    if (text.length > TEXT_MAX) errors[block] = `Please use at most ${TEXT_MAX} characters.`;
  }
  const startMs = (fieldOf(START_BLOCK)?.selected_date_time ?? NaN) * 1000;
  const aheadMs = startMs - now.getTime();
  if (Number.isNaN(startMs)) errors[START_BLOCK] = 'Please choose the day and time of the appointment.';
  else if (aheadMs < -GRACE_MS) errors[START_BLOCK] = 'Please choose a time that is not over.';
  else if (aheadMs > LONGEST_AHEAD_MS) errors[START_BLOCK] = 'Please choose a time within a year.';
  if (Object.keys(errors).length > 0) return fail(errors);
  const start = new Date(startMs).toISOString();
  const words = confirmation === '' ? {} : { confirmation };
  return ok({ form, intent: { intent: 'book-manually', providerName, start, ...words } });
}
