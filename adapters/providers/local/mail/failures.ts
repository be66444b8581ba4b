import type { Rejected, Unavailable, Unknown } from '../../../../src/app/ports/network.ts';

/** What nodemailer tells of a failure. */
interface MailError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly syscall?: unknown;
  readonly timeoutType?: unknown;
}

/** Wait before a mail server that only wants a break is asked again. */
const PAUSE_MS = 5_000;

/** A failed sending in the port's words: `unknown` where the server may have taken the mail. */
export function failureOf(error: unknown): Rejected | Unavailable | Unknown {
  const { code, command, responseCode, syscall, timeoutType } = (error ?? {}) as MailError;
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  const isBefore = command !== 'DATA' && status !== undefined;
  switch (code) {
    case 'EAUTH':
      return { kind: 'unavailable', why: 'not-authorised' };
    case 'EDNS':
    case 'ETLS':
      return { kind: 'unavailable', why: 'refused' };
    case 'EENVELOPE':
      if (status === undefined) return unaddressable;
      if (status >= 500) return command === 'RCPT TO' ? unaddressable : { kind: 'unavailable', why: 'server-error' };
      return { kind: 'unavailable', why: 'rate-limited', retryAfterMs: PAUSE_MS };
    case 'EMESSAGE':
      // A final no to the whole mail is an answer; "not now" is not.
      if (status !== undefined && status >= 500 && status < 600)
        return { kind: 'rejected', reason: 'The mail server does not take the mail to the shop.' };
      if (status === 421 || status === 450 || status === 452)
        return { kind: 'unavailable', why: 'rate-limited', retryAfterMs: PAUSE_MS };
      if (status !== undefined && status >= 400 && status < 500) return { kind: 'unknown', why: 'server-error' };
      return { kind: 'unknown', why: 'bad-reply', field: 'reply' };
    case 'EPROTOCOL':
      return isBefore
        ? { kind: 'unavailable', why: 'bad-reply', field: 'reply' }
        : { kind: 'unknown', why: 'bad-reply', field: 'reply' };
    case 'ETIMEDOUT':
      return timeoutType === 'CONNECTION_TIMEOUT' || timeoutType === 'GREETING_TIMEOUT' || syscall === 'connect'
        ? { kind: 'unavailable', why: 'timeout' }
        : { kind: 'unknown', why: 'timeout' };
    default:
      return syscall === 'connect' || status === 421
        ? { kind: 'unavailable', why: 'refused' }
        : { kind: 'unknown', why: 'connection-cut' };
  }
}

const unaddressable: Rejected = {
  kind: 'rejected',
  reason: 'The mail server does not take mail for the shop’s address.',
  code: 'unaddressable',
};
