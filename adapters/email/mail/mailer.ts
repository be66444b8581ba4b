import type { ChannelError } from '../../../src/app/ports/channel-error.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { deadlineIn } from '../../shared/http-client/index.ts';
import { createMailPool } from '../../shared/mail-pool.ts';
import { failureOf } from './failures.ts';

export interface Mail {
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** The same when the same mail is sent again. */
  readonly messageId: string;
  /** Ids of the mails that it follows, oldest first. */
  readonly references: readonly string[];
  readonly bookingId?: string | undefined;
  readonly invitation?: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string } | undefined;
}

export type Sent = Result<void, ChannelError>;

export interface Mailer {
  /** The sender's address, who is also an invitation's organiser. */
  readonly from: string;
  readonly replyTo: string | undefined;
  send(mail: Mail): Promise<Sent>;
  close(): Promise<void>;
}

export interface MailerOptions {
  readonly url: string;
  readonly from: string;
  readonly replyTo: string | undefined;
  readonly plaintextHosts: readonly string[];
}

const CONNECT_MS = 10_000;
/** Mail servers take their time before they say that they have a mail. */
export const SEND_MS = 20_000;
const LATE: Sent = fail({ code: 'unreachable', reason: 'The mail server did not say in time that it has the mail.' });
/** Nothing was sent: a mail server that is slow or silent has enough to do. */
const BUSY: Sent = fail({ code: 'rate-limited', reason: 'The mail server is slow.', retryAfterMs: 5_000 });

/** Sends over one pool of connections to the mail server. Making it needs no network; every outcome is a value. */
export function createMailer({ url, from, replyTo, plaintextHosts }: MailerOptions): Mailer {
  const pool = createMailPool({ url, plaintextHosts, timeoutMs: CONNECT_MS });
  return {
    from,
    replyTo,
    async send({ to, subject, text, html, messageId, references, bookingId, invitation }) {
      const last = references.at(-1);
      const mail = {
        from,
        to,
        ...(replyTo === undefined ? {} : { replyTo }),
        subject,
        text,
        html,
        messageId,
        ...(last === undefined ? {} : { inReplyTo: last, references: [...references] }),
        headers: {
          ...(bookingId === undefined ? {} : { 'X-Pitcrew-Booking': bookingId }),
          'Auto-Submitted': 'auto-generated',
        },
        ...(invitation === undefined ? {} : { icalEvent: { ...invitation, filename: FILES[invitation.method] } }),
      };
      const mailed = await pool.send(mail, deadlineIn(SEND_MS));
      switch (mailed.kind) {
        case 'sent':
          return ok(undefined);
        case 'busy':
          return BUSY;
        case 'late':
          return LATE;
        case 'failed':
          return fail(failureOf(mailed.error));
      }
    },
    close: () => pool.close(),
  };
}

const FILES = { REQUEST: 'invite.ics', CANCEL: 'cancel.ics' } as const;
