import type { BookingOrder } from '../../../src/app/ports/network.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import { orderFor } from './harness.ts';
import { startOdd } from './odd-server.ts';
import { connectPepBoys, pepboysProvider } from './pepboys-harness.ts';
import type { Reply } from './pepboys-replies.ts';
import { booked, held, item, nameOf, shopWith } from './pepboys-replies.ts';
import { short } from './suite.ts';

const STORE = pepboysProvider('0412', { timeZone: 'America/New_York' });
const NINE: FreeSlot = {
  networkSlotId: '2026-11-23T0900/BATT/0412',
  start: '2026-11-23T14:00:00.000Z',
  end: '2026-11-23T15:00:00.000Z',
  capacity: 2,
};
const START = new Date('2026-11-22T15:04:05Z');
const GONE: Reply = [410, { error: 'hold_expired' }];

let server: Awaited<ReturnType<typeof startOdd>>;
let networks: ReturnType<typeof connectPepBoys>['network'][] = [];
let now = START;

/** A new process' view of the shop. */
function connect() {
  const { network } = connectPepBoys(server.url, { timeoutMs: 300, now: () => now });
  networks.push(network);
  return network;
}
async function open(replies: Record<string, Reply[]>) {
  now = START;
  server = await startOdd(shopWith(replies));
  return connect();
}
afterEach(async () => {
  for (const network of networks) await network.close();
  networks = [];
  await server.close();
});

const order = (more: Partial<BookingOrder> = {}): BookingOrder => ({
  ...orderFor(STORE, NINE, 'BATTERY_12V', 'booking-1/1'),
  ...more,
});
/** What was asked since the last time. */
const asked = (): string[] => server.asked.splice(0).map(nameOf);

test('after a confirmation that timed out the same token is confirmed again, with no second hold', async () => {
  const network = await open({ confirm: ['nothing', [200, booked()]] });
  expect(short(await network.book(order()))).toBe('unknown timeout');
  expect(asked()).toEqual(['hold', 'confirm h-1']);
  expect(await network.lookup('booking-1/1')).toEqual({ ok: true, value: null });
  expect(short(await network.book(order()))).toBe('ok');
  expect(asked()).toEqual(['lookup', 'confirm h-1']);
});

test('after the 410 it is looked up once more: what is found is the booking', async () => {
  const network = await open({ confirm: ['cut', GONE], lookup: [[200, [item()]]] });
  expect(short(await network.book(order()))).toBe('unknown connection-cut');
  expect(await network.book(order())).toEqual({ ok: true, value: { confirmation: 'PB-99183', start: NINE.start } });
  expect(asked()).toEqual(['hold', 'confirm h-1', 'confirm h-1', 'lookup']);
});

test('it is held anew only when nothing is found and the time of the token is over', async () => {
  const network = await open({
    confirm: ['nothing', GONE, GONE, [200, booked('PB-2')]],
    hold: [
      [200, held('h-1')],
      [200, held('h-2')],
    ],
  });
  expect(short(await network.book(order()))).toBe('unknown timeout');
  expect(asked()).toEqual(['hold', 'confirm h-1']);
  now = new Date(START.getTime() + 299_999);
  expect(short(await network.book(order()))).toBe('unknown timeout');
  expect(asked()).toEqual(['confirm h-1', 'lookup']);
  now = new Date(START.getTime() + 300_000);
  expect(await network.book(order())).toMatchObject({ ok: true, value: { confirmation: 'PB-2' } });
  expect(asked()).toEqual(['confirm h-1', 'lookup', 'hold', 'confirm h-2']);
});

test('a look-up that fails after the 410 leaves it unknown, even when the token is over', async () => {
  const network = await open({ confirm: ['nothing', GONE], lookup: [[500, {}]] });
  await network.book(order());
  now = new Date(START.getTime() + 600_000);
  expect(short(await network.book(order()))).toBe('unknown timeout');
  expect(asked()).toEqual(['hold', 'confirm h-1', 'confirm h-1', 'lookup']);
});

