import type { PepBoysSandbox, PepBoysSandboxOptions } from '../../adapters/providers/pepboys/sandbox/index.ts';
import { pepboysSandbox, startPepBoysSandbox } from '../../adapters/providers/pepboys/sandbox/index.ts';
import { firestoneSandbox } from '../../adapters/providers/firestone/sandbox/index.ts';
import type { SandboxShop } from '../../adapters/shared/sandbox/index.ts';
import { startSandboxServer } from '../../adapters/shared/sandbox/index.ts';
import type { Call } from '../support/firestone-wire.ts';

const shop = (networkRef: string, more: Partial<SandboxShop> = {}): SandboxShop => ({
  networkRef,
  name: `Pep Boys ${networkRef}`,
  lat: 40.71,
  lon: -74.0,
  timeZone: 'America/New_York',
  phone: '+12125550112',
  address: { line1: '1 Main Street', city: 'New York', state: 'NY', postalCode: '10001' },
  openingHours: 'Mo-Fr 09:00-12:00',
  ...more,
});

// A Sunday in New York, 10:04:05.
const SUNDAY = new Date('2026-11-22T15:04:05Z');
const SEARCH = { storeIds: ['0412', '0733'], jobCode: 'BATT', from: '2026-11-22', to: '2026-11-23' };
const HOLD = { storeId: '0412', jobCode: 'BATT', date: '2026-11-23', time: '0900', clientRef: 'b-1' };
const WORDS = {
  vehicle: { vin: '1FTFW1E5XNFA00000', year: 2022, make: 'Ford', model: 'E-Transit', plate: 'IL 44-120' },
  contact: { name: 'Dana Reyes', phone: '+13125550100', fleet: 'Acme' },
  notes: 'WO-7Q2K9M4X, PO PO-7Q2K9M4X: 12 V battery at 58 %.',
};

let clock = SUNDAY;
let sandbox: PepBoysSandbox;

/** By plain fetch. */
const callAt =
  (url: string, key = 'sample-pepboys-key'): Call =>
  async (method, path, body) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const reply = await fetch(url + path, {
      method,
      headers: { 'X-Api-Key': key },
      ...(body === undefined ? {} : { body: text }),
    });
    return { status: reply.status, json: await reply.json() };
  };
const call: Call = (...args) => callAt(sandbox.url)(...args);

async function open(options: Partial<PepBoysSandboxOptions> = {}): Promise<void> {
  clock = SUNDAY;
  sandbox = await startPepBoysSandbox({
    shops: [shop('0412', { bays: 1 })],
    now: () => clock,
    requestsPerSecond: 1_000,
    ...options,
  });
}
afterEach(() => sandbox.close());

const later = (seconds: number) => (clock = new Date(clock.getTime() + seconds * 1000));
const brief = async (answer: ReturnType<Call>) => {
  const { status, json } = await answer;
  return [status, json.error ?? json.state ?? 'fine'].join(' ');
};
const hold = async (more: object = {}) => (await call('POST', '/holds', { ...HOLD, ...more })).json.holdToken as string;
const confirm = (token: string, body: unknown = WORDS) => call('POST', `/holds/${token}/confirm`, body);
const book = async (clientRef: string, time = '0900') =>
  (await confirm(await hold({ clientRef, time }))).json.apptId as string;
const grid = async () => (await call('POST', '/scheduling/search', SEARCH)).json.stores['0412'].days['2026-11-23'];

describe('the key', () => {
  test('is needed for every call', async () => {
    await open();
    const stranger = callAt(sandbox.url, 'guess');
    for (const [method, path] of [
      ['GET', '/jobs'],
      ['POST', '/scheduling/search'],
      ['POST', '/holds'],
      ['POST', '/holds/h-1/confirm'],
      ['GET', '/appointments?clientRef=b-1'],
      ['GET', '/appointments?since=0'],
      ['POST', '/appointments/PB-1/cancel'],
    ] as const)
      expect([path, (await stranger(method, path)).status]).toEqual([path, 401]);
  });
});

