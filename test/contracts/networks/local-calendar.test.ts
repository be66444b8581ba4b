import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mayFetchFrom } from '../../../adapters/providers/local/calendar/addresses.ts';
import { busyEvents } from '../../../adapters/providers/local/calendar/occurrences.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import { choose, confirmed, offered, slot, through } from '../../support/cases.ts';
import { event, startCalendars } from '../../support/local-world.ts';
import { asBookingId } from '../../../src/domain/ids.ts';
import { connectLocal, createDesk, localShop } from './local-harness.ts';
import { short } from './suite.ts';

const WINDOW = { fromMs: Date.parse('2026-11-23T00:00Z'), toMs: Date.parse('2026-12-07T00:00Z') };
const calendar = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Shop//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
const read = (...lines: readonly string[]): readonly string[] =>
  busyEvents(calendar(...lines), 'America/Chicago', WINDOW)
    .map(({ startMs, endMs, closes }) => {
      const [from, to] = [startMs, endMs].map((ms) => new Date(ms).toISOString().slice(0, 16));
      return `${from} ${to}${closes ? ' closed' : ''}`;
    })
    .sort();

describe('A busy calendar', () => {
  test.each([
    ['in UTC', ['DTSTART:20261123T150000Z', 'DTEND:20261123T160000Z'], ['2026-11-23T15:00 2026-11-23T16:00']],
    [
      'with a zone',
      ['DTSTART;TZID=America/New_York:20261123T090000', 'DURATION:PT1H30M'],
      ['2026-11-23T14:00 2026-11-23T15:30'],
    ],
    [
      'without a zone, in the shop’s',
      ['DTSTART:20261123T090000', 'DTEND:20261123T100000'],
      ['2026-11-23T15:00 2026-11-23T16:00'],
    ],
    ['of a whole day', ['DTSTART;VALUE=DATE:20261126'], ['2026-11-26T06:00 2026-11-27T06:00 closed']],
    [
      'of several whole days',
      ['DTSTART;VALUE=DATE:20261126', 'DTEND;VALUE=DATE:20261128'],
      ['2026-11-26T06:00 2026-11-28T06:00 closed'],
    ],
    ['that is transparent', ['DTSTART:20261123T150000Z', 'DTEND:20261123T160000Z', 'TRANSP:TRANSPARENT'], []],
    ['that is cancelled', ['DTSTART:20261123T150000Z', 'DTEND:20261123T160000Z', 'STATUS:CANCELLED'], []],
    [
      'that is tentative',
      ['DTSTART:20261123T150000Z', 'DTEND:20261123T160000Z', 'STATUS:TENTATIVE'],
      ['2026-11-23T15:00 2026-11-23T16:00'],
    ],
    ['without a length', ['DTSTART:20261123T150000Z'], []],
    ['outside the window', ['DTSTART:20261223T150000Z', 'DTEND:20261223T160000Z'], []],
    [
      'that reaches into the window',
      ['DTSTART:20261122T230000Z', 'DTEND:20261123T010000Z'],
      ['2026-11-22T23:00 2026-11-23T01:00'],
    ],
  ])('has an event %s', (_what, lines, expected) => {
    expect(read(event('UID:a', ...lines))).toEqual(expected);
  });

  test('repeats events by their rule, in the wall time of their zone, without the exceptions', () => {
    // Mondays 9:00 in Chicago since September, when that was 14:00Z; the 30th is left out, 7 December lies outside.
    const weekly = ['DTSTART;TZID=America/Chicago:20260907T090000', 'DURATION:PT1H', 'RRULE:FREQ=WEEKLY;BYDAY=MO'];
    expect(read(event('UID:a', ...weekly))).toEqual([
      '2026-11-23T15:00 2026-11-23T16:00',
      '2026-11-30T15:00 2026-11-30T16:00',
    ]);
    const except = 'EXDATE;TZID=America/Chicago:20261130T090000';
    expect(read(event('UID:a', ...weekly, except))).toEqual(['2026-11-23T15:00 2026-11-23T16:00']);
  });

  test('repeats in the zone that the event names, whatever the shop’s is', () => {
    const weekly = ['DTSTART;TZID=America/New_York:20260907T090000', 'RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=12'];
    const expected = ['2026-11-23T14:00 2026-11-23T15:00'];
    expect(read(event('UID:a', ...weekly, 'DURATION:PT1H'))).toEqual(expected);
    expect(read(event('UID:a', ...weekly, 'DTEND;TZID=America/New_York:20260907T100000'))).toEqual(expected);
  });

  test('moves and cancels single repetitions', () => {
    const daily = ['DTSTART:20261124T150000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;COUNT=3'];
    const moved = ['RECURRENCE-ID:20261125T150000Z', 'DTSTART:20261125T200000Z', 'DURATION:PT2H'];
    const off = ['RECURRENCE-ID:20261126T150000Z', 'DTSTART:20261126T150000Z', 'DURATION:PT1H', 'STATUS:CANCELLED'];
    expect(read(event('UID:a', ...daily), event('UID:a', ...moved), event('UID:a', ...off))).toEqual([
      '2026-11-24T15:00 2026-11-24T16:00',
      '2026-11-25T20:00 2026-11-25T22:00',
    ]);
  });

  test('adds single dates to a rule', () => {
    expect(read(event('UID:a', 'DTSTART:20261123T150000Z', 'DURATION:PT1H', 'RDATE:20261127T150000Z'))).toEqual([
      '2026-11-23T15:00 2026-11-23T16:00',
      '2026-11-27T15:00 2026-11-27T16:00',
    ]);
  });

  test('may bring its own zone under any name', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Central Standard Time',
      'BEGIN:STANDARD',
      'DTSTART:16010101T020000',
      'TZOFFSETFROM:-0500',
      'TZOFFSETTO:-0600',
      'RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:16010101T020000',
      'TZOFFSETFROM:-0600',
      'TZOFFSETTO:-0500',
      'RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
    ];
    const nine = event('UID:a', 'DTSTART;TZID=Central Standard Time:20261123T090000', 'DURATION:PT1H');
    expect(read(...zone, nine)).toEqual(['2026-11-23T15:00 2026-11-23T16:00']);
  });

  test.each([
    ['is a web page', '<html><body>Please log in</body></html>'],
    ['is empty', ''],
    ['is cut off', calendar(event('UID:a', 'DTSTART:20261123T150000Z')).slice(0, 90)],
    ['has an event without a beginning', calendar(event('UID:a', 'DTEND:20261123T150000Z'))],
    ['has an event that begins at no time', calendar(event('UID:a', 'DTSTART:soon', 'DTEND:20261123T150000Z'))],
    ['has a rule that means nothing', calendar(event('UID:a', 'DTSTART:20261123T150000Z', 'RRULE:FREQ=SOMETIMES'))],
    [
      'has a rule without end that never gets here',
      calendar(event('UID:a', 'DTSTART:19700101T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY')),
    ],
    [
      'has a rule that no day ever fits',
      calendar(event('UID:a', 'DTSTART:20261123T000000Z', 'DURATION:PT1H', 'RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31')),
    ],
  ])('that %s is told as broken, in bounded time', (_what, text) => {
    const began = performance.now();
    expect(() => busyEvents(text, 'America/Chicago', WINDOW)).toThrow();
    expect(performance.now() - began).toBeLessThan(2_000);
  });
});

