import type { FirestoneSandbox, FirestoneSandboxOptions } from '../../adapters/providers/firestone/sandbox/index.ts';
import { firestoneSandbox, startFirestoneSandbox } from '../../adapters/providers/firestone/sandbox/index.ts';
import { SAMPLE_API_KEY } from '../../adapters/providers/pepboys/sandbox/index.ts';
import { createFaultPlan, parseFaults, startSandboxServer } from '../../adapters/shared/sandbox/index.ts';
import { sandboxes } from '../../src/registry/sandboxes.ts';
import type { Call } from '../support/firestone-wire.ts';
import { bookingBody, fetchToken, signIn } from '../support/firestone-wire.ts';

const SHOP = {
  networkRef: '023845',
  name: 'Firestone 023845',
  lat: 41.86,
  lon: -87.63,
  timeZone: 'America/Chicago',
  phone: '+13126621553',
  address: { line1: '1558 S Wabash Ave', city: 'Chicago', state: 'IL', postalCode: '60605' },
};
const NOW = new Date('2026-11-22T15:04:05Z');
const MONDAY = '/v2/stores/023845/availability?service=BATT&from=2026-11-23&days=1';

describe('the text of the faults', () => {
  test('is kind=rate, with operations before it and a count behind it', () => {
    expect(parseFaults('error500=0.1, drop-after=.05,down=60,book|move:timeout-after=1x2')).toEqual([
      { kind: 'error500', rate: 0.1 },
      { kind: 'drop-after', rate: 0.05 },
      { kind: 'down', rate: 60 },
      { kind: 'timeout-after', rate: 1, operations: ['book', 'move'], times: 2 },
    ]);
    expect(parseFaults('')).toEqual([]);
  });

  test.each([
    ['fire=1', /^There is no fault 'fire'; there are error500, .* and down=SECONDS\.$/],
    ['error500', /^The fault 'error500' is not of the form kind=rate, such as error500=0\.1\.$/],
    ['slow=-1', /is not of the form kind=rate/],
    ['slow=1.5', /^The rate of 'slow=1\.5' is above 1; it is a share from 0 to 1\.$/],
    ['bok:slow=1', /^There is no operation 'bok' in 'bok:slow=1'; there are book, move\.$/],
    ['slow=1x0', /^The count of 'slow=1x0' must be at least 1\.$/],
  ])('%s is refused in words', (text, message) => {
    expect(() => parseFaults(text, ['book', 'move'])).toThrow(message);
  });
});

describe('the plan', () => {
  const kinds = (seed: number, spec: string, operation = 'book', count = 2000) => {
    const plan = createFaultPlan(spec, seed, ['book', 'stores']);
    return Array.from({ length: count }, () => plan.next(operation, ['stolen-slot'])?.kind ?? '-');
  };

  test('is the same for the same seed, and another for another', () => {
    expect(kinds(7, 'error500=0.3,slow=0.3')).toEqual(kinds(7, 'error500=0.3,slow=0.3'));
    expect(kinds(7, 'error500=0.3,slow=0.3')).not.toEqual(kinds(8, 'error500=0.3,slow=0.3'));
  });

  test('gives the n-th request of an operation its fate whatever else is asked in between', () => {
    const plan = createFaultPlan('error500=0.5', 7, ['book', 'stores']);
    const mixed = Array.from({ length: 50 }, () => (plan.next('stores', []), plan.next('book', [])?.kind ?? '-'));
    expect(mixed).toEqual(kinds(7, 'error500=0.5', 'book', 50));
  });

  test('keeps the rates', () => {
    const all = kinds(1, 'error500=0.1,drop-after=0.05,stolen-slot=0.2');
    const share = (kind: string) => all.filter((one) => one === kind).length / all.length;
    expect(Math.abs(share('error500') - 0.1)).toBeLessThan(0.03);
    expect(Math.abs(share('drop-after') - 0.05)).toBeLessThan(0.02);
    expect(Math.abs(share('stolen-slot') - 0.2)).toBeLessThan(0.04);
  });

  test('limits a fault to its operations, its count, and to what the network can carry out', () => {
    expect(kinds(1, 'stores:error500=1', 'book', 3)).toEqual(['-', '-', '-']);
    expect(kinds(1, 'error500=1x2', 'book', 4)).toEqual(['error500', 'error500', '-', '-']);
    expect(createFaultPlan('stolen-slot=1', 1, ['stores']).next('stores', [])).toBeUndefined();
  });
});

