import type { SendMailOptions, Transporter } from 'nodemailer';
import pLimit from 'p-limit';
import { atMost, within, type Deadline } from './http-client/index.ts';
import { openMailTransport } from './mail-transport.ts';

/** How a mail ended. `busy`: no connection came free and nothing was sent; `late`: the server may have taken it. */
export type Mailed = { readonly kind: 'sent' | 'busy' | 'late' } | { readonly kind: 'failed'; readonly error: unknown };

export interface MailPool {
  /** Every outcome is a value. A mail that is late is given up, so that it does not keep its connection. */
  send(mail: SendMailOptions, deadline: Deadline): Promise<Mailed>;
  close(): Promise<void>;
}

const CONNECTIONS = 4;
/** A mail waits no longer for a connection: whoever waits here keeps a worker from all other work. */
const TURN_MS = 2_000;
const BUSY: Mailed = { kind: 'busy' };
const LATE: Mailed = { kind: 'late' };

/** Some connections to one mail server. Making it needs no network. */
export function createMailPool(options: {
  readonly url: string;
  readonly plaintextHosts: readonly string[];
  /** Time to connect and to be greeted, in milliseconds. */
  readonly timeoutMs: number;
}): MailPool {
  let transport: Promise<Transporter> | undefined;
  const connections = pLimit(CONNECTIONS);

  async function once(mail: SendMailOptions & { readonly signal: AbortSignal }): Promise<Mailed> {
    try {
      const mailer = await (transport ??= openMailTransport({ ...options, maxConnections: CONNECTIONS }));
      await mailer.sendMail(mail);
      return { kind: 'sent' };
    } catch (error) {
      return { kind: 'failed', error };
    }
  }

  return {
    async send(mail, deadline) {
      // A server that says a little now and then would keep a connection for ever, and the next mail waiting for it.
      const late = new AbortController();
      const turn = atMost(TURN_MS, deadline);
      let isSending = false;
      const sending = connections(async () => {
        if (turn.remainingMs() === 0) return BUSY;
        isSending = true;
        const mailed = await within(deadline, once({ ...mail, signal: late.signal }), LATE);
        if (mailed === LATE) late.abort();
        return mailed;
      });
      const first = await within(turn, sending, BUSY);
      return first === BUSY && isSending ? sending : first;
    },
    async close() {
      if (transport) (await transport).close({ force: true });
    },
  };
}
