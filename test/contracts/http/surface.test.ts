import { PROBLEM_CODES, PROBLEMS } from '../../../adapters/http/problem-codes.ts';
import { problem } from '../../../adapters/http/problem.ts';
import type { ProviderNetwork } from '../../../src/app/ports/network.ts';
import type { Inbound } from '../../../src/app/intents/dispatch.ts';
import { StoreUnavailable } from '../../../src/app/ports/store-unavailable.ts';
import { alertOf, bearer, FLEET, startHttp, withFleet, type Http, type HttpOptions } from './harness.ts';

/** What these tests read of an operation in openapi.json. */
interface Described {
  readonly operationId: string;
  readonly parameters?: readonly { readonly in: string; readonly name: string }[];
  readonly security: readonly object[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

let http: Http;
const start = async (options?: HttpOptions) => (http = await startHttp(options));
afterEach(() => http.close());

describe('openapi.json', () => {
  test('describes every /v1 route that the router has, and no other', async () => {
    await start();
    const document = (await http.call('GET', '/openapi.json')).json;
    const described = Object.entries(document.paths as Record<string, object>).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = http.routes
      .filter(({ path }) => path.startsWith('/v1/'))
      .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    expect(served).toHaveLength(30);
    expect(described.sort()).toEqual(served.sort());
  });

  test('is OpenAPI 3.1 whose refusals are problems and whose ids are parameters', async () => {
    await start({ publicUrl: 'https://fleet.test/pitcrew' });
    const document = (await http.call('GET', '/openapi.json')).json;
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: 'https://fleet.test/pitcrew' }]);
    const operations = Object.entries(document.paths as Record<string, Record<string, Described>>).flatMap(
      ([path, methods]) => Object.values(methods).map((operation) => ({ path, ...operation })),
    );
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
    for (const { path, parameters = [], responses, security } of operations) {
      const named = parameters.filter((each) => each.in === 'path').map((each) => `{${each.name}}`);
      expect(named).toEqual(path.match(/\{\w+\}/g) ?? []);
      expect(security.length).toBeGreaterThan(0);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403', '429', '500', '503']));
      for (const [status, response] of Object.entries(responses)) {
        if (Number(status) < 400) continue;
        const refusal = response.content?.['application/problem+json'];
        expect(refusal?.schema).toEqual({ $ref: '#/components/schemas/Problem' });
      }
    }
    const alert = document.paths['/v1/alerts'].post;
    expect(alert.security).toEqual([{ fleetKey: [] }, { fleetId: [], fleetSignature: [] }]);
    const { required } = alert.requestBody.content['application/json'].schema;
    expect(required).toEqual(['alertId', 'system', 'severity', 'observedAt']);
    // Every reference leads somewhere.
    for (const [, name] of JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(document.components.schemas).toHaveProperty([name!]);
    }
  });
});

test.each(PROBLEM_CODES)('%s has a status that is a refusal and a sentence', async (code) => {
  await start();
  const [status, sentence] = PROBLEMS[code];
  expect(status).toBeGreaterThanOrEqual(400);
  expect(sentence).toMatch(/^[A-Z].+\.$/);
  expect(JSON.parse(String(problem(code).body))).toMatchObject({ code, status, title: sentence });
});

