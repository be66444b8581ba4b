import type { FreeSlot } from '../../../src/domain/slot.ts';
import { orderFor } from './harness.ts';
import type { Odd } from './odd-server.ts';
import { json, startOdd } from './odd-server.ts';
import { connectPepBoys, pepboysProvider } from './pepboys-harness.ts';
import type { Reply } from './pepboys-replies.ts';
import { found, item, jobs, nameOf, shopWith } from './pepboys-replies.ts';
import { short } from './suite.ts';

const STORE = pepboysProvider('0412', { timeZone: 'America/New_York' });
const APPOINTMENT = { confirmation: 'PB-99183', networkRef: '0412', reference: 'booking-1/1' };
const NINE: FreeSlot = {
  networkSlotId: '2026-11-23T0900/BATT/0412',
  start: '2026-11-23T14:00:00.000Z',
  end: '2026-11-23T15:00:00.000Z',
  capacity: 2,
  estimate: { amount: 15999, currency: 'USD' },
};

let server: Awaited<ReturnType<typeof startOdd>>;
let connected: ReturnType<typeof connectPepBoys>;
let now = new Date('2026-11-22T15:04:05Z');

async function open(odd: Odd, prefix = '') {
  now = new Date('2026-11-22T15:04:05Z');
  server = await startOdd(odd);
  connected = connectPepBoys(`${server.url}${prefix}`, { timeoutMs: 2_000, now: () => now });
}
afterEach(async () => {
  await connected.network.close();
  await server.close();
});

const search = async () => (await connected.network.search([STORE], 'BATTERY_12V')).get(STORE.providerId);
const asked = () => server.asked.map(nameOf);
/** A short answer with the wrong field. */
const told = (answer: Parameters<typeof short>[0]): string => {
  const field = answer && !answer.ok && 'field' in answer.error ? String(answer.error.field) : undefined;
  return [short(answer), field].filter(Boolean).join(' ');
};

describe('what goes over the wire', () => {
  test('a booking holds the time, then confirms it with all that the contract names', async () => {
    await open(
      (one, response) => shopWith({})({ ...one, path: one.path.replace('/partner', '') }, response),
      '/partner',
    );
    const answer = await connected.network.book(orderFor(STORE, NINE, 'BATTERY_12V', 'booking-1/1'));
    expect(answer).toEqual({ ok: true, value: { confirmation: 'PB-99183', start: NINE.start } });
    expect(server.paths()).toEqual(['POST /partner/holds', 'POST /partner/holds/h-1/confirm']);
    expect(server.asked.map(({ headers }) => headers['x-api-key'])).toEqual([
      'sample-pepboys-key',
      'sample-pepboys-key',
    ]);
    expect(server.asked.map(({ body }) => JSON.parse(body))).toEqual([
      { storeId: '0412', jobCode: 'BATT', date: '2026-11-23', time: '0900', clientRef: 'booking-1/1' },
      {
        vehicle: { vin: '1FTFW1E5XNFA00000', year: 2022, make: 'Ford', model: 'E-Transit', plate: 'IL 44-120' },
        contact: { name: 'Dana Reyes', phone: '+13125550100', fleet: 'Acme Delivery' },
        notes: 'WO-7Q2K9M4X, PO PO-7Q2K9M4X: 12 V battery at 58 %. Fault codes: P0562.',
      },
    ]);
  });

  test('a search reads the grid with length and price of the job; a full start is left out', async () => {
    await open(shopWith({}));
    const ten = { start: '2026-11-23T15:00:00.000Z', end: '2026-11-23T16:00:00.000Z', capacity: 1 };
    expect(await search()).toEqual({
      ok: true,
      value: {
        providerId: 'pb-0412',
        service: 'BATTERY_12V',
        slots: [NINE, { ...NINE, ...ten, networkSlotId: '2026-11-23T1000/BATT/0412' }],
        asOf: '2026-11-22T15:00:05.000Z',
      },
    });
    expect(server.paths()).toEqual(['GET /jobs', 'POST /scheduling/search']);
    expect(JSON.parse(server.asked[1]!.body)).toEqual({
      storeIds: ['0412'],
      jobCode: 'BATT',
      from: '2026-11-22',
      to: '2026-12-05',
    });
  });

  test('120 stores are three searches of at most 50; each store gets its answer', async () => {
    await open(shopWith({}));
    const stores = Array.from({ length: 120 }, (_, i) => pepboysProvider(String(412 + i).padStart(4, '0')));
    const answers = await connected.network.search(stores, 'BATTERY_12V');
    const sizes = server.asked
      .filter((one) => nameOf(one) === 'search')
      .map(({ body }) => JSON.parse(body).storeIds.length);
    expect(sizes).toEqual([50, 50, 20]);
    expect([...answers.values()].map(short)).toEqual(['ok', ...Array<string>(119).fill('rejected')]);
  });

  test('where it is two dates at once, one search covers the fourteen days of both stores', async () => {
    const zones = { '0412': 'America/New_York', '0733': 'Pacific/Honolulu' };
    await open(shopWith({}));
    now = new Date('2026-11-23T06:00:00Z'); // 01:00 on the 23rd in New York, 20:00 on the 22nd in Honolulu
    const stores = Object.entries(zones).map(([ref, timeZone]) => pepboysProvider(ref, { timeZone }));
    await connected.network.search(stores, 'BATTERY_12V');
    expect(JSON.parse(server.asked[1]!.body)).toMatchObject({ from: '2026-11-22', to: '2026-12-06' });
  });

  test('a cancellation names the appointment, whatever is in it', async () => {
    await open((_one, response) => json(response, 200, { apptId: 'a/b ?', state: 'CANCELED' }));
    expect(await connected.network.cancel({ ...APPOINTMENT, confirmation: 'a/b ?' })).toEqual({ ok: true, value: {} });
    expect(server.paths()).toEqual(['POST /appointments/a%2Fb%20%3F/cancel']);
  });

  test('a started job is not cancelled, and that is said in words', async () => {
    await open(shopWith({ cancel: [[409, { error: 'not_cancelable' }]] }));
    const reason = 'The job has been started or is over there, so it cannot be cancelled any more.';
    expect(await connected.network.cancel(APPOINTMENT)).toEqual({
      ok: false,
      error: { kind: 'rejected', reason, code: 'not_cancelable' },
    });
  });

  test('a service that Pep Boys does not do is rejected without a call', async () => {
    await open(shopWith({}));
    expect(short((await connected.network.search([STORE], 'BATTERY_HV')).get(STORE.providerId))).toBe('rejected');
    expect(short(await connected.network.book(orderFor(STORE, NINE, 'BATTERY_HV', 'b-1')))).toBe('rejected');
    expect(asked()).toEqual([]);
  });

  test('there is neither a move, nor a list of shops, nor a posted status', async () => {
    await open(shopWith({}));
    expect(['move', 'listProviders', 'parseStatus'].filter((name) => name in connected.network)).toEqual([]);
  });
});

