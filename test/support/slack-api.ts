import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Route } from '../../src/app/ports/http.ts';

// A test says what it expects of a call by its matchers; the wire itself promises nothing.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Wire = any;

export interface ApiCall {
  readonly method: string;
  readonly token: string;
  /** The call's arguments, those that Slack takes as JSON already parsed. */
  readonly args: Readonly<Record<string, Wire>>;
}

type Answer = { status?: number; headers?: Record<string, string>; body?: object; drop?: boolean; delayMs?: number };

/** A small stand-in for Slack's Web API and its response URLs, on loopback. It answers what a test orders. */
export async function startSlackApi() {
  const calls: ApiCall[] = [];
  const hooks: { readonly path: string; readonly body: Wire }[] = [];
  const orders = new Map<string, Answer>();
  let lastTs = 1_700_000_000;

  const server = createServer((request, response) => {
    void read(request).then(async (text) => {
      const path = new URL(request.url ?? '/', 'http://localhost').pathname;
      const isCall = path.startsWith('/api/');
      const method = isCall ? path.slice(5) : 'hook';
      const args = isCall ? parsed(new URLSearchParams(text)) : {};
      if (isCall) calls.push({ method, token: (request.headers.authorization ?? '').replace('Bearer ', ''), args });
      else hooks.push({ path, body: JSON.parse(text) });
      const order = orders.get(method) ?? {};
      if (order.delayMs !== undefined) await wait(order.delayMs);
      if (order.drop) return void response.destroy();
      response.writeHead(order.status ?? 200, { 'content-type': 'application/json', ...order.headers });
      response.end(JSON.stringify(order.body ?? usual(method, args)));
    });
  });

  function usual(method: string, args: Readonly<Record<string, Wire>>): object {
    if (method === 'auth.test') return { ok: true, team_id: 'T01', user_id: 'UBOT', bot_id: 'B01' };
    if (method === 'chat.postMessage') return { ok: true, channel: args['channel'], ts: `${(lastTs += 1)}.000100` };
    if (method === 'conversations.history') return { ok: true, messages: [] };
    return { ok: true };
  }

  const origin = await listen(server);
  return {
    origin,
    apiUrl: `${origin}/api/`,
    calls,
    hooks,
    /** Answers a method (or `hook`, a response URL) in this way from now on. */
    order: (method: string, answer: Answer) => void orders.set(method, answer),
    of: (method: string) => calls.filter((call) => call.method === method).map(({ args }) => args),
    close: () => stop(server),
  };
}

/** Serves routes over real HTTP, as the product's listener does: the body is read whole and handed on unparsed. */
export async function serveRoutes(routes: readonly Route[]) {
  const server = createServer((request, response) => {
    void read(request, true).then(async (body) => {
      const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://localhost');
      const route = routes.find(({ method, path }) => request.method === method && pathname === path);
      if (!route) return void response.writeHead(404).end();
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const raw = {
        method: route.method,
        path: request.url ?? '/',
        query,
        headers,
        body,
        params: {},
        remoteAddress: '',
      };
      const answer = await route.handle(raw);
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  return { origin: await listen(server), close: () => stop(server) };
}

/** The same for one route; `url` is its own. */
export async function serveRoute(route: Route) {
  const { origin, close } = await serveRoutes([route]);
  return { url: `${origin}${route.path}`, close };
}

/** Slack's headers for a body that it signs at an instant. */
export function signed(secret: string, body: string | Uint8Array, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${mac}` };
}

function parsed(form: URLSearchParams): Record<string, Wire> {
  const json = new Set(['blocks', 'metadata', 'view']);
  return Object.fromEntries([...form].map(([name, value]) => [name, json.has(name) ? JSON.parse(value) : value]));
}

async function read(request: IncomingMessage): Promise<string>;
async function read(request: IncomingMessage, raw: true): Promise<Buffer>;
async function read(request: IncomingMessage, raw = false): Promise<string | Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  return raw ? body : body.toString('utf8');
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