describe('health', () => {
  test('healthz, readyz and metrics need no proof', async () => {
    await start({ rateLimitPerMinute: 1 });
    for (let i = 0; i < 3; i += 1) {
      expect((await http.call('GET', '/healthz')).status).toBe(200);
      expect((await http.call('GET', '/readyz')).json).toEqual({ status: 'ready', parts: { store: 'ok' } });
    }
    const metrics = await http.call('GET', '/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    expect(metrics.text).toContain('# TYPE pitcrew_bookings_total counter');
  });

  test('what is not ready says which part, 503 with Retry-After; it is alive all the same', async () => {
    const parts = { store: 'The disk is full.' };
    await start({ replace: ({ api }) => ({ api: { ...api, ready: async () => ({ ready: false, parts }) } }) });
    const answer = await http.call('GET', '/readyz');
    expect([answer.status, answer.json, answer.headers.get('retry-after')]).toEqual([
      503,
      { status: 'not ready', parts },
      '5',
    ]);
    expect((await http.call('GET', '/healthz')).status).toBe(200);
  });

  test('a store that does not even answer is not ready', async () => {
    const ready = async () => {
      throw new Error('no database');
    };
    await start({ replace: ({ api }) => ({ api: { ...api, ready } }) });
    expect((await http.call('GET', '/readyz')).status).toBe(503);
  });
});

describe('while the store cannot be written', () => {
  test('a read-only store: /v1 answers 503 with Retry-After, changes nothing and tells no details', async () => {
    await start();
    const apiKey = await withFleet(http);
    http.stores.handle.read((sql) => sql.exec('PRAGMA query_only = 1'));
    for (const answer of [
      await http.call('POST', '/v1/alerts', alertOf('sf-1'), bearer(apiKey)),
      await http.admin('PUT', '/v1/fleets/new', FLEET),
      await http.admin('DELETE', '/v1/fleets/acme/members/dana'),
    ]) {
      expect([answer.status, answer.json.code, answer.headers.get('retry-after')]).toEqual([
        503,
        'STORE_UNAVAILABLE',
        '5',
      ]);
      expect(answer.text).not.toMatch(/sqlite|database|readonly/i);
    }
    http.stores.handle.read((sql) => sql.exec('PRAGMA query_only = 0'));
    expect((await http.call('POST', '/v1/alerts', alertOf('sf-1'), bearer(apiKey))).json.status).toBe('accepted');
  });

  test('a typed error of any store is told the same way', async () => {
    const raiseAlert = async () => {
      throw new Error('commit', { cause: new StoreUnavailable() });
    };
    await start({ replace: ({ api }) => ({ api: { ...api, raiseAlert } }) });
    const apiKey = await withFleet(http);
    expect((await http.call('POST', '/v1/alerts', alertOf('sf-1'), bearer(apiKey))).status).toBe(503);
  });

  test('any other error is 500 without details, and stands in the log', async () => {
    const raiseAlert = async () => {
      throw new Error('the secret plan failed');
    };
    await start({ replace: ({ api }) => ({ api: { ...api, raiseAlert } }) });
    const apiKey = await withFleet(http);
    const answer = await http.call('POST', '/v1/alerts', alertOf('sf-1'), bearer(apiKey));
    expect([answer.status, answer.json.code]).toEqual([500, 'INTERNAL']);
    expect(answer.text).not.toContain('secret plan');
    expect(http.lines.join('')).toContain('the secret plan failed');
  });
});

describe('rate limits', () => {
  test('per key; without a valid one a tenth per address; 429 with Retry-After', async () => {
    await start({ rateLimitPerMinute: 20 });
    const apiKey = await withFleet(http); // 3 requests of the operator
    const statuses = async (count: number, headers: Record<string, string>) => {
      const answers = [];
      for (let i = 0; i < count; i += 1) answers.push(await http.call('GET', '/v1/bookings', undefined, headers));
      return answers;
    };
    const own = await statuses(21, bearer(apiKey));
    expect(own.map(({ status }) => status)).toEqual([...Array<number>(20).fill(200), 429]);
    expect(Number(own[20]?.headers.get('retry-after'))).toBeGreaterThan(50);
    expect(Number(own[20]?.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(own[20]?.json.code).toBe('RATE_LIMITED');

    const strangers = await statuses(3, bearer('guess'));
    expect(strangers.map(({ status }) => status)).toEqual([401, 401, 429]);
    // Guessing at an address does not lock out the key holders behind it, and other keys go on.
    expect((await http.admin('GET', '/v1/fleets')).status).toBe(200);
    expect((await http.call('GET', '/openapi.json')).status).toBe(200);
  });
});

describe("a network's webhook", () => {
  const update = {
    eventId: 'e-1',
    confirmation: 'FCAC-1',
    status: 'completed',
    at: '2026-11-23T16:00:00.000Z',
  } as const;
  const received: Inbound[] = [];
  const network = (name: string, parseStatus?: ProviderNetwork['parseStatus']): [string, ProviderNetwork] => [
    name,
    { name, ...(parseStatus && { parseStatus }) } as ProviderNetwork,
  ];
  const networks = new Map([
    network('firestone', (request) =>
      request.headers['x-proof'] === 'good' ? { ok: true, value: update } : { ok: false, error: { status: 401 } },
    ),
    network('pepboys'),
  ]);
  let writable = true;
  beforeEach(async () => {
    received.length = 0;
    writable = true;
    const receive = async (inbound: Inbound) => {
      if (!writable) throw new Error('disk full');
      received.push(inbound);
      return { seen: false, settled: new Promise<never>(() => {}) };
    };
    await start({ networks, rateLimitPerMinute: 1, replace: () => ({ dispatch: { receive } }) });
  });
  const post = (name: string, proof = 'good') =>
    http.call('POST', `/providers/${name}/webhook`, { any: 'thing' }, { 'x-proof': proof });

  test('is stored under the id of its event before it is acknowledged; no rate limit applies', async () => {
    for (let i = 0; i < 3; i += 1) expect((await post('firestone')).status).toBe(200);
    expect(received[0]).toEqual({
      id: 'firestone:e-1',
      channel: 'firestone',
      body: { kind: 'status', network: 'firestone', update },
    });
    expect((await http.call('GET', '/metrics')).text).toContain('pitcrew_ack_seconds_count{channel="firestone"} 3');
  });

  test('forged: the answer that the network gives; off, unknown or polled: 404; not storable: 503', async () => {
    expect((await post('firestone', 'bad')).status).toBe(401);
    for (const name of ['pepboys', 'star', '__proto__', 'constructor']) expect((await post(name)).status).toBe(404);
    expect(received).toHaveLength(0);
    writable = false;
    const answer = await post('firestone');
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });
});
