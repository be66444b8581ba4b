import { createSign, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what came over the wire, looked at by tests
export type Wire = any;

export const APP_ID = '11111111-2222-3333-4444-555555555555';
export const APP_PASSWORD = 'a-client-secret-for-tests';
export const TENANT = 'aaaaaaaa-0000-0000-0000-000000000001';
export const OTHER_TENANT = 'bbbbbbbb-0000-0000-0000-000000000002';

/** A message in a conversation, as it stands now. */
export interface PostedActivity {
  readonly id: string;
  readonly conversationId: string;
  readonly replyToId?: string | undefined;
  activity: Wire;
  /** How often it was edited. */
  edits: number;
}

export interface Order {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly drop?: boolean;
}

/** Which of the service's keys signs: its own, one endorsed for another channel, one without endorsements, or a foreign one. */
export type SigningKey = 'own' | 'webchat' | 'bare' | 'foreign';

export interface TokenOptions {
  readonly key?: SigningKey;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
}

export type BotFramework = Awaited<ReturnType<typeof startBotFramework>>;

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEYS: Readonly<Record<SigningKey, ReturnType<typeof pair>>> = {
  own: pair(),
  webchat: pair(),
  bare: pair(),
  foreign: pair(),
};

/**
 * A look-alike of what Microsoft runs around a bot: the token endpoint, the OpenID document with its keys, and the
 * conversations of the connector service. Everything else in it is in memory.
 */
export async function startBotFramework() {
  const posted: PostedActivity[] = [];
  const created: Wire[] = [];
  const tokens = new Set<string>();
  const requests: { readonly operation: string; readonly path: string; readonly authorization: string }[] = [];
  const orders = new Map<string, Order[]>();
  let numbers = 0;

  const server = createServer((request, response) => {
    void answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serviceUrl = `${origin}/amer/`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    const path = new URL(request.url ?? '/', origin).pathname;
    const [operation, ids] = operationOf(request.method ?? '', path);
    const authorization = request.headers.authorization ?? '';
    requests.push({ operation, path, authorization });
    const order = orders.get(operation)?.shift();
    if (order?.drop) return void request.socket.destroy();
    if (order) return reply(response, order.status ?? 200, order.body ?? {}, order.headers);
    if (operation === 'openid')
      return reply(response, 200, { issuer: 'https://api.botframework.com', jwks_uri: `${origin}/keys` });
    if (operation === 'keys') return reply(response, 200, { keys: jwks() });
    if (operation === 'token') return giveToken(body, response);
    if (!tokens.has(authorization.replace('Bearer ', '')))
      return reply(response, 401, { error: { code: 'Unauthorized', message: 'Invalid token' } });
    const json: Wire = body === '' ? {} : JSON.parse(body);
    const [conversationId = '', activityId = ''] = ids;
    switch (operation) {
      case 'create': {
        const id = `a:${json.members[0].aadObjectId ?? json.members[0].id}`;
        created.push(json);
        return reply(response, 201, { id });
      }
      case 'send':
      case 'reply': {
        const id = String(1_700_000_000_000 + ++numbers);
        const replyToId = operation === 'reply' ? activityId : undefined;
        posted.push({ id, conversationId, replyToId, activity: json, edits: 0 });
        return reply(response, 201, { id });
      }
      case 'update': {
        const known = posted.find((one) => one.id === activityId && one.conversationId === conversationId);
        if (!known) return reply(response, 404, { error: { code: 'ActivityNotFoundInConversation', message: '' } });
        known.activity = json;
        known.edits++;
        return reply(response, 200, { id: activityId });
      }
      default:
        return reply(response, 404, {});
    }
  }

  function giveToken(body: string, response: ServerResponse): void {
    const form = new URLSearchParams(body);
    const right =
      form.get('grant_type') === 'client_credentials' &&
      form.get('client_id') === APP_ID &&
      form.get('client_secret') === APP_PASSWORD &&
      form.get('scope') === 'https://api.botframework.com/.default';
    if (!right) return reply(response, 401, { error: 'invalid_client' });
    const token = `token-${++numbers}`;
    tokens.add(token);
    reply(response, 200, { token_type: 'Bearer', expires_in: 3600, access_token: token });
  }

  /** A token as the service signs one for a call to the bot. */
  function token({ key = 'own', claims = {}, header = {} }: TokenOptions = {}): string {
    const now = Math.floor(Date.now() / 1000);
    const payload = {
      iss: 'https://api.botframework.com',
      aud: APP_ID,
      nbf: now - 60,
      exp: now + 3600,
      serviceurl: serviceUrl,
      ...claims,
    };
    return sign({ alg: 'RS256', typ: 'JWT', kid: key, ...header }, payload, KEYS[key].privateKey);
  }

  return {
    origin,
    serviceUrl,
    tokenUrl: `${origin}/token`,
    metadataUrl: `${origin}/openid`,
    /** The variables that point a Pitcrew here. */
    env: {
      TEAMS_APP_ID: APP_ID,
      TEAMS_APP_PASSWORD: APP_PASSWORD,
      TEAMS_OPENID_METADATA_URL: `${origin}/openid`,
      TEAMS_TOKEN_URL: `${origin}/token`,
    },
    posted,
    created,
    requests,
    /** The messages of a conversation, oldest first. */
    in: (conversationId: string) => posted.filter((one) => one.conversationId === conversationId),
    /** What the next call of an operation is answered with. */
    order: (operation: string, order: Order) => void orders.set(operation, [...(orders.get(operation) ?? []), order]),
    revokeTokens: () => tokens.clear(),
    token,
    /** Posts an activity to a bot as the service does. */
    async send(
      url: string,
      activity: object | string,
      options: TokenOptions & { readonly authorization?: string } = {},
    ) {
      const authorization = options.authorization ?? `Bearer ${token(options)}`;
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', ...(authorization && { authorization }) },
        body: typeof activity === 'string' ? activity : JSON.stringify(activity),
      });
      const text = await response.text();
      const json = response.headers.get('content-type')?.includes('json') ?? false;
      return { status: response.status, body: (json ? JSON.parse(text) : text) as Wire };
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const OPERATIONS: readonly (readonly [string, string, RegExp])[] = [
  ['openid', 'GET', /^\/openid$/],
  ['keys', 'GET', /^\/keys$/],
  ['token', 'POST', /^\/token$/],
  ['create', 'POST', /^\/amer\/v3\/conversations$/],
  ['send', 'POST', /^\/amer\/v3\/conversations\/([^/]+)\/activities$/],
  ['reply', 'POST', /^\/amer\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/],
  ['update', 'PUT', /^\/amer\/v3\/conversations\/([^/]+)\/activities\/([^/]+)$/],
];

function operationOf(method: string, path: string): readonly [string, readonly string[]] {
  for (const [operation, wanted, pattern] of OPERATIONS) {
    const found = method === wanted ? pattern.exec(path) : null;
    if (found) return [operation, found.slice(1).map(decodeURIComponent)];
  }
  return ['unknown', []];
}

const ENDORSEMENTS: Readonly<Partial<Record<SigningKey, readonly string[]>>> = {
  own: ['msteams', 'skype'],
  webchat: ['webchat'],
};

const jwks = () =>
  (['own', 'webchat', 'bare'] as const).map((kid) => ({
    ...KEYS[kid].publicKey.export({ format: 'jwk' }),
    kid,
    use: 'sig',
    ...(ENDORSEMENTS[kid] && { endorsements: ENDORSEMENTS[kid] }),
  }));

const encoded = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');

function sign(header: Readonly<Record<string, unknown>>, payload: object, key: KeyObject): string {
  const signed = `${encoded(header)}.${encoded(payload)}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function reply(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Somebody in Teams. */
export interface TeamsPerson {
  readonly aadObjectId: string;
  readonly name: string;
}

let activities = 0;

/** An activity as Teams sends it from this person, in a channel or in his own chat with the app. */
export function activityFrom(
  { aadObjectId, name }: TeamsPerson,
  serviceUrl: string,
  more: Readonly<Record<string, unknown>> & { readonly conversationId?: string; readonly tenantId?: string },
) {
  const { conversationId = '19:fleet@thread.tacv2', tenantId = TENANT, ...rest } = more;
  const personal = conversationId.startsWith('a:');
  return {
    type: 'invoke',
    id: `f:${String(++activities).padStart(8, '0')}-${process.pid}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: `29:${aadObjectId}`, name, aadObjectId },
    recipient: { id: `28:${APP_ID}`, name: 'Pitcrew' },
    conversation: {
      id: conversationId,
      tenantId,
      conversationType: personal ? 'personal' : 'channel',
      isGroup: !personal,
    },
    channelData: { tenant: { id: tenantId } },
    locale: 'en-US',
    ...rest,
  };
}

/** What Teams sends when somebody presses an `Action.Execute`. */
export const pressed = (verb: string, data: object, trigger: 'manual' | 'automatic' = 'manual') => ({
  name: 'adaptiveCard/action',
  value: { action: { type: 'Action.Execute', id: '', verb, data }, trigger },
});
