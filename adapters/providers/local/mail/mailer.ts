import type { Transporter } from 'nodemailer';
import pLimit from 'p-limit';
import type { Metrics } from '../../../../src/app/ports/metrics.ts';
import type { Rejected, Unavailable, Unknown } from '../../../../src/app/ports/network.ts';
import type { Result } from '../../../../src/domain/result.ts';
import { fail, ok } from '../../../../src/domain/result.ts';
import type { Deadline } from '../../../shared/http-client/index.ts';
import { atMost, within } from '../../../shared/http-client/index.ts';
import { openMailTransport } from '../../../shared/mail-transport.ts';
import { failureOf } from './failures.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The same when the same mail is sent again. */
  readonly messageId: string;
  readonly invitation: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string };
}

export type Sent = Result<void, Rejected | Unavailable | Unknown>;

export interface Mailer {
  /** The sender's address, who is also an invitation's organiser. */
  readonly from: string;
  /** Every outcome is a value. `unknown`: the server may have taken the mail. */
  send(operation: string, mail: Mail, deadline: Deadline): Promise<Sent>;
  close(): Promise<void>;
}

export interface MailerOptions {
  readonly url: string;
  readonly from: string;
  readonly replyTo?: string | undefined;
  readonly plaintextHosts: readonly string[];
  readonly timeoutMs: number;
  readonly metrics: Pick<Metrics, 'providerRequest'>;
}

const NETWORK = 'local';
const LATE: Sent = fail({ kind: 'unknown', why: 'timeout' });

const CONNECTIONS = 4;
/** A mail waits no longer for a connection: whoever waits here keeps a worker from all other work. */
const TURN_MS = 2_000;
/** Nothing was sent: a mail server that is slow or silent has enough to do. */
const BUSY: Sent = fail({ kind: 'unavailable', why: 'rate-limited', retryAfterMs: 5_000 });

/** Sends over one pool of connections to the mail server. Outside this machine nothing is said without TLS. */
export function createMailer(options: MailerOptions): Mailer {
  const { url, from, replyTo, plaintextHosts, timeoutMs, metrics } = options;
  let transport: Promise<Transporter> | undefined;
  const connections = pLimit(CONNECTIONS);

  async function once(mail: Mail, signal: AbortSignal): Promise<Sent> {
    try {
      const { to, subject, text, html, headers, messageId, invitation } = mail;
      const { method, content } = invitation;
      await (
        await (transport ??= openMailTransport({ url, plaintextHosts, timeoutMs, maxConnections: CONNECTIONS }))
      ).sendMail({
        from,
        to,
        ...(replyTo === undefined ? {} : { replyTo }),
        subject,
        text,
        html,
        headers: { ...headers },
        messageId,
        signal,
        icalEvent: { method, content, filename: method === 'CANCEL' ? 'cancel.ics' : 'invite.ics' },
      });
      return ok(undefined);
    } catch (error) {
      return fail(failureOf(error));
    }
  }

  return {
    from,
    async send(operation, mail, deadline) {
      const began = performance.now();
      // A server that says a little now and then would keep a connection for ever, and the next mail waiting for it.
      const late = new AbortController();
      const turn = atMost(TURN_MS, deadline);
      let isSending = false;
      const sending = connections(async () => {
        if (turn.remainingMs() === 0) return BUSY;
        isSending = true;
        const sent = await within(deadline, once(mail, late.signal), LATE);
        if (sent === LATE) late.abort();
        return sent;
      });
      const first = await within(turn, sending, BUSY);
      const sent = first === BUSY && isSending ? await sending : first;
      const outcome = sent.ok ? 'ok' : 'why' in sent.error ? sent.error.why : sent.error.kind;
      metrics.providerRequest(NETWORK, operation, outcome, (performance.now() - began) / 1000);
      return sent;
    },
    async close() {
      if (transport) (await transport).close({ force: true });
    },
  };
}
