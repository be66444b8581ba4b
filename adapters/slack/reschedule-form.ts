import { z } from 'zod';
import type { Intent } from '../../src/app/intents/schema.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { Submission } from './body.ts';
import { jsonOf, rateFormSchema, type RateForm } from './rate-form.ts';

/** The form's blocks, named after the intent's fields; each input's `action_id` is its `block_id`. */
export const SLOT_BLOCK = 'slotId';
export const DATE_BLOCK = 'date';
export const WORDS_BLOCK = 'text';
export const WORDS_MAX = 200;

export type Reschedule = Extract<Intent, { intent: 'reschedule' }>;

export interface SentReschedule {
  readonly form: RateForm;
  readonly intent: Reschedule;
}

/** Whether words and day name a time of the booking's shop that lies ahead; `undefined` where nobody can say yet. */
export type NamesTime = (
  form: RateForm,
  named: Pick<Reschedule, 'text' | 'date'>,
) => Promise<'no-time' | 'passed' | undefined>;

const PROBLEMS = {
  words: {
    'no-time': 'These words name no time. Try “Friday after 3”, “next Tuesday morning” or “tomorrow 9:30”.',
    passed: 'That time has passed. Please name one that lies ahead.',
  },
  date: { 'no-time': 'Please choose a day.', passed: 'That day has passed. Please choose a later one.' },
} as const;

/**
 * Reads a form that was sent in: a time of the list, else a day, words, or words about that day. The error holds a sentence
 * per block that is to blame, as Slack shows it.
 */
export async function readRescheduleForm(
  { view }: Submission,
  namesTime: NamesTime,
): Promise<Result<SentReschedule, Record<string, string>>> {
  const form = rateFormSchema.safeParse(jsonOf(view.private_metadata)).data;
  if (form === undefined)
    return fail({ [WORDS_BLOCK]: 'This form is out of date. Please close it and open it again from the card.' });
  const fieldOf = (name: string) => view.state.values[name]?.[name];
  const slotId = fieldOf(SLOT_BLOCK)?.selected_option?.value;
  if (slotId !== undefined) return ok({ form, intent: { intent: 'reschedule', slotId: slotId.slice(0, 64) } });
  const text = (fieldOf(WORDS_BLOCK)?.value ?? '').trim();
  const chosen = fieldOf(DATE_BLOCK)?.selected_date;
  if (text.length > WORDS_MAX) return fail({ [WORDS_BLOCK]: `Please use at most ${WORDS_MAX} characters.` });
  if (chosen === undefined && text === '') return fail({ [WORDS_BLOCK]: 'Please choose a time, a day, or say when.' });
  const date = z.iso.date().safeParse(chosen).data;
  if (chosen !== undefined && date === undefined) return fail({ [DATE_BLOCK]: 'There is no such day.' });
  if (date !== undefined && (await namesTime(form, { date })) === 'passed')
    return fail({ [DATE_BLOCK]: PROBLEMS.date.passed });
  const named = { ...(text === '' ? {} : { text }), ...(date === undefined ? {} : { date }) };
  const problem = await namesTime(form, named);
  if (problem !== undefined)
    return fail(text === '' ? { [DATE_BLOCK]: PROBLEMS.date[problem] } : { [WORDS_BLOCK]: PROBLEMS.words[problem] });
  return ok({ form, intent: { intent: 'reschedule', ...named } });
}
