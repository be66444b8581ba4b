import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyText } from 'node:stream/consumers';
import { pageOf, refusalOf, resourceOf } from './texts.ts';
import type { Refusal, TextMessage } from './texts.ts';

export interface ServerOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly texts: () => readonly TextMessage[];
  readonly optedOut: ReadonlySet<string>;
  /** A message that was taken. */
  readonly take: (form: URLSearchParams) => TextMessage;
}

const DEFAULT_PAGE = 50;

/** Serves the Messages resource on loopback, as Twilio does on the net. */
export async function startMessagesServer(options: ServerOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { accountSid, authToken } = options;
  const path = `/2010-04-01/Accounts/${accountSid}/Messages.json`;
  const proof = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://twilio.test');
    const form = new URLSearchParams(await bodyText(request));
    if (request.headers.authorization !== proof) return refuse(response, UNKNOWN_ACCOUNT);
    if (url.pathname !== path) return refuse(response, NOT_FOUND);
    if (request.method === 'GET') {
      const to = url.searchParams.get('To');
      const texts = options.texts().filter((text) => to === null || text.to === to);
      return send(response, 200, pageOf(accountSid, texts, Number(url.searchParams.get('PageSize') ?? DEFAULT_PAGE)));
    }
    const refusal = request.method === 'POST' ? refusalOf(form, options.optedOut) : NOT_FOUND;
    if (refusal) return refuse(response, refusal);
    send(response, 201, resourceOf(accountSid, options.take(form)));
  }

  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const UNKNOWN_ACCOUNT: Refusal = { status: 401, code: 20_003, message: 'Authenticate' };
const NOT_FOUND: Refusal = { status: 404, code: 20_404, message: 'The requested resource was not found' };

const refuse = (response: ServerResponse, { status, code, message }: Refusal): void =>
  send(response, status, { status, code, message, more_info: `https://www.twilio.com/docs/errors/${code}` });

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
