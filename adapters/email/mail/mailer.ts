import type { Transporter } from 'nodemailer';
import pLimit from 'p-limit';
import type { ChannelError } from '../../../src/app/ports/channel-error.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { atMost, deadlineIn, within } from '../../shared/http-client/index.ts';
import { openMailTransport } from '../../shared/mail-transport.ts';
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

const CONNECTIONS = 4;
const CONNECT_MS = 10_000;
/** Mail servers take their time before they say that they have a mail. */
export const SEND_MS = 20_000;
/** A mail waits no longer for a connection: whoever waits here keeps a worker from all other work. */
const TURN_MS = 2_000;
const LATE: Sent = fail({ code: 'unreachable', reason: 'The mail server did not say in time that it has the mail.' });
/** Nothing was sent: a mail server that is slow or silent has enough to do. */
const BUSY: Sent = fail({ code: 'rate-limited', reason: 'The mail server is slow.', retryAfterMs: 5_000 });

/** Sends over one pool of connections to the mail server. Making it needs no network; every outcome is a value. */
export function createMailer({ url, from, replyTo, plaintextHosts }: MailerOptions): Mailer {
  let transport: Promise<Transporter> | undefined;
  const connections = pLimit(CONNECTIONS);
  const opened = (): Promise<Transporter> =>
    (transport ??= openMailTransport({ url, plaintextHosts, timeoutMs: CONNECT_MS, maxConnections: CONNECTIONS }));

  async function once(mail: Mail, signal: AbortSignal): Promise<Sent> {
    const { to, subject, text, html, messageId, references, bookingId, invitation } = mail;
    const last = references.at(-1);
    try {
      const mailer = await opened();
      await mailer.sendMail({
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
        signal,
        ...(invitation === undefined ? {} : { icalEvent: { ...invitation, filename: FILES[invitation.method] } }),
      });
      return ok(undefined);
    } catch (error) {
      return fail(failureOf(error));
    }
  }

  return {
    from,
    replyTo,
    async send(mail) {
      const deadline = deadlineIn(SEND_MS);
      const turn = atMost(TURN_MS, deadline);
      // A server that says a little now and then would keep a connection for ever, and the next mail waiting for it.
      const late = new AbortController();
      let isSending = false;
      const sending = connections(async () => {
        if (turn.remainingMs() === 0) return BUSY;
        isSending = true;
        const sent = await within(deadline, once(mail, late.signal), LATE);
        if (sent === LATE) late.abort();
        return sent;
      });
      const first = await within(turn, sending, BUSY);
      return first === BUSY && isSending ? sending : first;
    },
    async close() {
      if (transport) (await transport).close({ force: true });
    },
  };
}

const FILES = { REQUEST: 'invite.ics', CANCEL: 'cancel.ics' } as const;
