import { intentSchema } from '../../../src/app/intents/schema.ts';
import type { Intent } from '../../../src/app/intents/schema.ts';
import type { TimeZone } from '../../../src/domain/ids.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { toInstant } from '../../../src/domain/time.ts';
import type { Link } from './token.ts';

const PLEASE: Readonly<Record<string, string>> = {
  stars: 'Please choose one to five stars.',
  providerName: 'Please name the shop.',
  start: 'Please enter the day and time of the appointment.',
  text: 'Please name a time, in words or as a day.',
  date: 'Please enter the day as your calendar writes it.',
  comment: 'The comment may have 2,000 letters.',
  intent: 'Please press one of the buttons.',
};
const UNCLEAR = 'That could not be read. Please try once more.';

/** What a sent form asks for; `zone` is the reader's. The error is a sentence. */
export function intentOf({ opens, slotId }: Link, form: URLSearchParams, zone: TimeZone): Result<Intent, string> {
  const pressed = form.get('intent');
  const intent = opens === 'decide' ? (pressed === 'approve' || pressed === 'reject' ? pressed : undefined) : opens;
  const given: Record<string, unknown> = { intent };
  if (slotId !== undefined && opens !== 'decide') given['slotId'] = slotId;
  for (const name of ['stars', 'comment', 'text', 'date', 'providerName', 'confirmation', 'minutes']) {
    const value = form.get(name)?.trim();
    if (value) given[name] = value;
  }
  if (opens === 'cancel' || opens === 'dismiss') given['reason'] = reasonOf(form);
  if (opens === 'book-manually') given['start'] = startOf(form.get('start') ?? '', zone);
  const parsed = intentSchema.safeParse(given);
  if (parsed.success) return ok(parsed.data);
  return fail(PLEASE[String(parsed.error.issues[0]?.path[0])] ?? UNCLEAR);
}

function reasonOf(form: URLSearchParams): string {
  const words = form.get('other')?.trim() ?? '';
  const chosen = form.get('reason')?.trim() || 'not-needed';
  return words === '' ? chosen : `other: ${words}`;
}

function startOf(wall: string, zone: TimeZone): string | undefined {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?$/.exec(wall.trim()) ?? [];
  return date === undefined || time === undefined ? undefined : toInstant(date, time, zone);
}
