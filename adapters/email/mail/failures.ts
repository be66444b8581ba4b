import type { ChannelError } from '../../../src/app/ports/channel-error.ts';

/** What nodemailer tells of a failure. */
interface MailError {
  readonly code?: unknown;
  readonly command?: unknown;
  readonly responseCode?: unknown;
}

/** Wait before a mail server that only wants a break is asked again. */
const PAUSE_MS = 5_000;

/**
 * A failed mail in the port's words: a final no to the address or to the mail is `rejected`, "not now" is tried again, and
 * so is everything that the server or its settings may be cured of. The server's own words may name the address: they are
 * not repeated.
 */
export function failureOf(error: unknown): ChannelError {
  const { code, command, responseCode } = (error ?? {}) as MailError;
  const status = typeof responseCode === 'number' ? responseCode : undefined;
  if (code === 'EAUTH')
    return { code: 'unreachable', reason: 'The mail server does not accept the user or password of SMTP_URL.' };
  if (code === 'EENVELOPE' && (status === undefined || (status >= 500 && command === 'RCPT TO')))
    return { code: 'rejected', reason: `The mail server does not take mail for that address${named(status)}.` };
  if (code === 'EENVELOPE' && status !== undefined && status >= 500)
    return { code: 'unreachable', reason: `The mail server does not take mail from MAIL_FROM${named(status)}.` };
  if (code === 'EMESSAGE' && status !== undefined && status >= 500 && status < 600)
    return { code: 'rejected', reason: `The mail server does not take the mail${named(status)}.` };
  if (status !== undefined && status >= 400 && status < 500)
    return {
      code: 'rate-limited',
      reason: `The mail server asks to wait${named(status)}.`,
      retryAfterMs: PAUSE_MS,
    };
  return { code: 'unreachable', reason: 'The mail server cannot be reached, or did not answer as mail servers do.' };
}

const named = (status: number | undefined): string => (status === undefined ? '' : ` (${status})`);