describe('the jobs', () => {
  test('are asked for once by many, and again after 15 minutes', async () => {
    await open(
      shopWith({
        jobs: [
          [200, jobs()],
          [200, [{ jobCode: 'BATT', minutes: 90, priceCents: 1 }]],
        ],
      }),
    );
    await Promise.all([search(), search(), search()]);
    expect(asked().filter((name) => name === 'jobs')).toHaveLength(1);
    now = new Date('2026-11-22T15:19:05Z');
    const answer = await search();
    expect(answer?.ok && answer.value.slots[0]).toMatchObject({
      end: '2026-11-23T15:30:00.000Z',
      estimate: { amount: 1, currency: 'USD' },
    });
  });

  test('that cannot be had leave what is known; where nothing is known, the shops are unavailable', async () => {
    await open(
      shopWith({
        jobs: [
          [500, {}],
          [200, jobs()],
          [500, {}],
        ],
      }),
    );
    expect(told(await search())).toBe('unavailable server-error');
    now = new Date('2026-11-22T15:04:40Z');
    expect(told(await search())).toBe('ok');
    now = new Date('2026-11-22T16:00:00Z');
    expect(told(await search())).toBe('ok');
    expect(asked().filter((name) => name === 'jobs')).toHaveLength(3);
  });

  test.each<[string, unknown, string]>([
    ['no list', { jobs: [] }, 'unavailable bad-reply body'],
    ['no length', [{ jobCode: 'BATT', priceCents: 1 }], 'unavailable bad-reply minutes'],
    ['no time at all', [{ jobCode: 'BATT', minutes: 0, priceCents: 1 }], 'unavailable bad-reply minutes'],
    ['a price in words', [{ jobCode: 'BATT', minutes: 60, priceCents: 'much' }], 'unavailable bad-reply priceCents'],
    ['another job only', [{ jobCode: 'OIL', minutes: 60, priceCents: 1 }], 'rejected'],
  ])('with %s', async (_what, body, expected) => {
    await open(shopWith({ jobs: [[200, body]] }));
    expect(told(await search())).toBe(expected);
  });
});