describe('the grid', () => {
  test('has the free bays of each start of the open days that ends by closing; nothing of unknown stores', async () => {
    await open();
    expect(await call('POST', '/scheduling/search', SEARCH)).toEqual({
      status: 200,
      json: {
        generated: SUNDAY.getTime(),
        stores: {
          '0412': {
            tz: 'America/New_York',
            stepMinutes: 30,
            days: { '2026-11-23': { '0900': 1, '0930': 1, '1000': 1, '1030': 1, '1100': 1 } },
          },
        },
      },
    });
  });

  test('counts a job from start to end, and leaves out what has begun', async () => {
    await open();
    await book('b-1', '0930');
    expect(await grid()).toEqual({ '0900': 0, '0930': 0, '1000': 0, '1030': 1, '1100': 1 });
    clock = new Date('2026-11-23T15:00:00Z'); // 10:00 there
    expect(await grid()).toEqual({ '1030': 1, '1100': 1 });
  });

  test('lists length and price of the jobs', async () => {
    await open();
    const { json } = await call('GET', '/jobs');
    expect(json).toHaveLength(5);
    expect(json[0]).toEqual({ jobCode: 'BATT', minutes: 60, priceCents: 15_999 });
  });

  test.each([
    ['51 stores', { storeIds: Array.from({ length: 51 }, (_, i) => String(i)) }, 'storeIds'],
    ['no store', { storeIds: [] }, 'storeIds'],
    ['a job that nobody does', { jobCode: 'BATTERY_12V' }, 'jobCode'],
    ['32 days', { to: '2026-12-23' }, 'to'],
    ['days that run backwards', { to: '2026-11-21' }, 'to'],
    ['a date that does not exist', { from: '2026-02-30' }, 'from'],
  ])('refuses %s', async (_what, change, field) => {
    await open();
    const { status, json } = await call('POST', '/scheduling/search', { ...SEARCH, ...change });
    expect([status, json]).toEqual([400, { error: 'invalid_request', field }]);
  });

  test('takes 50 stores and 31 days', async () => {
    await open();
    const storeIds = Array.from({ length: 50 }, (_, i) => String(i));
    expect((await call('POST', '/scheduling/search', { ...SEARCH, storeIds, to: '2026-12-22' })).status).toBe(200);
  });
});

describe('a hold', () => {
  beforeEach(() => open());

  test('takes the bay for five minutes, then gives it back', async () => {
    const { status, json } = await call('POST', '/holds', HOLD);
    expect([status, json.expiresAt]).toEqual([200, SUNDAY.getTime() + 300_000]);
    expect(await brief(call('POST', '/holds', HOLD))).toBe('409 no_capacity');
    expect((await grid())['0900']).toBe(0);
    later(299);
    expect((await grid())['0900']).toBe(0);
    later(1);
    expect((await grid())['0900']).toBe(1);
    expect(await brief(confirm(json.holdToken))).toBe('410 hold_expired');
    expect(sandbox.ledger()).toEqual([]);
  });

  test('is confirmed once; every later confirmation is a 410', async () => {
    const token = await hold();
    const { status, json } = await confirm(token);
    expect([status, json]).toEqual([200, { apptId: expect.stringMatching(/^PB-\d{8}$/), state: 'BOOKED' }]);
    for (let i = 0; i < 2; i++) expect(await brief(confirm(token))).toBe('410 hold_expired');
    expect(sandbox.ledger()).toMatchObject([
      {
        network: 'pepboys',
        reference: 'b-1',
        confirmation: json.apptId,
        store: '0412',
        service: 'BATT',
        start: '2026-11-23T09:00:00-05:00',
        end: '2026-11-23T10:00:00-05:00',
        status: 'BOOKED',
        vehicle: WORDS.vehicle,
        workOrder: { contact: WORDS.contact, notes: WORDS.notes },
      },
    ]);
    expect((await grid())['0900']).toBe(0);
  });

  test('of 20 at once for the last bay only one comes to be', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, i) => brief(call('POST', '/holds', { ...HOLD, clientRef: `b-${i}` }))),
    );
    expect(answers.sort()).toEqual(['200 fine', ...Array<string>(19).fill('409 no_capacity')]);
  });

  test.each<[string, object | string, string]>([
    ['of an unknown store', { ...HOLD, storeId: '9999' }, '404 unknown_store'],
    ['at a start that is none', { ...HOLD, time: '0915' }, '409 no_capacity'],
    ['on a closed day', { ...HOLD, date: '2026-11-22' }, '409 no_capacity'],
    ['at an odd time', { ...HOLD, time: '9:00' }, '400 invalid_request'],
    ['without a reference', { ...HOLD, clientRef: '' }, '400 invalid_request'],
    ['in broken JSON', '{', '400 invalid_request'],
  ])('%s is refused', async (_what, body, expected) => {
    expect(await brief(call('POST', '/holds', body))).toBe(expected);
  });

  test('a confirmation with a wrong field names it, and the token can still be used', async () => {
    const token = await hold();
    expect((await confirm(token, { ...WORDS, vehicle: {} })).json.field).toBe('vehicle.vin');
    expect((await confirm(token, { ...WORDS, contact: { name: 'Dana' } })).json.field).toBe('contact.phone');
    expect(await brief(confirm(token))).toBe('200 BOOKED');
  });
});

