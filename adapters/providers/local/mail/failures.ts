import type { Rejected, Unavailable, Unknown } from '../../../../src/app/ports/network.ts';

/** What nodemailer tells of a failure. */
interface MailError {
  readonly code?: unknown;
  /** Of the socket, where `code` only says that it was the socket's. */
  readonly originalCode?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly syscall?: unknown;
  readonly timeoutType?: unknown;
}

/** Wait before a mail server that only wants a break is asked again. */
const PAUSE_MS = 5_000;

/** A server that cannot prove who it is (OpenSSL's names of what was wrong): no mail is begun before that. */
const UNPROVEN = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_CERT_)/;

/** A failed sending in the port's words: `unknown` where the server may have taken the mail. */
export function failureOf(error: unknown): Rejected | Unavailable | Unknown {
  const { code, originalCode, command, responseCode, syscall, timeoutType } = (error ?? {}) as MailError;
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
      if (typeof originalCode === 'string' && UNPROVEN.test(originalCode))
        return { kind: 'unavailable', why: 'refused' };
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
