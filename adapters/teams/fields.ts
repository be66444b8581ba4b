import { z } from 'zod';
import type { IntentName, Intent } from '../../src/app/intents/schema.ts';
import { intentSchema } from '../../src/app/intents/schema.ts';
import { toInstant } from '../../src/domain/time.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';

/** What comes back with a button or a form, beside the fields of its intent. It is not believed: the use case checks it. */
export const dataSchema = z.looseObject({
  bookingId: z.string().min(1).max(64),
  version: z.number().int().min(0).optional(),
});
export type Data = z.output<typeof dataSchema>;

/** Asked for where a form came back without what its intent needs. */
const MISSING: Readonly<Partial<Record<IntentName, string>>> = {
  'choose-slot': 'Please choose a time first.',
  reschedule: 'Please choose a time, a day, or say when.',
  'book-manually': 'Please name the shop, the day and the time of the appointment.',
  rate: 'Please choose 1 to 5 stars.',
  snooze: 'Please choose when to be reminded.',
};

const UNKNOWN = 'That button does nothing any more. Please use the newest card of this booking.';

/** Reads an intent from its verb and what came with it. The error is a sentence for whoever sent it. */
export function readIntent(verb: string, data: Data, timeZone: string | undefined): Result<Intent, string> {
  // An input that was left empty comes as an empty text.
  const filled = Object.entries(data).filter(([, value]) => value !== '' && value !== null);
  const fields = Object.fromEntries(filled);
  const start = verb === 'book-manually' ? startIn(fields, timeZone) : {};
  const parsed = intentSchema.safeParse({ ...fields, ...start, intent: verb });
  return parsed.success ? ok(parsed.data) : fail(MISSING[verb as IntentName] ?? UNKNOWN);
}

/** A form has a day and a time by the fleet's clock, since there is no input for both; a caller may send an instant. */
function startIn({ start, time }: Readonly<Record<string, unknown>>, timeZone = 'UTC'): { start?: string } {
  if (typeof start !== 'string' || typeof time !== 'string') return {};
  const isForm = /^\d{4}-\d{2}-\d{2}$/.test(start) && /^\d{2}:\d{2}$/.test(time);
  const at = isForm ? toInstant(start, time, timeZone) : undefined;
  return at === undefined ? {} : { start: at };
}
