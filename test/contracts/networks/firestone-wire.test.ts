import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import { connectFirestone, firestoneProvider } from './firestone-harness.ts';
import { orderFor } from './harness.ts';
import type { Odd } from './odd-server.ts';
import { availability, booked, json, startOdd } from './odd-server.ts';
import { short } from './suite.ts';

const SLOT: FreeSlot = {
  networkSlotId: 's-8841',
  start: '2026-11-23T15:00:00.000Z',
  end: '2026-11-23T16:30:00.000Z',
  capacity: 2,
};
const STORE = firestoneProvider('023845');
const ORDER = orderFor(STORE, SLOT, 'BATTERY_12V', 'booking-1/1');
const APPOINTMENT = { confirmation: 'FCAC-77120', networkRef: '023845', reference: 'booking-1/1' };

let server: Awaited<ReturnType<typeof startOdd>>;
let connected: ReturnType<typeof connectFirestone>;

async function open(
  odd: Odd,
  options: { readonly token?: Odd; readonly timeoutMs?: number; readonly prefix?: string } = {},
) {
  server = await startOdd(odd, options.token);
  connected = connectFirestone(`${server.url}${options.prefix ?? ''}`, options);
}
afterEach(async () => {
  await connected.network.close();
  await server.close();
});

const search = async () => (await connected.network.search([STORE], 'BATTERY_12V')).get(STORE.providerId);
const book = () => connected.network.book(ORDER);
const cancel = () => connected.network.cancel(APPOINTMENT);
/** A short answer with the wrong field. */
const told = (answer: Awaited<ReturnType<typeof search | typeof book | typeof cancel>>): string => {
  const field = answer && !answer.ok && 'field' in answer.error ? answer.error.field : undefined;
  return [short(answer), field].filter(Boolean).join(' ');
};

describe('what goes over the wire', () => {
  test('a booking says all that the contract names, in major units, with our address for statuses', async () => {
    await open((_asked, response) => json(response, 201, booked()), { prefix: '/partner' });
    expect(await book()).toEqual({
      ok: true,
      value: { confirmation: 'FCAC-77120', start: '2026-11-23T15:00:00.000Z' },
    });
    const asked = server.asked[1]!;
    expect([asked.method, asked.path, asked.headers['idempotency-key']]).toEqual([
      'POST',
      '/partner/v2/appointments',
      'booking-1/1',
    ]);
    expect(asked.headers.authorization).toMatch(/^Bearer token-\d+$/);
    expect(JSON.parse(asked.body)).toEqual({
      storeNumber: '023845',
      slotId: 's-8841',
      service: 'BATT',
      vehicle: { vin: '1FTFW1E5XNFA00000', year: 2022, make: 'Ford', model: 'E-Transit', plate: 'IL 44-120' },
      customer: { fleet: 'Acme Delivery', contactName: 'Dana Reyes', phone: '+13125550100' },
      workOrder: {
        number: 'WO-7Q2K9M4X',
        po: 'PO-7Q2K9M4X',
        issue: '12 V battery at 58 %',
        service: 'BATTERY_12V',
        faultCodes: ['P0562'],
        notToExceed: { amount: 226.8, currency: 'USD' },
      },
      callbackUrl: 'https://fleet.example/pitcrew/providers/firestone/webhook',
    });
  });

  test('a search asks once for 14 days from today at the shop, and reads its wall times', async () => {
    await open((_asked, response) => json(response, 200, availability()));
    expect(await search()).toEqual({
      ok: true,
      value: {
        providerId: 'firestone-023845',
        service: 'BATTERY_12V',
        slots: [{ ...SLOT, estimate: { amount: 18900, currency: 'USD' }, dropOff: { from: '07:00', to: '10:00' } }],
        asOf: '2026-11-22T15:00:05.000Z',
        fingerprint: expect.stringMatching(/^[\w-]{16,}$/),
      },
    });
    const asked = server.asked[1]!;
    expect(`${asked.path}?${asked.query}`).toBe('/v2/stores/023845/availability?service=BATT&from=2026-11-22&days=14');
    expect(server.asked).toHaveLength(2);
  });

  test('a cancellation and a move name the confirmation, whatever is in it', async () => {
    await open((asked, response) =>
      json(
        response,
        200,
        asked.method === 'PATCH' ? booked() : { status: 'CANCELLED', fee: { amount: 30, currency: 'USD' } },
      ),
    );
    const odd = { ...APPOINTMENT, confirmation: 'a/b ?\ud800' };
    expect(await connected.network.cancel(odd)).toEqual({
      ok: true,
      value: { fee: { amount: 3000, currency: 'USD' } },
    });
    expect(short(await connected.network.move(odd, ORDER))).toBe('ok');
    expect(server.paths().slice(1)).toEqual([
      'DELETE /v2/appointments/a%2Fb%20%3F%EF%BF%BD',
      'PATCH /v2/appointments/a%2Fb%20%3F%EF%BF%BD',
    ]);
    expect(JSON.parse(server.asked[2]!.body)).toEqual({ slotId: 's-8841' });
  });

  test('a service that Firestone does not do is rejected without a call', async () => {
    await open((_asked, response) => json(response, 200, {}));
    expect(short((await connected.network.search([STORE], 'BATTERY_HV')).get(STORE.providerId))).toBe('rejected');
    expect(server.asked).toEqual([]);
  });
});

