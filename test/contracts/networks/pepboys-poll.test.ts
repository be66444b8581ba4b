import { startOdd } from './odd-server.ts';
import { connectPepBoys } from './pepboys-harness.ts';
import type { Reply } from './pepboys-replies.ts';
import { item, shopWith } from './pepboys-replies.ts';
import { short } from './suite.ts';

let server: Awaited<ReturnType<typeof startOdd>>;
let connected: ReturnType<typeof connectPepBoys>;

async function open(replies: Reply[]) {
  server = await startOdd(shopWith({ poll: replies }));
  connected = connectPepBoys(server.url, { timeoutMs: 1_000 });
}
afterEach(async () => {
  await connected.network.close();
  await server.close();
});

const poll = (since?: string) => connected.network.pollStatus(since);
const asked = (): string[] => server.asked.splice(0).map(({ query }) => String(query));
const page = (items: unknown[], cursor: string | null = null): Reply => [200, { items, cursor }];
/** 15:00:00 on that day, and so many seconds. */
const at = (seconds: number): number => Date.parse('2026-11-23T15:00:00Z') + seconds * 1000;
const ids = async (since?: string) => {
  const polled = await poll(since);
  return polled.ok ? polled.value.updates.map(({ eventId }) => eventId) : short(polled);
};

test('the states of a whole job, in our words, with the total as the invoice', async () => {
  await open([
    page([
      item({ changed: at(0) }),
      item({ state: 'ARRIVED', changed: at(1) }),
      item({ state: 'WORKING', changed: at(2) }),
      item({ state: 'DONE', changed: at(3), totalCents: 17250 }),
      item({ apptId: 'PB-2', state: 'CANCELED', changed: at(4), totalCents: 99 }),
      item({ apptId: 'PB-3', state: 'NOSHOW', changed: at(5) }),
      item({ apptId: 'PB-4', state: 'DONE', changed: at(6) }),
    ]),
  ]);
  const common = { confirmation: 'PB-99183' };
  expect(await poll('1795420800000')).toEqual({
    ok: true,
    value: {
      updates: [
        { ...common, eventId: `PB-99183-ARRIVED-${at(1)}`, status: 'checked-in', at: '2026-11-23T15:00:01.000Z' },
        { ...common, eventId: `PB-99183-WORKING-${at(2)}`, status: 'in-progress', at: '2026-11-23T15:00:02.000Z' },
        {
          ...common,
          eventId: `PB-99183-DONE-${at(3)}`,
          status: 'completed',
          at: '2026-11-23T15:00:03.000Z',
          invoice: { amount: 17250, currency: 'USD' },
        },
        {
          eventId: `PB-2-CANCELED-${at(4)}`,
          confirmation: 'PB-2',
          status: 'cancelled',
          at: '2026-11-23T15:00:04.000Z',
        },
        { eventId: `PB-3-NOSHOW-${at(5)}`, confirmation: 'PB-3', status: 'no-show', at: '2026-11-23T15:00:05.000Z' },
        { eventId: `PB-4-DONE-${at(6)}`, confirmation: 'PB-4', status: 'completed', at: '2026-11-23T15:00:06.000Z' },
      ],
      next: String(at(6)),
    },
  });
  expect(asked()).toEqual(['since=1795420800000']);
});

test('pages are followed by their cursor; the next poll starts from the last change, which may come again', async () => {
  const [one, two, three] = [1, 2, 3].map((n) => item({ apptId: `PB-${n}`, state: 'ARRIVED', changed: at(n) }));
  await open([page([one], 'a/b'), page([two], 'c'), page([three]), page([three])]);
  const first = await poll(String(at(0)));
  expect(first.ok && first.value.updates.map(({ confirmation }) => confirmation)).toEqual(['PB-1', 'PB-2', 'PB-3']);
  expect(asked()).toEqual([`since=${at(0)}`, `since=${at(0)}&cursor=a%2Fb`, `since=${at(0)}&cursor=c`]);
  const next = first.ok ? first.value.next : '';
  expect(await ids(next)).toEqual([`PB-3-ARRIVED-${at(3)}`]);
  expect(asked()).toEqual([`since=${at(3)}`]);
});

test('the first poll looks back a day; one without news stays where it is', async () => {
  await open([page([])]);
  const dayBefore = String(Date.parse('2026-11-21T15:04:05Z'));
  expect(await poll()).toEqual({ ok: true, value: { updates: [], next: dayBefore } });
  expect(await poll('1795420800000')).toEqual({ ok: true, value: { updates: [], next: '1795420800000' } });
  expect(asked()[0]).toBe(`since=${dayBefore}`);
});

test('a listing that breaks off keeps what came, and is gone on with from there', async () => {
  await open([page([item({ state: 'ARRIVED', changed: at(1) })], 'c'), [500, {}], [500, {}]]);
  expect(await poll(String(at(0)))).toMatchObject({ ok: true, value: { updates: [{}], next: String(at(1)) } });
  expect(short(await poll(String(at(1))))).toBe('unavailable server-error');
});

test('a cursor that leads back is broken, and ends', async () => {
  await open([page([], 'c')]);
  expect(await poll(String(at(0)))).toMatchObject({ ok: false, error: { why: 'bad-reply', field: 'cursor' } });
  expect(asked()).toHaveLength(2);
});

test('a broken item holds the others up three times at most', async () => {
  const good = item({ apptId: 'PB-2', state: 'ARRIVED', changed: at(2) });
  await open([page([item({ state: 'LOST', changed: at(1) }), good])]);
  const answers = [];
  for (let i = 0; i < 4; i++) answers.push(await ids(String(at(0))));
  const told = `PB-2-ARRIVED-${at(2)}`;
  expect(answers).toEqual(['unavailable bad-reply', 'unavailable bad-reply', [told], [told]]);
  expect(connected.seen.breaks).toEqual(Array<string>(4).fill('items.state'));
});

test.each<[string, Reply, string]>([
  ['no list', [200, { items: {}, cursor: null }], 'items'],
  ['no cursor', [200, { items: [] }], 'cursor'],
  ['no id', page([item({ apptId: '' })]), 'items.apptId'],
  ['no moment', page([item({ changed: '2026-11-23' })]), 'items.changed'],
  ['a total in words', page([item({ totalCents: 'free' })]), 'items.totalCents'],
])('a page with %s', async (_what, reply, field) => {
  await open([reply]);
  expect(await poll('0')).toMatchObject({ ok: false, error: { kind: 'unavailable', why: 'bad-reply', field } });
});

test('a refusal is told in words', async () => {
  await open([[400, { error: 'invalid_request', field: 'since' }]]);
  expect(await poll('0')).toMatchObject({
    ok: false,
    error: { kind: 'rejected', reason: 'The shop does not accept the field since.' },
  });
});
