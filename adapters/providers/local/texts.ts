import type { Rejected, Unavailable, Unknown } from '../../../src/app/ports/network.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { Instant } from '../../../src/domain/ids.ts';
import { formatInstant, formatWhen } from '../../../src/domain/time.ts';
import { clipGsm7, isGsm7, roomIn, septetsOf, toGsm7 } from '../../shared/gsm7.ts';
import type { Deadline } from '../../shared/http-client/index.ts';
import type { Letter } from './letters.ts';
import type { LocalParts } from './parts.ts';
import type { Stage } from './reference.ts';
import { NO_TEXTS } from './ways.ts';

/** The most that a text to a shop takes: two segments. */
const SEGMENTS = 2;
const PAUSE_MS = 5_000;

/** Sends the text of a stage to the shop's mobile; repeated, it is the same text. What may have been sent is not sent again. */
export async function sendText(
  parts: LocalParts,
  letter: Letter & { readonly shop: { readonly mobile: string } },
  stage: Stage,
  deadline: Deadline,
  answerBy?: Instant,
): Promise<Result<void, Rejected | Unavailable | Unknown>> {
  if (!parts.texts) return fail({ kind: 'rejected', reason: 'No text messages are set up here (TWILIO_ACCOUNT_SID).' });
  const text = textOf(parts, letter, stage, answerBy);
  const sent = await parts.texts.send({ to: letter.shop.mobile, text }, { timeoutMs: deadline.remainingMs() });
  if (sent.ok || sent.error.code === 'unknown') return ok(undefined);
  if (sent.error.code === 'rejected') return fail({ kind: 'rejected', reason: NO_TEXTS });
  return fail({ kind: 'unavailable', why: 'rate-limited', retryAfterMs: sent.error.retryAfterMs ?? PAUSE_MS });
}

/** A short text in GSM-7, within two segments unless the address of this Pitcrew is very long. */
export function textOf({ links }: LocalParts, letter: Letter, stage: Stage, answerBy?: Instant): string {
  const { bookingId, attempt, booking, shop, was } = letter;
  const vehicle = toGsm7(booking.vehicleId);
  const when = said(letter, (locale) => formatWhen(letter.start, letter.end, shop.timeZone, locale));
  const url = (action: 'accept' | 'started' | 'done') => links.url({ bookingId, attempt, action });
  switch (stage) {
    case 'request': {
      const by = said(letter, (locale) => formatInstant(answerBy ?? letter.start, shop.timeZone, locale));
      const asks =
        was === undefined
          ? `can you take ${vehicle} ${when}?`
          : `can you move ${vehicle} to ${when} (now ${toGsm7(was)})?`;
      return fitted(
        [letter.fleetName, asks, booking.workOrder?.issue ?? ''],
        `Accept, propose a time or decline by ${by}: ${url('accept')}`,
      );
    }
    case 'accepted': {
      const lead = ['', `Booked: ${vehicle}, ${when}.`, ''] as const;
      const both = fitted(lead, `Started: ${url('started')} Done: ${url('done')}`);
      // The page of the one can do the other too.
      return septetsOf(both) <= roomIn(SEGMENTS) ? both : fitted(lead, `When done: ${url('done')}`);
    }
    case 'kept':
      return fitted([letter.fleetName, `${vehicle} stays ${when}. The request for another time is withdrawn.`, ''], '');
    case 'withdrawn':
      return fitted(
        [letter.fleetName, `the request for ${vehicle} ${when} is withdrawn; nothing needs to be done.`, ''],
        '',
      );
    case 'cancelled':
      return fitted([letter.fleetName, `${vehicle} ${when} is cancelled. The time is yours again.`, ''], '');
  }
}

/** A time in the reader's locale, or where its letters are not those of a text, as it is said in English. */
function said({ booking }: Letter, words: (locale: string) => string): string {
  const own = toGsm7(words(booking.context.locale));
  return isGsm7(own) && !own.includes('?') ? own : toGsm7(words('en-US'));
}

/** Who, what and why, then the link: why and who are cut where there is no room for them. */
function fitted([who, what, why]: readonly [string, string, string], end: string): string {
  const room = roomIn(SEGMENTS);
  const core = end === '' ? what : `${what} ${end}`;
  const left = room - septetsOf(core) - 2;
  const name = left < 8 ? '' : clipGsm7(toGsm7(oneLine(who)), Math.min(40, left));
  const head = name === '' ? core : `${name}: ${core}`;
  const forWhy = room - septetsOf(head) - 1;
  const reason = why === '' || forWhy < 12 ? '' : clipGsm7(toGsm7(oneLine(why)), forWhy);
  if (reason === '') return head;
  return head.replace(what, () => `${what} ${reason}`);
}

const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();