describe('the token', () => {
  test('is fetched once for 20 calls at once, and kept', async () => {
    await open((_asked, response) => json(response, 200, availability()));
    await Promise.all(Array.from({ length: 20 }, search));
    await search();
    expect(server.paths().filter((path) => path === 'POST /oauth/token')).toHaveLength(1);
    expect(server.asked[0]!.body).toBe(
      'grant_type=client_credentials&client_id=sample-firestone-client&client_secret=sample-firestone-secret',
    );
  });

  test('that ten calls find refused at once is renewed once, and each call is repeated once', async () => {
    const revoked = new Set<string | undefined>();
    await open((asked, response) => {
      const isGood = !revoked.has(asked.headers.authorization);
      json(response, isGood ? 200 : 401, isGood ? availability() : { code: 'UNAUTHORIZED' });
    });
    await search();
    revoked.add(server.asked[1]!.headers.authorization);
    const answers = await Promise.all(Array.from({ length: 10 }, search));
    expect(answers.map(short)).toEqual(Array<string>(10).fill('ok'));
    expect(server.paths().filter((path) => path === 'POST /oauth/token')).toHaveLength(2);
    expect(server.paths().filter((path) => path.startsWith('GET'))).toHaveLength(1 + 10 + 10);
  });

  test('that is refused again after the renewal is told once to the log, not for every call', async () => {
    await open((_asked, response) => json(response, 401, { code: 'UNAUTHORIZED' }));
    for (let i = 0; i < 3; i++) expect(told(await search())).toBe('unavailable not-authorised');
    expect(server.paths().filter((path) => path.startsWith('GET'))).toHaveLength(6);
    expect(connected.seen.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  test('that was refused is renewed once and the booking repeated under the same reference', async () => {
    const tokens: string[] = [];
    await open((asked, response) => {
      tokens.push(String(asked.headers.authorization));
      if (tokens.length === 1) json(response, 401, 'go away', { 'Content-Type': 'text/html' });
      else json(response, 201, booked());
    });
    expect(short(await book())).toBe('ok');
    expect(new Set(tokens).size).toBe(2);
    expect(server.asked.filter(({ headers }) => headers['idempotency-key'] === 'booking-1/1')).toHaveLength(2);
  });

  test.each<[string, Odd, string]>([
    ['is refused', (_a, r) => json(r, 401, { error: 'invalid_client' }), 'unavailable not-authorised'],
    ['is refused with a 400', (_a, r) => json(r, 400, { error: 'invalid_client' }), 'unavailable not-authorised'],
    ['is not to be had now', (_a, r) => json(r, 500, {}), 'unavailable server-error'],
    [
      'is no text',
      (_a, r) => json(r, 200, { access_token: 7, token_type: 'Bearer', expires_in: 9 }),
      'unavailable bad-reply access_token',
    ],
    [
      'would break a header',
      (_a, r) => json(r, 200, { access_token: 'a\r\nb: c', token_type: 'Bearer', expires_in: 9 }),
      'unavailable bad-reply access_token',
    ],
    ['never comes', () => undefined, 'unavailable timeout'],
  ])('that %s leaves a booking unsent, so it is surely not made', async (_what, token, expected) => {
    await open((_asked, response) => json(response, 201, booked()), { token, timeoutMs: 500 });
    expect(told(await book())).toBe(expected);
    expect(server.paths().filter((path) => path !== 'POST /oauth/token')).toEqual([]);
  });

  test('a 403 is not authorised, and nothing is renewed for it', async () => {
    await open((_asked, response) => json(response, 403, '<h1>No</h1>', { 'Content-Type': 'text/html' }));
    expect(told(await book())).toBe('unavailable not-authorised');
    expect(server.asked).toHaveLength(2);
  });
});

// Good but for its 64 MiB of spaces, so that only the limit can refuse it.
const bomb = () =>
  gzipSync(
    Buffer.concat([
      Buffer.alloc(64 * 1024 * 1024, 32),
      Buffer.from(JSON.stringify({ ...availability(), ...booked() })),
    ]),
  );
const header = (type: string, more: object = {}) => ({ 'Content-Type': type, ...more });

/** A reply, what a search answers to it, and what a booking does. */
const REPLIES: readonly (readonly [string, Odd, string, string])[] = [
  ['an empty 204', (_a, r) => void r.writeHead(204).end(), 'unavailable bad-reply body', 'unknown bad-reply body'],
  [
    'JSON cut in half',
    (_a, r) => json(r, 201, '{"confirmation":"FCAC-1'),
    'unavailable bad-reply body',
    'unknown bad-reply body',
  ],
  [
    'HTML',
    (_a, r) => json(r, 200, '<p>', header('text/html')),
    'unavailable bad-reply content-type',
    'unknown bad-reply content-type',
  ],
  [
    'a redirect',
    (_a, r) => json(r, 302, {}, { Location: 'http://127.0.0.1:9/' }),
    'unavailable bad-reply status',
    'unknown bad-reply status',
  ],
  [
    'a gzip bomb',
    (_a, r) => void r.writeHead(200, header('application/json', { 'Content-Encoding': 'gzip' })).end(bomb()),
    'unavailable bad-reply body',
    'unknown bad-reply body',
  ],
  [
    'a false gzip',
    (_a, r) => json(r, 200, '{}', { 'Content-Encoding': 'gzip' }),
    'unavailable bad-reply content-encoding',
    'unknown bad-reply content-encoding',
  ],
  [
    'an encoding that nobody knows',
    (_a, r) => json(r, 200, '{}', { 'Content-Encoding': 'zstd' }),
    'unavailable bad-reply content-encoding',
    'unknown bad-reply content-encoding',
  ],
  [
    'a field of 10 MB',
    (_a, r) => json(r, 200, { ...availability(), ...booked(), more: 'x'.repeat(10_000_000) }),
    'unavailable bad-reply body',
    'unknown bad-reply body',
  ],
  ['a body without end', (_a, r) => endless(r), 'unavailable bad-reply body', 'unknown bad-reply body'],
  ['a byte now and then', (_a, r) => trickle(r), 'unavailable timeout', 'unknown timeout'],
  [
    'headers only',
    (_a, r) => (r.writeHead(200, header('application/json', { 'Content-Length': '50' })), r.flushHeaders()),
    'unavailable timeout',
    'unknown timeout',
  ],
  [
    'a line cut in the body',
    (_a, r) => (r.writeHead(200, header('application/json')), r.write('{'), void setTimeout(() => r.destroy(), 20)),
    'unavailable refused',
    'unknown connection-cut',
  ],
  ['no HTTP', (_a, r) => void r.socket?.end('hello\r\n\r\n'), 'unavailable bad-reply http', 'unknown bad-reply http'],
  [
    '40 KB of headers',
    (_a, r) => json(r, 200, {}, { 'X-Long': 'x'.repeat(40_000) }),
    'unavailable bad-reply http',
    'unknown bad-reply http',
  ],
  [
    'broken UTF-8',
    (_a, r) => void r.writeHead(200, header('application/json')).end(Buffer.from([0x7b, 0xc3, 0x28])),
    'unavailable bad-reply body',
    'unknown bad-reply body',
  ],
  [
    'lists in lists, a million deep',
    (_a, r) => json(r, 200, '['.repeat(1e6) + ']'.repeat(1e6)),
    'unavailable bad-reply body',
    'unknown bad-reply body',
  ],
  ['a bare null', (_a, r) => json(r, 200, 'null'), 'unavailable bad-reply body', 'unknown bad-reply body'],
  [
    'a 400 that is HTML',
    (_a, r) => json(r, 400, '<p>', header('text/html')),
    'unavailable bad-reply content-type',
    'unknown bad-reply content-type',
  ],
  ['a 400', (_a, r) => json(r, 400, { code: 'INVALID_REQUEST', field: 'vehicle.plate' }), 'rejected', 'rejected'],
  ['a 418', (_a, r) => json(r, 418, { code: 'TEAPOT' }), 'rejected', 'rejected'],
  [
    'a 503 that is HTML',
    (_a, r) => json(r, 503, '<p>', header('text/html')),
    'unavailable server-error',
    'unknown server-error',
  ],
  ['a 429', (_a, r) => json(r, 429, '', header('text/html')), 'unavailable rate-limited', 'unavailable rate-limited'],
];

function endless(response: Parameters<Odd>[1]): void {
  response.writeHead(200, header('application/json'));
  const chunk = Buffer.alloc(65_536, 32);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}

function trickle(response: Parameters<Odd>[1]): void {
  response.writeHead(200, header('application/json'));
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

describe.each(REPLIES)('%s', (_what, odd, reading, changing) => {
  test(`is ${reading} to a search and ${changing} to a booking; then the network works as before`, async () => {
    let isOdd = true;
    await open((asked, response) => (isOdd ? odd(asked, response) : json(response, 200, availability())), {
      timeoutMs: 1500,
    });
    expect(told(await search())).toBe(reading);
    expect(told(await book())).toBe(changing);
    expect(told(await cancel())).toBe(changing);
    isOdd = false;
    expect(short(await search())).toBe('ok');
  });
});

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
])('a reply packed with %s is read', async (encoding, pack) => {
  await open((_asked, response) => {
    response.writeHead(200, header('application/json; charset=utf-8', { 'Content-Encoding': encoding }));
    response.end(pack(Buffer.from(JSON.stringify(availability()))));
  });
  expect(short(await search())).toBe('ok');
});

test('a wait that a 429 asks for is told in milliseconds', async () => {
  await open((_asked, response) => json(response, 429, '', { 'Retry-After': '7' }));
  expect(await book()).toEqual({ ok: false, error: { kind: 'unavailable', why: 'rate-limited', retryAfterMs: 7000 } });
});

test('a redirect is not followed to another host', async () => {
  const other = await startOdd((_asked, response) => json(response, 200, availability()));
  await open((_asked, response) => json(response, 307, '', { Location: `${other.url}/v2/stores` }));
  await search();
  await book();
  expect(other.asked).toEqual([]);
  await other.close();
});

describe('a refusal in words', () => {
  test.each([
    [400, { code: 'INVALID_REQUEST', field: 'vehicle.vin' }, 'The shop does not accept the VIN.', 'invalid-vin'],
    [
      400,
      { code: 'INVALID_REQUEST', field: 'callbackUrl' },
      'The shop does not accept the field callbackUrl.',
      'INVALID_REQUEST',
    ],
    [404, { code: 'NOT_FOUND' }, 'The shop does not know this store.', 'NOT_FOUND'],
    [
      422,
      { code: 'NOT_CHANGEABLE' },
      'The job has been started or finished there, so it cannot be changed any more.',
      'NOT_CHANGEABLE',
    ],
    [451, { code: '<b>\u202e\n', field: null }, 'The shop refused the request (b).', 'b'],
    [413, {}, 'The shop refused the request (HTTP 413).', undefined],
  ])('%d %j', async (status, body, reason, code) => {
    await open((_asked, response) => json(response, status, body));
    expect(await book()).toEqual({ ok: false, error: { kind: 'rejected', reason, ...(code ? { code } : {}) } });
  });
});

describe('a taken slot', () => {
  const slot = { ...availability().days[0]!.slots[0]!, date: '2026-11-23' };

  test('brings the alternatives that are whole, free and ahead; a broken one is left out and counted', async () => {
    const alternatives = [
      { ...slot, slotId: 's-2', start: '13:00', end: '14:30' },
      { ...slot, slotId: 's-3', start: 1300 },
      { ...slot, slotId: 's-4', baysOpen: 0 },
      { ...slot, slotId: 's-5', date: '2026-11-20' },
      null,
      'none',
    ];
    await open((_asked, response) => json(response, 409, { code: 'SLOT_TAKEN', alternatives }));
    const answer = await book();
    expect(!answer.ok && answer.error.kind === 'slot-taken' && answer.error.alternatives).toEqual([
      {
        networkSlotId: 's-2',
        start: '2026-11-23T19:00:00.000Z',
        end: '2026-11-23T20:30:00.000Z',
        capacity: 2,
        estimate: { amount: 18900, currency: 'USD' },
      },
    ]);
    expect(connected.seen.breaks).toEqual(['alternatives.start', 'alternatives', 'alternatives']);
  });

  test.each([
    ['none at all', undefined],
    ['null', null],
    ['no list', 'many'],
    ['an object', {}],
  ])('with %s for alternatives is still taken', async (_what, alternatives) => {
    await open((_asked, response) => json(response, 409, { code: 'SLOT_TAKEN', alternatives }));
    expect(await book()).toEqual({ ok: false, error: { kind: 'slot-taken', alternatives: [] } });
  });

  test('is also what an unknown slot means', async () => {
    await open((_asked, response) => json(response, 404, { code: 'UNKNOWN_SLOT' }));
    expect(await book()).toEqual({ ok: false, error: { kind: 'slot-taken', alternatives: [] } });
  });
});
