import type { TextError } from '../../src/app/ports/text-messages.ts';
import { fail } from '../../src/domain/result.ts';

/** What Twilio's client tells of a failure: Twilio's own answer has a status, a failed connection a code of Node's. */
interface TwilioFailure {
  readonly status?: unknown;
  readonly code?: unknown;
}

/** The number's owner has sent STOP (https://www.twilio.com/docs/api/errors/21610). */
const OPTED_OUT = 21610;
/** Certain that nothing arrived there. */
const BEFORE: ReadonlySet<unknown> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EPROTO'],
  ...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'ERR_TLS_CERT_ALTNAME_INVALID'],
]);
const PAUSE_MS = 5_000;

const WANTS_NONE: TextError = {
  code: 'rejected',
  reason: 'The owner of the number wants no texts from us.',
  optedOut: true,
};
/** He said so before; the carrier was not asked. */
export const STOPPED = fail(WANTS_NONE);
export const LATE = fail({
  code: 'unknown',
  reason: 'Twilio did not answer in time: the text may have been sent.',
} satisfies TextError);
export const UNREADABLE = fail({
  code: 'unreachable',
  reason: 'Who wants no texts cannot be read at the moment.',
} satisfies TextError);

/** A failed text in the port's words. Twilio's own words are not repeated: they name the number. */
export function toTextError(error: unknown): TextError {
  const { status, code } = (error ?? {}) as TwilioFailure;
  if (typeof status === 'number') return ofAnswer(status, typeof code === 'number' ? code : undefined);
  if (BEFORE.has(code)) return { code: 'unreachable', reason: 'Twilio cannot be reached.' };
  return { code: 'unknown', reason: 'Twilio did not answer: the text may have been sent.' };
}

function ofAnswer(status: number, code: number | undefined): TextError {
  if (status === 429) return { code: 'rate-limited', reason: 'Twilio asks to wait.', retryAfterMs: PAUSE_MS };
  if (status === 401 || status === 403)
    return { code: 'unreachable', reason: 'Twilio does not accept TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.' };
  if (status === 503) return { code: 'unreachable', reason: 'Twilio takes no texts at the moment.' };
  if (status < 400 || status >= 500)
    return { code: 'unknown', reason: `Twilio answered with HTTP status ${status}: the text may have been sent.` };
  if (code === OPTED_OUT) return WANTS_NONE;
  const named = code === undefined ? '' : ` (error ${code})`;
  return { code: 'rejected', reason: `Twilio does not take a text to that number${named}.` };
}