describe('a search that breaks the contract', () => {
  const broken = (change: (reply: ReturnType<typeof found>) => unknown): Reply => {
    const reply = found();
    return [200, change(reply) ?? reply];
  };
  const store = (reply: ReturnType<typeof found>) => reply.stores['0412'] as Record<string, unknown>;
  test.each<[string, Reply, string]>([
    ['is empty', [200, {}], 'unavailable bad-reply generated'],
    ['is no JSON', [200, 'stores?'], 'unavailable bad-reply body'],
    ['was made at no moment', broken((r) => ({ ...r, generated: 'now' })), 'unavailable bad-reply generated'],
    ['has a list of stores', broken((r) => ({ ...r, stores: [] })), 'unavailable bad-reply stores'],
    ['has a zone of its own', broken((r) => void (store(r)['tz'] = 'Mars/Olympus')), 'unavailable bad-reply stores.tz'],
    ['has no step', broken((r) => void delete store(r)['stepMinutes']), 'unavailable bad-reply stores.stepMinutes'],
    ['has no days', broken((r) => void (store(r)['days'] = null)), 'unavailable bad-reply stores.days'],
    [
      'has a date that does not exist',
      broken((r) => void (store(r)['days'] = { '2026-02-30': {} })),
      'unavailable bad-reply stores.days.date',
    ],
    [
      'has a time that does not exist',
      broken((r) => void (r.stores['0412'].days['2026-11-23']['2460'] = 1)),
      'unavailable bad-reply stores.days.times.time',
    ],
    [
      'has a half bay',
      broken((r) => void (r.stores['0412'].days['2026-11-23']['1100'] = 0.5)),
      'unavailable bad-reply stores.days.times.bays',
    ],
    ['does not know the store', broken((r) => ({ ...r, stores: {} })), 'rejected'],
    ['is refused', [400, { error: 'invalid_request', field: 'from' }], 'rejected'],
  ])('%s', async (_what, reply, expected) => {
    await open(shopWith({ search: [reply] }));
    expect(told(await search())).toBe(expected);
  });

  test('in one store leaves the other whole', async () => {
    const reply = found();
    const stores = { ...reply.stores, '0733': { ...reply.stores['0412'], tz: 7 } };
    await open(shopWith({ search: [[200, { ...reply, stores }]] }));
    const answers = await connected.network.search([STORE, pepboysProvider('0733')], 'BATTERY_12V');
    expect([...answers.values()].map(told)).toEqual(['ok', 'unavailable bad-reply stores.tz']);
    expect(connected.seen.breaks).toEqual(['stores.tz']);
  });

  test('by a key that is wrong is told once to the log', async () => {
    await open((_one, response) => json(response, 401, { error: 'unauthorized' }));
    for (let i = 0; i < 3; i++) {
      now = new Date(now.getTime() + 60_000);
      expect(told(await search())).toBe('unavailable not-authorised');
    }
    expect(connected.seen.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

describe('a look-up', () => {
  const lookup = () => connected.network.lookup('booking-1/1');

  test('finds the zone of a store that nobody has asked about yet, once', async () => {
    await open(shopWith({ lookup: [[200, [item()]]] }));
    for (let i = 0; i < 2; i++)
      expect(await lookup()).toEqual({
        ok: true,
        value: { confirmation: 'PB-99183', start: NINE.start, status: 'scheduled' },
      });
    expect(asked()).toEqual(['lookup', 'search', 'lookup']);
    expect(`${server.asked[0]!.query}`).toBe('clientRef=booking-1%2F1');
    expect(JSON.parse(server.asked[1]!.body)).toMatchObject({
      storeIds: ['0412'],
      from: '2026-11-23',
      to: '2026-11-23',
    });
  });

  test.each([
    ['ARRIVED', 'checked-in'],
    ['WORKING', 'in-progress'],
    ['DONE', 'completed'],
    ['CANCELED', 'cancelled'],
    ['NOSHOW', 'no-show'],
  ])('reads %s as %s', async (state, status) => {
    await open(shopWith({ lookup: [[200, [item({ state })]]] }));
    expect(await lookup()).toMatchObject({ ok: true, value: { status } });
  });

  test.each<[string, Reply, string]>([
    ['brings an appointment of others', [200, [item({ clientRef: 'b-2' })]], 'unavailable bad-reply clientRef'],
    ['brings no list', [200, {}], 'unavailable bad-reply body'],
    ['brings a state that nobody knows', [200, [item({ state: 'LOST' })]], 'unavailable bad-reply state'],
    ['brings a wall time that is none', [200, [item({ time: '9:00' })]], 'unavailable bad-reply time'],
    [
      'brings a time that the clocks skip',
      [200, [item({ date: '2027-03-14', time: '0230' })]],
      'unavailable bad-reply time',
    ],
    ['is refused', [400, { error: 'invalid_request' }], 'rejected'],
  ])('that %s', async (_what, reply, expected) => {
    await open(shopWith({ lookup: [reply] }));
    expect(told(await lookup())).toBe(expected);
  });
});
