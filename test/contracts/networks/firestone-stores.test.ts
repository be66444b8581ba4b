import { connectFirestone } from './firestone-harness.ts';
import type { Odd } from './odd-server.ts';
import { json, startOdd, store } from './odd-server.ts';
import { short } from './suite.ts';

let server: Awaited<ReturnType<typeof startOdd>>;
let connected: ReturnType<typeof connectFirestone>;

async function open(odd: Odd): Promise<void> {
  server = await startOdd(odd);
  connected = connectFirestone(server.url);
}
afterEach(async () => {
  await connected.network.close();
  await server.close();
});

const page = (stores: unknown[], nextPage: unknown = null) => ({ stores, nextPage });
const pages =
  (...given: object[]): Odd =>
  (asked, response) =>
    json(response, 200, given[Number(asked.query.get('page')) - 1] ?? page([]));
const list = async (updatedSince?: string) => connected.network.listProviders({ updatedSince });
const refs = async () => {
  const answer = await list();
  return answer.ok ? answer.value.map(({ networkRef }) => networkRef) : answer.error;
};

test('a store becomes a provider', async () => {
  await open(pages(page([store()])));
  expect(await list()).toEqual({
    ok: true,
    value: [
      {
        providerId: 'firestone-023845',
        name: 'Firestone Complete Auto Care',
        network: 'firestone',
        networkRef: '023845',
        lat: 41.86,
        lon: -87.63,
        timeZone: 'America/Chicago',
        phone: '+13126621553',
        address: { line1: '1558 S Wabash Ave', city: 'Chicago', state: 'IL', postalCode: '60605' },
        services: ['BATTERY_12V', 'BRAKES', 'OIL', 'TIRES', 'ENGINE_DIAG'],
        certifications: ['ASE'],
        maxGvwrLb: 14000,
        bookingUrl: 'https://www.firestone.example/schedule/023845',
        cancelFee: { fee: { amount: 3000, currency: 'USD' }, beforeHours: 24 },
      },
    ],
  });
});

test('all pages are read, and a store that comes again counts once, as it came last', async () => {
  await open(
    pages(
      page([store('1'), store('2')], 2),
      page([store('3'), { ...store('1'), name: 'Moved' }], 3),
      page([store('4')]),
    ),
  );
  const answer = await list();
  expect(answer.ok && answer.value.map(({ networkRef, name }) => `${networkRef} ${name.slice(0, 5)}`)).toEqual([
    '1 Moved',
    '2 Fires',
    '3 Fires',
    '4 Fires',
  ]);
});

test('only what changed since a moment is asked for when it is named', async () => {
  await open(pages(page([])));
  await list('2026-11-22T15:04:05.000Z');
  await list();
  expect(server.asked.slice(1).map(({ query }) => query.get('updatedSince'))).toEqual([
    '2026-11-22T15:04:05.000Z',
    null,
  ]);
});

test.each<[string, object]>([
  ['storeNumber', { storeNumber: 23845 }],
  ['storeNumber', { storeNumber: '../1' }],
  ['name', { name: ' ' }],
  ['address.line1', { address: { ...store().address, line1: null } }],
  ['geo.lat', { geo: { lat: 91, lng: 0 } }],
  ['geo.lng', { geo: { lat: 0, lng: '-87.63' } }],
  ['timeZone', { timeZone: 'Chicago' }],
  ['services', { services: 'BATT' }],
  ['bookingPage', { bookingPage: 'javascript:alert(1)' }],
  ['maxGvwrLb', { maxGvwrLb: 'heavy' }],
  ['cancelFee.currency', { cancelFee: { amount: 30, currency: '$', beforeHours: 24 } }],
])('a store with a wrong %s is left out and counted, and the others are listed', async (field, wrong) => {
  await open(pages(page([store('1'), { ...store('2'), ...wrong }, store('3')])));
  expect(await refs()).toEqual(['1', '3']);
  expect(connected.seen.breaks).toEqual([`stores.${field}`]);
});

test('what a store may lack is lacking: a phone that cannot be dialled, a limit, a booking page, a fee', async () => {
  const bare = { ...store('1'), phone: 'call us', maxGvwrLb: null, bookingPage: undefined, cancelFee: null };
  await open(pages(page([bare])));
  const answer = await list();
  const [provider] = answer.ok ? answer.value : [];
  for (const field of ['phone', 'maxGvwrLb', 'bookingUrl', 'cancelFee']) expect(provider).not.toHaveProperty(field);
  expect(provider).toMatchObject({ networkRef: '1' });
});

test.each<[string, Odd, number]>([
  ['leads to itself', (_asked, response) => json(response, 200, page([store('1')], 2)), 2],
  ['leads back', pages(page([store('1')], 2), page([store('2')], 3), page([store('3')], 2)), 3],
  [
    'brings the same stores for ever',
    (asked, response) => json(response, 200, page([store('1')], Number(asked.query.get('page')) + 1)),
    2,
  ],
  ['is empty and says that there are more', pages(page([], 2)), 1],
])('a page that %s ends the list as broken', async (_what, odd, calls) => {
  await open(odd);
  expect(await list()).toEqual({ ok: false, error: { kind: 'unavailable', why: 'bad-reply', field: 'nextPage' } });
  expect(server.asked).toHaveLength(1 + calls);
});

test('new stores for ever end with the caller, not with our memory', async () => {
  await open((asked, response) => {
    const number = Number(asked.query.get('page'));
    json(response, 200, page([store(`p${number}`)], number + 1));
  });
  expect(short(await connected.network.listProviders({ timeoutMs: 400 }))).toBe('unavailable timeout');
});

test.each<[string, unknown]>([
  ['nextPage', { stores: [] }],
  ['nextPage', page([], '2')],
  ['nextPage', page([], 1)],
  ['stores', page({} as never)],
])('a wrong %s (%j) is named', async (field, body) => {
  await open((_asked, response) => json(response, 200, body));
  expect(await list()).toEqual({ ok: false, error: { kind: 'unavailable', why: 'bad-reply', field } });
});
