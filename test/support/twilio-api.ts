import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from './waiting.ts';

export const TWILIO = {
  TWILIO_ACCOUNT_SID: `AC${'0123456789abcdef'.repeat(2)}`,
  TWILIO_AUTH_TOKEN: 'test-auth-token',
  TWILIO_FROM: '+13125550100',
} as const;

/** A text as it arrived. */
export interface ArrivedText {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  /** The request's form, and what was answered. */
  readonly form: Readonly<Record<string, string>>;
  readonly answer: object;
}

/** How a request is answered otherwise than by taking the text. */
export interface TwilioFault {
  readonly status?: number;
  readonly code?: number;
  /** Take the text, then cut the line. */
  readonly dropAfter?: boolean;
  /** Cut the line without taking it. */
  readonly drop?: boolean;
  /** Take it and answer this. */
  readonly raw?: string;
  readonly delayMs?: number;
}

export interface TwilioApi {
  /** What `env` needs to speak to it. */
  readonly env: typeof TWILIO & { readonly TWILIO_API_URL: string };
  readonly texts: readonly ArrivedText[];
  /** All requests, those that were refused too. */
  readonly asked: readonly string[];
  /** Numbers that sent STOP. */
  readonly optedOut: Set<string>;
  /** How the next requests are answered, first one first; `always` until it is taken back. */
  readonly faults: TwilioFault[];
  always: TwilioFault | undefined;
  /** Waits for a text that fits. */
  text(what: string, fits: (text: ArrivedText) => boolean, ms?: number): Promise<ArrivedText>;
  close(): Promise<void>;
}

const E164 = /^\+[1-9]\d{6,14}$/;

/** A stand-in for Twilio's Messages resource on loopback, with its proof, its errors and its answers. */
export async function startTwilioApi(): Promise<TwilioApi> {
  const texts: ArrivedText[] = [];
  const asked: string[] = [];
  const path = `/2010-04-01/Accounts/${TWILIO.TWILIO_ACCOUNT_SID}/Messages.json`;
  const proof = `Basic ${Buffer.from(`${TWILIO.TWILIO_ACCOUNT_SID}:${TWILIO.TWILIO_AUTH_TOKEN}`).toString('base64')}`;

  function refusal(form: Readonly<Record<string, string>>): readonly [number, number] | undefined {
    const { To: to = '', Body: body = '' } = form;
    if (body === '') return [400, 21_602];
    if (body.length > 1_600) return [400, 21_617];
    if (form['From'] === undefined && form['MessagingServiceSid'] === undefined) return [400, 21_603];
    if (!E164.test(to)) return [400, 21_211];
    return api.optedOut.has(to) ? [400, 21_610] : undefined;
  }

  function take(form: Readonly<Record<string, string>>): object {
    const { To: to = '', From: from, Body: body = '', MessagingServiceSid: service } = form;
    const sid = `SM${String(texts.length + 1).padStart(32, '0')}`;
    const uri = `/2010-04-01/Accounts/${TWILIO.TWILIO_ACCOUNT_SID}/Messages/${sid}`;
    const now = new Date().toUTCString().replace('GMT', '+0000');
    const answer = {
      account_sid: TWILIO.TWILIO_ACCOUNT_SID,
      api_version: '2010-04-01',
      body,
      date_created: now,
      date_sent: null,
      date_updated: now,
      direction: 'outbound-api',
      error_code: null,
      error_message: null,
      from: from ?? null,
      messaging_service_sid: service ?? null,
      num_media: '0',
      num_segments: '1',
      price: null,
      price_unit: 'USD',
      sid,
      status: service === undefined ? 'queued' : 'accepted',
      subresource_uris: { media: `${uri}/Media.json` },
      to,
      uri: `${uri}.json`,
    };
    texts.push({ sid, to, from: from ?? service ?? '', body, form, answer });
    return answer;
  }

  /** The newest messages to a number, as a page of one. */
  function listed(query: URLSearchParams): object {
    const messages = texts
      .filter(({ to }) => to === query.get('To'))
      .reverse()
      .slice(0, Number(query.get('PageSize') ?? 50))
      .map(({ answer }) => answer);
    const last = messages.length - 1;
    return {
      messages,
      page: 0,
      page_size: 50,
      start: 0,
      end: last,
      uri: path,
      first_page_uri: path,
      next_page_uri: null,
    };
  }

  const server = createServer((request, response) => {
    void read(request).then(async (text) => {
      const form = Object.fromEntries(new URLSearchParams(text));
      asked.push(form['To'] ?? '');
      const answer = (status: number, body: object | string) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      };
      const no = (status: number, code: number) =>
        answer(status, {
          code,
          message: `The 'To' number ${form['To']} was not taken.`,
          more_info: `https://www.twilio.com/docs/errors/${code}`,
          status,
        });
      const url = new URL(request.url ?? '', 'http://twilio.test');
      if (request.method === 'GET' && url.pathname === path) return answer(200, listed(url.searchParams));
      const fault = api.always ?? api.faults.shift();
      if (fault?.delayMs !== undefined) await new Promise((go) => setTimeout(go, fault.delayMs));
      if (fault?.drop) return void response.destroy();
      if (fault?.status !== undefined) return no(fault.status, fault.code ?? 20_500);
      if (request.headers.authorization !== proof) return no(401, 20_003);
      if (request.method !== 'POST' || request.url !== path) return no(404, 20_404);
      const refused = refusal(form);
      if (refused) return no(...refused);
      const taken = take(form);
      if (fault?.dropAfter) return void response.destroy();
      answer(201, fault?.raw ?? taken);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const api: TwilioApi = {
    env: { ...TWILIO, TWILIO_API_URL: origin },
    texts,
    asked,
    optedOut: new Set(),
    faults: [],
    always: undefined,
    text: (what, fits, ms) => until(`a text arrives: ${what}`, () => texts.find(fits), ms),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return api;
}

async function read(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