describe('Fetching calendars', () => {
  const closers: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  const connect = (shops: readonly Provider[], env: Readonly<Record<string, string>> = {}) => {
    const office = createDesk(() => shops);
    // The mail server is never spoken to: a search only wants to know that there is one.
    const { network, seen } = connectLocal(office.desk, { smtpUrl: 'smtp://127.0.0.1:9', env, timeoutMs: 2_000 });
    closers.push(() => network.close());
    const search = async (shop = shops[0] as Provider) =>
      (await network.search([shop], 'BATTERY_12V', { timeoutMs: 1_000 })).get(shop.providerId);
    return { network, office, seen, search };
  };
  const serve = async (listener: RequestListener): Promise<string> => {
    const server: Server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/busy.ics`;
  };

  test('asks again with the ETag, and reads what did not change from memory', async () => {
    const calendars = await startCalendars();
    closers.push(() => calendars.close());
    calendars.set('corner', event('UID:a', 'DTSTART:20261123T140000Z', 'DTEND:20261123T150000Z'));
    const { search } = connect([localShop('corner', { busyCalendarUrl: `${calendars.url}/corner` })]);
    const [first, second] = [await search(), await search()];
    expect(calendars.answered).toEqual([200, 304]);
    expect(first?.ok && first.value.slots[0]?.start).toBe('2026-11-23T15:00:00.000Z');
    expect(second).toEqual(first);
    calendars.set('corner', event('UID:a', 'DTSTART:20261123T150000Z', 'DTEND:20261123T160000Z'));
    const third = await search();
    expect(third?.ok && third.value.slots[0]?.start).toBe('2026-11-23T14:00:00.000Z');
    expect(calendars.answered).toEqual([200, 304, 200]);
  });

  test('leaves out our own appointment under its UID while it stands there, and counts it when it does not', async () => {
    const calendars = await startCalendars();
    closers.push(() => calendars.close());
    const shop = localShop('corner', { busyCalendarUrl: `${calendars.url}/corner` });
    const { search, office } = connect([shop]);
    const [start, end] = ['2026-11-23T14:00:00.000Z', '2026-11-23T15:00:00.000Z'];
    calendars.set('corner', event('UID:B7@fleet.example', 'DTSTART:20261123T140000Z', 'DTEND:20261123T150000Z'));
    const first = async () => {
      const answer = await search();
      return answer?.ok && answer.value.slots[0]?.start;
    };
    expect(await first()).toBe('2026-11-23T15:00:00.000Z');
    const ours = slot(1, { start, end, network: 'local', providerId: shop.providerId, networkRef: 'corner' });
    const booking = offered({ bookingId: asBookingId('B7'), offer: { ...offered().offer, slots: [ours] } });
    office.bookings.set('B7', through(booking, choose('s1'), confirmed({ start, keepBay: true })));
    expect(await first()).toBe(start);
    office.bookings.set('B7', through(booking, { type: 'dismiss', reason: 'x', by: booking.history[0]!.actor }));
    expect(await first()).toBe('2026-11-23T15:00:00.000Z');
  });

  test.each([
    ['an http address elsewhere', 'http://shops.example/busy.ics', {}, /https/],
    ['a private address', 'https://10.1.2.3/busy.ics', {}, /public/],
    ['the cloud’s metadata', 'https://169.254.169.254/latest/meta-data', {}, /public/],
    ['a private address written as a number', 'https://167838211/busy.ics', {}, /public/],
    ['an address with a password', 'https://user:secret@shops.example/busy.ics', {}, /password/],
    ['this machine in production', 'https://127.0.0.1/busy.ics', { NODE_ENV: 'production' }, /public/],
    ['this machine by name in production', 'https://localhost/busy.ics', { NODE_ENV: 'production' }, /public/],
    ['a file', 'file:///etc/passwd', {}, /https/],
  ])('refuses %s in words', async (_what, busyCalendarUrl, env, words) => {
    const { search } = connect([localShop('corner', { busyCalendarUrl })], env);
    const answer = await search();
    expect(short(answer)).toBe('rejected');
    expect(!answer?.ok && answer?.error.kind === 'rejected' && answer.error.reason).toMatch(words);
  });

  test('refuses a name that means a private address, at the very connection', async () => {
    // In production `localhost` with a dot means loopback all the same.
    const { search } = connect([localShop('corner', { busyCalendarUrl: 'https://localhost./busy.ics' })], {
      NODE_ENV: 'production',
    });
    expect(short(await search())).toMatch(/^(unavailable refused|rejected)$/);
  });

  const odd: readonly (readonly [string, RequestListener, string])[] = [
    ['a redirect', (_, response) => void response.writeHead(302, { location: '/' }).end(), 'unavailable bad-reply'],
    ['a 404', (_, response) => void response.writeHead(404).end(), 'rejected'],
    ['5 MiB', (_, response) => void response.end('X'.repeat(5 * 1024 * 1024)), 'unavailable bad-reply'],
    ['silence', () => undefined, 'unavailable timeout'],
    ['a login page', (_, response) => void response.end('<html>Log in</html>'), 'unavailable bad-reply'],
    ['304 to a first question', (_, response) => void response.writeHead(304).end(), 'unavailable bad-reply'],
  ];
  test.each(odd)('answers %s with a value', async (_what, listener, expected) => {
    const { search } = connect([localShop('corner', { busyCalendarUrl: await serve(listener) })]);
    expect(short(await search())).toBe(expected);
  });

  test.each([
    ['has no opening hours', { openingHours: undefined }],
    ['has hours that nobody understands', { openingHours: 'whenever' }],
    ['has no e-mail address', { email: undefined }],
  ])('a shop that %s is rejected in words', async (_what, more) => {
    const { search } = connect([localShop('corner', more as Partial<Provider>)]);
    const answer = await search();
    expect(!answer?.ok && answer?.error.kind === 'rejected' && answer.error.reason).toMatch(/^The .+\.$/);
  });
});

test.each([
  ['8.8.8.8', true],
  ['2606:4700:4700::1111', true],
  ['127.0.0.1', false],
  ['10.0.0.1', false],
  ['172.31.255.255', false],
  ['192.168.1.1', false],
  ['169.254.169.254', false],
  ['100.64.0.1', false],
  ['0.0.0.0', false],
  ['224.0.0.1', false],
  ['::1', false],
  ['fe80::1', false],
  ['fd00::1', false],
  ['::ffff:10.0.0.1', false],
  ['::ffff:127.0.0.1', false],
  ['not an address', false],
])('%s may be fetched from in production: %s', (address, expected) => {
  expect(mayFetchFrom(address, false)).toBe(expected);
});

test('loopback may be fetched from outside production', () => {
  expect(['127.0.0.1', '::1', '10.0.0.1'].map((address) => mayFetchFrom(address, true))).toEqual([true, true, false]);
});
