import { timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { ApiFaults } from './faults.ts';
import type { Method } from './methods-chat.ts';
import { answerResponse } from './response-url.ts';
import type { WorkspaceState } from './state.ts';
import type { Triggers } from './triggers.ts';
import type { ApiReply, Json } from './types.ts';
import { SlackError, isJson } from './types.ts';

/** One call of the Web API or of a response_url, as it was answered. */
export interface ApiCall {
  /** E.g. `chat.postMessage`, or `response_url`. */
  readonly method: string;
  readonly args: Json;
  /** Undefined where a fault left the caller without one. */
  readonly reply: ApiReply | undefined;
}

export interface ApiServerOptions {
  readonly port: number;
  readonly token: string;
  readonly methods: Readonly<Record<string, Method>>;
  readonly state: WorkspaceState;
  readonly triggers: Triggers;
  readonly faults: ApiFaults;
  readonly onCall: (call: ApiCall) => void;
}

const MAX_BODY = 1024 * 1024;

/** Serves `/api/<method>` and `/response/<token>` on loopback, as Slack does on the net. */
export async function startApiServer(options: ApiServerOptions): Promise<{ url: string; close(): Promise<void> }> {
  const { methods, state, triggers, faults } = options;
  const closing = new AbortController();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const args = readArgs(await readBody(request), request.headers['content-type'] ?? '', query);
    const name = path.startsWith('/response/') ? 'response_url' : path.replace(/^\/api\//, '');
    const fault = faults.next(name);
    if (fault?.delayMs !== undefined) await wait(fault.delayMs, undefined, { signal: closing.signal });
    let reply: ApiReply | undefined;
    try {
      if (fault?.drop === 'before') return void request.socket.destroy();
      if (fault?.status !== undefined) return send(response, fault.status, { ok: false, error: 'ratelimited' });
      reply = fault?.error !== undefined ? { ok: false, error: fault.error } : run(request, path, name, args);
      if (fault?.drop === 'after') return void request.socket.destroy();
      const failed = path.startsWith('/response/') && !reply.ok;
      send(response, failed ? 404 : 200, reply);
    } finally {
      options.onCall({ method: name, args, reply });
    }
  }

  function run(request: IncomingMessage, path: string, name: string, args: Json): ApiReply {
    try {
      if (path.startsWith('/response/')) {
        const target = triggers.takeResponse(path.slice('/response/'.length));
        if ('error' in target) return { ok: false, error: target.error };
        return answerResponse(target, args, state);
      }
      const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
      if (!method) return { ok: false, error: 'unknown_method', req_method: name };
      const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? args['token'];
      if (typeof token !== 'string') return { ok: false, error: 'not_authed' };
      if (!sameText(token, options.token)) return { ok: false, error: 'invalid_auth' };
      return method(args, state);
    } catch (error) {
      if (error instanceof SlackError) return error.reply;
      throw error;
    }
  }

  const server = createServer((request, response) => {
    response.on('error', () => undefined);
    answer(request, response).catch((error: unknown) => {
      const bad = error instanceof SlackError;
      if (!closing.signal.aborted)
        send(response, bad ? 200 : 500, bad ? error.reply : { ok: false, error: 'fatal_error' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function sameText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new SlackError('request_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const JSON_FIELDS = ['attachments', 'blocks', 'metadata', 'view'];

/** A form's fields hold JSON where the API has objects and lists, as Slack's own clients send them. */
function readArgs(body: string, contentType: string, query: string): Json {
  const fromQuery = Object.fromEntries(new URLSearchParams(query));
  if (contentType.startsWith('application/json')) {
    const parsed = body === '' ? {} : parse(body);
    if (!isJson(parsed)) throw new SlackError('invalid_json');
    return { ...fromQuery, ...parsed };
  }
  const fields: Record<string, unknown> = Object.fromEntries(new URLSearchParams(body));
  for (const name of JSON_FIELDS) {
    const value = fields[name];
    if (typeof value === 'string') fields[name] = parse(value) ?? value;
  }
  return { ...fromQuery, ...fields };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, reply: ApiReply): void {
  if (response.headersSent || response.destroyed) return;
  const body = JSON.stringify(reply);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'X-OAuth-Scopes': 'chat:write,channels:history,im:write,users:read',
    ...(status === 429 ? { 'Retry-After': '1' } : {}),
  });
  response.end(body);
}
