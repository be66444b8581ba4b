import { randomBytes } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { startMessagesServer } from './server.ts';
import type { TextMessage } from './texts.ts';

export type { TextMessage } from './texts.ts';

export interface TwilioOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** The number that the bot texts from. */
  readonly number: string;
}

/** A small Twilio on loopback: the Messages resource, and phones whose texts arrive as signed requests. */
export interface Twilio {
  /** For TWILIO_API_URL. */
  readonly apiUrl: string;
  readonly number: string;
  /** Everything that was sent either way, oldest first (the last 1,000). */
  texts(): readonly TextMessage[];
  /** The app's public address, without a slash at the end: where people's texts are posted to. */
  setAppUrl(url: string): void;
  /** A phone's owner sends a text; answers the app's HTTP status, 0 where it did not answer. */
  send(from: string, body: string): Promise<number>;
  onChange(listener: (text: TextMessage) => void): () => void;
  close(): Promise<void>;
}

const MAX_TEXTS = 1000;
const ANSWER_MS = 15_000;
const STOP = /^(stop|stopall|unsubscribe|cancel|end|quit|revoke|optout)$/i;
const START = /^(start|unstop)$/i;

/** Starts it on a free port. @throws Error when there is none. */
export async function startTwilio({ accountSid, authToken, number }: TwilioOptions): Promise<Twilio> {
  const texts = new Map<string, TextMessage>();
  const listeners = new Set<(text: TextMessage) => void>();
  const optedOut = new Set<string>();
  const closing = new AbortController();
  let appUrl: string | undefined;

  function put(text: TextMessage): TextMessage {
    texts.set(text.sid, text);
    const [oldest] = texts.keys();
    if (texts.size > MAX_TEXTS && oldest !== undefined) texts.delete(oldest);
    listeners.forEach((listener) => listener(text));
    return text;
  }

  const sent = (text: Omit<TextMessage, 'sid' | 'at'>): TextMessage =>
    put({ ...text, sid: `SM${randomBytes(16).toString('hex')}`, at: Date.now() });

  /** Posts a form with Twilio's signature over the address and the fields. Never throws for what the app does. */
  async function post(url: string, form: Readonly<Record<string, string>>): Promise<number> {
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(ANSWER_MS)]);
    const headers = { 'x-twilio-signature': getExpectedTwilioSignature(authToken, url, form) };
    const answer = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form), signal }).catch(
      () => undefined,
    );
    await answer?.text().catch(() => undefined);
    return answer?.status ?? 0;
  }

  function deliver(text: TextMessage, statusCallback: string | null): void {
    put({ ...text, status: 'delivered' });
    const { sid, from, to } = text;
    const receipt = { AccountSid: accountSid, MessageSid: sid, SmsSid: sid, MessageStatus: 'delivered', From: from };
    if (statusCallback !== null) void post(statusCallback, { ...receipt, To: to, ApiVersion: '2010-04-01' });
  }

  const server = await startMessagesServer({
    accountSid,
    authToken,
    optedOut,
    texts: () => [...texts.values()],
    take(form) {
      const [from, to, body] = [form.get('From') ?? '', form.get('To') ?? '', form.get('Body') ?? ''];
      const text = sent({ from, to, body, direction: 'outbound-api', status: 'queued' });
      setImmediate(() => deliver(text, form.get('StatusCallback')));
      return text;
    },
  });

  return {
    apiUrl: server.url,
    number,
    texts: () => [...texts.values()],
    setAppUrl: (url) => void (appUrl = url),
    async send(from, body) {
      if (appUrl === undefined) throw new Error('It is not known yet where the app takes texts.');
      const { sid } = sent({ from, to: number, body, direction: 'inbound', status: 'received' });
      if (STOP.test(body.trim())) optedOut.add(from);
      if (START.test(body.trim())) optedOut.delete(from);
      const parts = { NumMedia: '0', NumSegments: '1', ApiVersion: '2010-04-01' };
      const ids = { AccountSid: accountSid, MessageSid: sid, SmsSid: sid, SmsMessageSid: sid, SmsStatus: 'received' };
      return post(`${appUrl}/sms/inbound`, { ...ids, ...parts, From: from, To: number, Body: body });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      closing.abort();
      await server.close();
    },
  };
}