describe('a sandbox with faults', () => {
  let sandbox: FirestoneSandbox;
  let call: Call;
  let slotId: string;

  async function open(options: Partial<FirestoneSandboxOptions> = {}): Promise<void> {
    sandbox = await startFirestoneSandbox({ shops: [SHOP], now: () => NOW, ...options });
    call = await signIn(sandbox.url);
    slotId = (await call('GET', MONDAY)).json.days[0].slots[3].slotId;
  }
  const book = (key = 'k') =>
    call('POST', '/v2/appointments', bookingBody('023845', slotId), { 'Idempotency-Key': key });
  const outcome = async (work: Promise<unknown>) => {
    const late = new Promise((resolve) => setTimeout(resolve, 150, 'no answer'));
    return Promise.race([work.catch((error: Error) => error.message), late]);
  };

  beforeEach(() => open());
  afterEach(() => sandbox.close());

  test('error500 comes before the effect', async () => {
    sandbox.setFaults('book:error500=1');
    expect((await book()).status).toBe(500);
    expect(sandbox.ledger()).toHaveLength(0);
    expect(sandbox.stats).toMatchObject({ requests: { token: 1, availability: 1, book: 1 }, faults: { error500: 1 } });
  });

  test.each([
    ['drop-before', 'fetch failed', 0],
    ['drop-after', 'fetch failed', 1],
    ['timeout-before', 'no answer', 0],
    ['timeout-after', 'no answer', 1],
  ])('%s: %s, %d booked', async (kind, expected, booked) => {
    sandbox.setFaults(`book:${kind}=1`);
    expect(await outcome(book())).toBe(expected);
    expect(sandbox.ledger()).toHaveLength(booked);
    sandbox.setFaults('');
    const found = (await call('GET', '/v2/appointments?idempotencyKey=k')).json.appointments;
    expect(found).toHaveLength(booked);
    expect((await book()).status).toBe(201);
    expect(sandbox.ledger()).toHaveLength(1);
  });

  test('malformed: booked, and the JSON is broken', async () => {
    sandbox.setFaults('book:malformed=1');
    await expect(book()).rejects.toThrow(/JSON/);
    expect(sandbox.ledger()).toHaveLength(1);
  });

  test('wrong-type: booked, one field of the reply has another type, the remembered reply is whole', async () => {
    sandbox.setFaults('book:wrong-type=1x1');
    const { status, json } = await book();
    expect(status).toBe(201);
    expect(Object.values(json).filter((value) => typeof value !== 'string')).toEqual([12345]);
    expect(Object.values((await book()).json).every((value) => typeof value === 'string')).toBe(true);
  });

  test('slow: answers rightly, later', async () => {
    await sandbox.close();
    await open({ slowMs: 120 });
    sandbox.setFaults('book:slow=1');
    const began = performance.now();
    expect((await book()).status).toBe(201);
    expect(performance.now() - began).toBeGreaterThan(110);
  });

  test('rate-limit: 429 with Retry-After', async () => {
    sandbox.setFaults('token:rate-limit=1');
    const reply = await fetch(`${sandbox.url}/oauth/token`, { method: 'POST' });
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '1']);
  });

  test('token-expired: the token is at its end, a fresh one works', async () => {
    sandbox.setFaults('book:token-expired=1x1');
    expect((await book()).status).toBe(401);
    expect((await book()).status).toBe(401);
    call = await signIn(sandbox.url);
    expect((await book()).status).toBe(201);
  });

  test('stolen-slot: someone else has it, 409 with what is left', async () => {
    sandbox.setFaults('stolen-slot=1x1');
    const { status, json } = await book();
    expect([status, json.code, json.alternatives.length > 0]).toEqual([409, 'SLOT_TAKEN', true]);
    expect(json.alternatives.map((slot: { slotId: string }) => slot.slotId)).not.toContain(slotId);
    const url = `${sandbox.url}/_sandbox/stores/023845/calendar?date=2026-11-23`;
    const day = (await (await fetch(url)).json()) as { appointments: { status: string }[] };
    expect(day.appointments.map((one) => one.status)).toEqual(['WALK_IN', 'WALK_IN', 'WALK_IN']);
  });

  test('down: refuses everything but the controls, for its seconds', async () => {
    sandbox.setFaults('down=0.15');
    expect((await call('GET', MONDAY)).status).toBe(503);
    expect((await fetchToken(sandbox.url)).status).toBe(503);
    expect((await fetch(`${sandbox.url}/_sandbox/ledger`)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 170));
    expect((await call('GET', MONDAY)).status).toBe(200);
  });

  test('latency is kept', async () => {
    await sandbox.close();
    await open({ latencyMs: 60 });
    const began = performance.now();
    await call('GET', MONDAY);
    expect(performance.now() - began).toBeGreaterThan(55);
  });

  test('faults can be set over HTTP, and closing ends calls that were never answered', async () => {
    const body = JSON.stringify({ spec: 'timeout-before=1' });
    expect((await fetch(`${sandbox.url}/_sandbox/faults`, { method: 'POST', body })).status).toBe(200);
    const hanging = book().catch((error: Error) => error.message);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await sandbox.close();
    expect(await hanging).toBe('fetch failed');
    await open();
  });

  test('a wrong text at the start is an error, with what would be right', async () => {
    await expect(startFirestoneSandbox({ shops: [SHOP], faults: 'books:slow=1' })).rejects.toThrow(
      "There is no operation 'books' in 'books:slow=1'; there are token, stores, availability, book, move, cancel, lookup.",
    );
  });
});

