import type { Metrics } from '../../../../src/app/ports/metrics.ts';
import type { Rejected, Unavailable, Unknown } from '../../../../src/app/ports/network.ts';
import type { Result } from '../../../../src/domain/result.ts';
import { fail, ok } from '../../../../src/domain/result.ts';
import type { Deadline } from '../../../shared/http-client/index.ts';
import { createMailPool } from '../../../shared/mail-pool.ts';
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

/** Nothing was sent: a mail server that is slow or silent has enough to do. */
const BUSY: Sent = fail({ kind: 'unavailable', why: 'rate-limited', retryAfterMs: 5_000 });

/** Sends over one pool of connections to the mail server. Outside this machine nothing is said without TLS. */
export function createMailer({ url, from, replyTo, plaintextHosts, timeoutMs, metrics }: MailerOptions): Mailer {
  const pool = createMailPool({ url, plaintextHosts, timeoutMs });

  async function once({ headers, invitation, ...mail }: Mail, deadline: Deadline): Promise<Sent> {
    const { method, content } = invitation;
    const mailed = await pool.send(
      {
        from,
        ...(replyTo === undefined ? {} : { replyTo }),
        ...mail,
        headers: { ...headers },
        icalEvent: { method, content, filename: method === 'CANCEL' ? 'cancel.ics' : 'invite.ics' },
      },
      deadline,
    );
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
  }

  return {
    from,
    async send(operation, mail, deadline) {
      const began = performance.now();
      const sent = await once(mail, deadline);
      const outcome = sent.ok ? 'ok' : 'why' in sent.error ? sent.error.why : sent.error.kind;
      metrics.providerRequest(NETWORK, operation, outcome, (performance.now() - began) / 1000);
      return sent;
    },
    close: () => pool.close(),
  };
}