describe('appointments', () => {
  test('are cancelled again and again, but not once they are worked on', async () => {
    await open();
    const apptId = await book('b-1');
    const cancel = () => brief(call('POST', `/appointments/${apptId}/cancel`));
    sandbox.setState('b-1', 'ARRIVED');
    expect([await cancel(), await cancel()]).toEqual(['200 CANCELED', '200 CANCELED']);
    expect((await grid())['0900']).toBe(1);
    for (const state of ['WORKING', 'DONE', 'NOSHOW'] as const) {
      sandbox.setState('b-1', state);
      expect(await cancel()).toBe('409 not_cancelable');
    }
    expect(await brief(call('POST', '/appointments/PB-1/cancel'))).toBe('404 unknown_appointment');
  });

  test('of one reference are looked up: the newest live one, else the newest', async () => {
    await open();
    const lookup = async () =>
      (await call('GET', '/appointments?clientRef=b-1')).json.map((i: { apptId: string }) => i.apptId);
    expect(await lookup()).toEqual([]);
    const first = await book('b-1', '0900');
    const second = await book('b-1', '1000');
    expect(await lookup()).toEqual([second]);
    sandbox.setState(second, 'CANCELED');
    expect(await lookup()).toEqual([first]);
    sandbox.setState(first, 'CANCELED');
    expect(await lookup()).toEqual([first]);
    expect((await call('GET', '/appointments?clientRef=b-1')).json).toEqual([
      {
        apptId: first,
        clientRef: 'b-1',
        storeId: '0412',
        date: '2026-11-23',
        time: '0900',
        state: 'CANCELED',
        changed: SUNDAY.getTime(),
      },
    ]);
  });

  test('are listed from a moment on, in order of their change, in pages', async () => {
    await open({ pageSize: 2 });
    const names: Record<string, string> = {};
    for (const [ref, time] of [
      ['b-1', '0900'],
      ['b-2', '1000'],
      ['b-3', '1100'],
    ] as const) {
      names[await book(ref, time)] = ref;
      later(1);
    }
    sandbox.setState('b-1', 'DONE');
    const poll = async (since: number, cursor = '') => {
      const { json } = await call('GET', `/appointments?since=${since}&cursor=${encodeURIComponent(cursor)}`);
      return [json.items.map((i: { apptId: string; state: string }) => `${names[i.apptId]} ${i.state}`), json.cursor];
    };
    const at = SUNDAY.getTime();
    const [first, cursor] = await poll(at);
    expect(first).toEqual(['b-2 BOOKED', 'b-3 BOOKED']);
    expect(await poll(at, cursor)).toEqual([['b-1 DONE'], null]);
    expect(await poll(at + 3_000)).toEqual([['b-1 DONE'], null]); // inclusive
    expect(await poll(at + 3_001)).toEqual([[], null]);
    const done = (await call('GET', `/appointments?since=${at + 3_000}`)).json.items[0];
    // Within 8 % of 159.99.
    expect(done.totalCents).toBeGreaterThanOrEqual(14_719);
    expect(done.totalCents).toBeLessThanOrEqual(17_279);
    expect((await call('GET', '/appointments?since=lately')).status).toBe(400);
  });
});

describe('the rate limit', () => {
  test('answers 10 requests in a second; the next is told to come back', async () => {
    await open({ requestsPerSecond: 10 });
    const replies = await Promise.all(
      Array.from({ length: 14 }, () =>
        fetch(`${sandbox.url}/jobs`, { headers: { 'X-Api-Key': 'sample-pepboys-key' } }),
      ),
    );
    const refused = replies.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(4);
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(['1', '1', '1', '1']);
    await new Promise((resolve) => setTimeout(resolve, 1_010));
    expect((await call('GET', '/jobs')).status).toBe(200);
  });
});

describe('the controls', () => {
  test('set a state in the network own words, and show ledger and calendar', async () => {
    await open({ busy: 0.3 });
    const free = Object.entries(await grid()).find(([, bays]) => bays === 1)?.[0] ?? '';
    const apptId = await book('b-1', free);
    const say = (reference: string, status: string) => call('POST', '/_sandbox/status', { reference, status });
    expect(await say('b-1', 'ARRIVED')).toMatchObject({ status: 202, json: { apptId, state: 'ARRIVED' } });
    expect((await say('b-1', 'READY')).json.message).toBe(
      "The status 'READY' is none of BOOKED, ARRIVED, WORKING, DONE, CANCELED, NOSHOW.",
    );
    expect((await say('b-9', 'DONE')).status).toBe(404);
    const { json: ledger } = await call('GET', '/_sandbox/ledger');
    expect(ledger.appointments.map((entry: { status: string }) => entry.status)).toEqual(['ARRIVED']);
    const { json: day } = await call('GET', '/_sandbox/stores/0412/calendar?date=2026-11-23');
    expect(day.open).toEqual([{ from: '09:00', to: '12:00' }]);
    expect(day.appointments).toContainEqual(
      expect.objectContaining({ confirmation: apptId, status: 'ARRIVED', reference: 'b-1' }),
    );
  });

  test('shares one port with another network', async () => {
    await open();
    const server = await startSandboxServer({
      networks: [firestoneSandbox.mount({ shops: [shop('023845')] }), pepboysSandbox.mount({ shops: [shop('0412')] })],
    });
    const both = callAt(server.url);
    expect((await both('GET', '/jobs')).json).toHaveLength(5);
    expect((await both('GET', '/v2/stores')).status).toBe(401);
    await server.close();
  });

  test('a shop in no zone on earth is refused', async () => {
    await open();
    await expect(startPepBoysSandbox({ shops: [shop('0412', { timeZone: 'Mars/Olympus' })] })).rejects.toThrow(
      "The time zone 'Mars/Olympus' of store 0412 is not an IANA name.",
    );
  });
});
