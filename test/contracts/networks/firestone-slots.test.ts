import { connectFirestone, firestoneProvider } from './firestone-harness.ts';
import { SUNDAY } from './harness.ts';
import { availability, json, startOdd } from './odd-server.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- replies are made wrong on purpose
type Loose = any;

let server: Awaited<ReturnType<typeof startOdd>>;
let connected: ReturnType<typeof connectFirestone>;
let reply: Loose;
let now = SUNDAY;

beforeAll(async () => {
  server = await startOdd((_asked, response) => json(response, 200, reply));
  connected = connectFirestone(server.url, { now: () => now });
});
beforeEach(() => {
  reply = availability();
  now = SUNDAY;
});
afterAll(async () => {
  await connected.network.close();
  await server.close();
});

async function search(timeZone = 'America/Chicago') {
  const provider = firestoneProvider('023845', { timeZone });
  const answer = (await connected.network.search([provider], 'BATTERY_12V')).get(provider.providerId);
  if (!answer) throw new Error('There was no answer for the shop.');
  return answer;
}

/** Start and end of each free slot, in UTC without date where it is the day's. */
async function times(zone: string, at: string, date: string, slots: readonly (readonly [string, string])[]) {
  now = new Date(at);
  const [slot] = reply.days[0].slots;
  reply.timeZone = zone;
  reply.days[0].date = date;
  reply.days[0].slots = slots.map(([start, end], i) => ({ ...slot, slotId: `s-${i}`, start, end }));
  const answer = await search(zone);
  return answer.ok ? answer.value.slots.map(({ start, end }) => `${start.slice(0, 16)} ${end.slice(0, 16)}`) : answer;
}

const WRONG: readonly (readonly [string, unknown])[] = [
  ['storeNumber', 23845],
  ['storeNumber', '099999'],
  ['timeZone', 'America/Chikago'],
  ['timeZone', '+05:00'],
  ['timeZone', null],
  ['asOf', '2026-11-22 15:04'],
  ['asOf', 1795420800],
  ['asOf', '2026-02-30T00:00:00Z'],
  ['days', {}],
  ['days.0', 'closed'],
  ['days.0.date', '2026-02-30'],
  ['days.0.date', '23/11/2026'],
  ['days.0.dropOff', undefined],
  ['days.0.dropOff.from', '7:00'],
  ['days.0.dropOff.to', 1000],
  ['days.0.slots', null],
  ['days.0.slots.0', []],
  ['days.0.slots.0.slotId', 8841],
  ['days.0.slots.0.slotId', ''],
  ['days.0.slots.0.slotId', 'a\u0000b'],
  ['days.0.slots.0.start', '25:00'],
  ['days.0.slots.0.start', '09:00:00'],
  ['days.0.slots.0.end', '09:00'],
  ['days.0.slots.0.end', undefined],
  ['days.0.slots.0.baysOpen', -1],
  ['days.0.slots.0.baysOpen', 1.5],
  ['days.0.slots.0.baysOpen', '2'],
  ['days.0.slots.0.estimate', undefined],
  ['days.0.slots.0.estimate.amount', '189.0'],
  ['days.0.slots.0.estimate.amount', -5],
  ['days.0.slots.0.estimate.currency', 'dollars'],
  ['days.0.slots.0.estimate.currency', null],
];

test.each(WRONG)('a wrong %s (%j) is named, and nothing of the reply is offered', async (path, value) => {
  const parts = path.split('.');
  const holder = parts.slice(0, -1).reduce((inner: Loose, part) => inner[part], reply);
  holder[parts.at(-1)!] = value;
  const field = parts.filter((part) => !/^\d+$/.test(part)).join('.');
  expect(await search()).toEqual({ ok: false, error: { kind: 'unavailable', why: 'bad-reply', field } });
});

test('fields that we do not know are ignored, wherever they are', async () => {
  const more = JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"new":[[]]}');
  Object.assign(reply, more, {
    days: [{ ...reply.days[0], ...more, slots: [{ ...reply.days[0].slots[0], ...more }] }],
  });
  const answer = await search();
  expect(answer.ok && Object.keys(answer.value.slots[0]!).sort()).toEqual(
    ['capacity', 'dropOff', 'end', 'estimate', 'networkSlotId', 'start'].sort(),
  );
  expect('polluted' in {}).toBe(false);
});