test('where the shop has another clock, a hold lasts five minutes by ours', async () => {
  const wrongClock = { holdToken: 'h-1', expiresAt: Date.parse('2019-01-01T00:00:00Z') };
  const network = await open({ confirm: ['nothing', GONE, GONE, [200, booked()]], hold: [[200, wrongClock]] });
  await network.book(order());
  now = new Date(START.getTime() + 240_000);
  expect(short(await network.book(order()))).toBe('unknown timeout');
  now = new Date(START.getTime() + 301_000);
  expect(short(await network.book(order()))).toBe('ok');
});

test('another process goes on with the token that the first one kept before it confirmed', async () => {
  const first = await open({ confirm: ['nothing', [200, booked()]] });
  let note: string | undefined;
  const keep = async (text: string) => ((note = text), true);
  const kept = { keep: async (text: string) => (expect(asked()).toEqual(['hold']), keep(text)) };
  expect(short(await first.book(order({ memory: kept })))).toBe('unknown timeout');
  expect(asked()).toEqual(['confirm h-1']);
  expect(short(await connect().book(order({ memory: { note, keep } })))).toBe('ok');
  expect(asked()).toEqual(['confirm h-1']);
});

test('a hold whose booking was settled meanwhile is not confirmed', async () => {
  const network = await open({});
  expect(short(await network.book(order({ memory: { keep: async () => false } })))).toBe('unavailable refused');
  expect(asked()).toEqual(['hold']);
});

test('calls for one reference at once are one hold and one confirmation; other references are their own', async () => {
  const network = await open({});
  const answers = await Promise.all([
    ...Array.from({ length: 5 }, () => network.book(order())),
    network.book(order({ reference: 'booking-2/1' })),
  ]);
  expect(answers.map(short)).toEqual(Array<string>(6).fill('ok'));
  expect(asked().sort()).toEqual(['confirm h-1', 'confirm h-1', 'hold', 'hold']);
});

test.each<[string, Record<string, Reply[]>, string, string[]]>([
  ['hold finds no place', { hold: [[409, { error: 'no_capacity' }]] }, 'slot-taken', ['hold']],
  ['hold is refused', { hold: [[400, { error: 'invalid_request', field: 'time' }]] }, 'rejected', ['hold']],
  ['hold is not answered', { hold: ['nothing'] }, 'unknown timeout', ['hold']],
  ['hold is cut', { hold: ['cut'] }, 'unknown connection-cut', ['hold']],
  ['hold fails', { hold: [[500, {}]] }, 'unknown server-error', ['hold']],
  ['hold brings no token', { hold: [[200, { expiresAt: 1 }]] }, 'unknown bad-reply', ['hold']],
  ['hold brings a token that leads elsewhere', { hold: [[200, held('..')]] }, 'unknown bad-reply', ['hold']],
  ['hold comes too often', { hold: [[429, {}]] }, 'unavailable rate-limited', ['hold']],
  ['key is wrong', { hold: [[401, {}]] }, 'unavailable not-authorised', ['hold']],
  ['confirmation is refused', { confirm: [[400, { field: 'vehicle.vin' }]] }, 'rejected', ['hold', 'confirm h-1']],
  [
    'confirmation brings another state',
    { confirm: [[200, { apptId: 'PB-1', state: 'DONE' }]] },
    'unknown bad-reply',
    ['hold', 'confirm h-1'],
  ],
  ['token is gone at once', { confirm: [GONE] }, 'unknown timeout', ['hold', 'confirm h-1', 'lookup']],
])('when the %s', async (_what, replies, expected, calls) => {
  const network = await open(replies);
  expect(short(await network.book(order()))).toBe(expected);
  expect(asked()).toEqual(calls);
});

test('a slot of another shop or another job is told as taken, without a call', async () => {
  const network = await open({});
  for (const networkSlotId of ['s-1', '2026-11-23T0900/BATT/0733', '2026-11-23T0900/OIL/0412']) {
    const slot = { ...order().slot, networkSlotId };
    expect(short(await network.book(order({ slot })))).toBe('slot-taken');
  }
  expect(asked()).toEqual([]);
});
