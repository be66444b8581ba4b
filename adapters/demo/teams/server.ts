import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyText } from 'node:stream/consumers';
import { z } from 'zod';
import { ISSUER } from './tokens.ts';

/** What the connector service does for the bot. */
export interface ServiceOptions {
  readonly appId: string;
  readonly appPassword: string;
  readonly keys: object;
  /** Begins a person's chat with the bot; answers the conversation's id. */
  readonly createChat: (userId: string) => string;
  /** Posts into a conversation; answers the activity's id. */
  readonly post: (conversationId: string, activity: object, replyTo: string | undefined) => string;
  /** Edits an activity; false where there is none. */
  readonly edit: (conversationId: string, activityId: string, activity: object) => boolean;
}

const newChat = z.object({ members: z.tuple([z.object({ id: z.string(), aadObjectId: z.string().optional() })]) });
const PATH = /^\/amer\/v3\/conversations(?:\/([^/]+)\/activities(?:\/([^/]+))?)?$/;
const SCOPE = 'https://api.botframework.com/.default';

interface Answer {
  readonly status: number;
  readonly body: object;
}
const failure = (status: number, code: string): Answer => ({ status, body: { error: { code, message: code } } });
const NOT_FOUND = failure(404, 'NotFound');

/** Serves tokens, the OpenID document with the keys, and the conversations on loopback, as Microsoft does on the net. */
export async function startService(options: ServiceOptions): Promise<{ url: string; close(): Promise<void> }> {
  const tokens = new Set<string>();
  let url = '';

  function giveToken(body: string): Answer {
    const form = Object.fromEntries(new URLSearchParams(body));
    const { grant_type: grant, client_id: id, client_secret: secret, scope } = form;
    const isRight = grant === 'client_credentials' && id === options.appId && secret === options.appPassword;
    if (!isRight || scope !== SCOPE) return { status: 401, body: { error: 'invalid_client' } };
    const token = randomBytes(16).toString('hex');
    tokens.add(token);
    return { status: 200, body: { token_type: 'Bearer', expires_in: 3600, access_token: token } };
  }

  function converse(method: string, ids: readonly (string | undefined)[], body: string): Answer {
    const [conversationId, activityId] = ids.map((id) => id && decodeURIComponent(id));
    const activity = z.looseObject({}).parse(JSON.parse(body));
    if (conversationId === undefined) {
      const [member] = newChat.parse(activity).members;
      return { status: 201, body: { id: options.createChat(member.aadObjectId ?? member.id) } };
    }
    if (method === 'POST') return { status: 201, body: { id: options.post(conversationId, activity, activityId) } };
    if (method !== 'PUT' || activityId === undefined) return NOT_FOUND;
    const isThere = options.edit(conversationId, activityId, activity);
    return isThere ? { status: 200, body: { id: activityId } } : failure(404, 'ActivityNotFoundInConversation');
  }

  async function answer({ method = '', url: path = '/', headers }: IncomingMessage, body: string): Promise<Answer> {
    if (path === '/openid') return { status: 200, body: { issuer: ISSUER, jwks_uri: `${url}/keys` } };
    if (path === '/keys') return { status: 200, body: options.keys };
    if (path === '/token' && method === 'POST') return giveToken(body);
    const found = PATH.exec(path);
    if (!found) return NOT_FOUND;
    if (!tokens.has(headers.authorization?.replace('Bearer ', '') ?? '')) return failure(401, 'Unauthorized');
    return converse(method, found.slice(1), body);
  }

  const server = createServer((request, response: ServerResponse) => {
    response.on('error', () => undefined);
    bodyText(request)
      .then((body) => answer(request, body))
      .catch(() => failure(400, 'BadSyntax'))
      .then(({ status, body }) => {
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      })
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