test('full slots, slots that have begun, days outside the two weeks and what comes twice are left out', async () => {
  const [day] = reply.days;
  const [slot] = day.slots;
  const more = (slotId: string, start: string, rest: object = {}) => ({
    ...slot,
    slotId,
    start,
    end: '17:00',
    ...rest,
  });
  reply.days = [
    { ...day, date: '2026-11-22', slots: [more('begun', '09:04'), more('ahead', '09:05')] }, // it is 09:04:05
    { ...day, date: '2026-12-05', slots: [more('last-day', '09:00')] },
    { ...day, date: '2026-12-06', slots: [more('too-far', '09:00')] },
    { ...day, date: '2026-11-21', slots: [more('yesterday', '09:00')] },
    {
      ...day,
      slots: [
        more('full', '08:00', { baysOpen: 0 }),
        more('free', '08:00'),
        more('free', '08:30'),
        more('same-start', '08:00'),
      ],
    },
  ];
  const answer = await search();
  expect(answer.ok && answer.value.slots.map(({ networkSlotId }) => networkSlotId)).toEqual([
    'ahead',
    'free',
    'last-day',
  ]);
});

describe('wall times become UTC', () => {
  test('on an ordinary day, and over midnight', async () => {
    expect(
      await times('America/Chicago', '2026-11-22T15:00:00Z', '2026-11-23', [
        ['09:00', '10:30'],
        ['23:00', '00:00'],
        ['23:30', '01:00'],
      ]),
    ).toEqual([
      '2026-11-23T15:00 2026-11-23T16:30',
      '2026-11-24T05:00 2026-11-24T06:00',
      '2026-11-24T05:30 2026-11-24T07:00',
    ]);
  });

  test('on the night the clocks go forward: no slot begins or ends in the hour that is skipped', async () => {
    const slots = [
      ['01:00', '03:00'],
      ['01:30', '02:30'],
      ['02:00', '03:00'],
      ['02:30', '03:30'],
      ['03:00', '04:00'],
    ] as const;
    expect(await times('America/New_York', '2027-03-13T12:00:00Z', '2027-03-14', slots)).toEqual([
      '2027-03-14T06:00 2027-03-14T07:00',
      '2027-03-14T07:00 2027-03-14T08:00',
    ]);
  });

  test('on the night they go back: the earlier of two starts, and the first end after it', async () => {
    const slots = [
      ['00:30', '01:30'],
      ['01:00', '01:00'],
      ['01:30', '01:15'],
      ['02:00', '03:00'],
    ] as const;
    expect(await times('America/New_York', '2026-10-31T12:00:00Z', '2026-11-01', slots)).toEqual([
      '2026-11-01T04:30 2026-11-01T05:30',
      '2026-11-01T05:00 2026-11-01T06:00',
      '2026-11-01T05:30 2026-11-01T06:15',
      '2026-11-01T07:00 2026-11-01T08:00',
    ]);
  });

  test('where they go back by half an hour', async () => {
    // Lord Howe Island: at 02:00 (+11) on 2027-04-04 clocks go to 01:30 (+10:30).
    expect(
      await times('Australia/Lord_Howe', '2027-04-03T00:00:00Z', '2027-04-04', [
        ['01:45', '01:45'],
        ['02:00', '03:00'],
      ]),
    ).toEqual(['2027-04-03T14:45 2027-04-03T15:15', '2027-04-03T15:30 2027-04-03T16:30']);
  });
});

describe('the age of the data', () => {
  const asOfOf = async () => {
    const answer = await search();
    return answer.ok && answer.value.asOf;
  };

  test('is what it had on receipt by true time, off business time', async () => {
    const business = new Date('2027-01-01T12:00:00Z');
    await connected.network.close();
    connected = connectFirestone(server.url, { now: () => business, trueNow: () => SUNDAY });
    reply.asOf = '2026-11-22T14:54:05Z'; // ten minutes before
    expect(await asOfOf()).toBe('2027-01-01T11:50:00.000Z');
    reply.asOf = '2026-11-22T09:54:05-05:00';
    expect(await asOfOf()).toBe('2027-01-01T11:50:00.000Z');
    reply.asOf = '2026-11-22T16:00:00Z'; // their clock is fast
    expect(await asOfOf()).toBe('2027-01-01T12:00:00.000Z');
  });
});