test('one port serves every network that is mounted, and answers 404 beyond them', async () => {
  const network = firestoneSandbox.mount({ shops: [SHOP], busy: 1 });
  const other = { ...network, network: 'other', operations: { ping: [] }, ledger: () => [], close: () => undefined };
  const pong = { operation: 'ping', run: () => ({ status: 200, text: '<pong/>', contentType: 'application/xml' }) };
  const server = await startSandboxServer({
    networks: [network, { ...other, handler: (_, path) => (path === '/ping' ? pong : undefined) }],
  });
  expect((await fetchToken(server.url)).status).toBe(200);
  const xml = await fetch(`${server.url}/ping`);
  expect([xml.headers.get('content-type'), await xml.text()]).toEqual(['application/xml', '<pong/>']);
  expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
  await server.close();
});

test('with several networks on one port a status goes to the one that has the appointment, in its own words', async () => {
  const server = await startSandboxServer({
    networks: sandboxes.map(({ mount }) => mount({ shops: [{ ...SHOP, openingHours: 'Mo-Su 08:00-18:00' }] })),
  });
  const post = async (path: string, body: object) => {
    const headers = { 'x-api-key': SAMPLE_API_KEY };
    const reply = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: reply.status, json: (await reply.json()) as Record<string, unknown> };
  };
  const day = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const place = { storeId: SHOP.networkRef, jobCode: 'OIL', date: day, time: '1000', clientRef: 'b-1' };
  const token = String((await post('/holds', place)).json['holdToken']);
  const contact = { name: 'Dana', phone: '', fleet: 'Acme' };
  await post(`/holds/${token}/confirm`, { vehicle: { vin: '1FTFW1E5XNFA00000' }, contact, notes: 'WO-1' });
  const say = (reference: string, status: string) => post('/_sandbox/status', { reference, status });
  expect(await say('b-1', 'ARRIVED')).toMatchObject({ status: 202, json: { state: 'ARRIVED' } });
  expect(await say('b-1', 'READY')).toMatchObject({ status: 400 });
  expect(await say('b-2', 'ARRIVED')).toMatchObject({ status: 404 });
  await server.close();
});
