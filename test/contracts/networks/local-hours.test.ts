import { openSpans } from '../../../adapters/providers/local/opening-hours.ts';
import { freeSlots, taken } from '../../../adapters/providers/local/slots.ts';
import type { Busy } from '../../../adapters/providers/local/slots.ts';
import type { ServiceCode } from '../../../src/domain/services.ts';
import { addDays } from '../../../src/domain/time.ts';

const CHICAGO = { timeZone: 'America/Chicago', state: 'IL' };

/** Opening times on the wall as `date from-to`, without the day before. */
const spansOf = (value: string, from: string, days: number, region = CHICAGO): readonly string[] | undefined =>
  openSpans(value, region, from, days)
    ?.map((span) => {
      const [begin, end] = [span.from, span.to].map((ms) => new Date(ms).toISOString()) as [string, string];
      return `${begin.slice(0, 10)} ${begin.slice(11, 16)}-${end.slice(11, 16)}`;
    })
    .filter((text) => text >= from);

const startsOf = (
  value: string,
  from: string,
  days: number,
  service: ServiceCode,
  more: {
    readonly timeZone?: string;
    readonly busy?: readonly Busy[];
    readonly bays?: number;
    readonly now?: string;
  } = {},
): readonly string[] => {
  const { timeZone = 'America/Chicago', busy = [], bays = 1, now = '2020-01-01T00:00:00.000Z' } = more;
  const spans = openSpans(value, { timeZone }, from, days + 1) ?? [];
  const to = addDays(from, days - 1);
  return freeSlots({ timeZone, service, spans, busy, bays, from, to, now }).map(({ start }) => start.slice(0, 16));
};

const busy = (start: string, end: string, closes = false): Busy => ({
  startMs: Date.parse(start),
  endMs: Date.parse(end),
  closes,
});

describe('Opening hours in the syntax of OpenStreetMap', () => {
  // Thursday 26 November 2026 is Thanksgiving in the United States, and a working day in Germany.
  test.each([
    ['Mo-Fr 08:00-18:00; PH off', CHICAGO, ['2026-11-25 08:00-18:00', '2026-11-27 08:00-18:00']],
    ['Mo-Fr 08:00-18:00', CHICAGO, ['2026-11-25 08:00-18:00', '2026-11-26 08:00-18:00', '2026-11-27 08:00-18:00']],
    [
      'Mo-Fr 08:00-18:00; PH off',
      { timeZone: 'Europe/Berlin', state: '' },
      ['2026-11-25 08:00-18:00', '2026-11-26 08:00-18:00', '2026-11-27 08:00-18:00'],
    ],
    [
      'We-Th 08:00-12:00,13:00-17:00',
      CHICAGO,
      ['2026-11-25 08:00-12:00', '2026-11-25 13:00-17:00', '2026-11-26 08:00-12:00', '2026-11-26 13:00-17:00'],
    ],
    ['We 20:00-04:00', CHICAGO, ['2026-11-25 20:00-04:00']],
    ['Mo-Su 08:00-17:00; Nov 25-26 off', CHICAGO, ['2026-11-27 08:00-17:00']],
    ['Mo-Fr 08:00-17:00 unknown', CHICAGO, []],
    ['off', CHICAGO, []],
  ])('%s', (value, region, expected) => {
    expect(spansOf(value, '2026-11-25', 3, region)).toEqual(expected);
  });

  test.each(['garbage', 'Mo-Fr 08:00-', '', '25:99'])('that mean nothing are told as such: %s', (value) => {
    expect(openSpans(value, CHICAGO, '2026-11-25', 3)).toBeUndefined();
  });

  test('do not depend on the zone of this process, also on its own days of change', () => {
    // The hour after 2:00 does not exist on that day in the zones of half the world's machines.
    expect(spansOf('Mo-Su 02:30-03:15', '2027-03-14', 1)).toEqual(['2027-03-14 02:30-03:15']);
    expect(spansOf('Mo-Su 01:15-01:45', '2026-11-01', 1)).toEqual(['2026-11-01 01:15-01:45']);
  });
});

describe('Free times', () => {
  test('come in steps of the length of the job, and end by closing', () => {
    // Chicago is at UTC-6: 8:00 is 14:00Z. Oil takes 45 minutes: 8:00, 8:45, 9:30; 10:15 would end at 11:00.
    expect(startsOf('Mo 08:00-10:30', '2026-11-23', 1, 'OIL')).toEqual([
      '2026-11-23T14:00',
      '2026-11-23T14:45',
      '2026-11-23T15:30',
    ]);
    expect(startsOf('Mo 08:00-17:00', '2026-11-23', 1, 'TRANSMISSION')).toEqual([
      '2026-11-23T14:00',
      '2026-11-23T18:00',
    ]);
  });

  test('that have begun are left out', () => {
    expect(startsOf('Mo 08:00-11:00', '2026-11-23', 1, 'TIRES', { now: '2026-11-23T15:00:00.000Z' })).toEqual([
      '2026-11-23T16:00',
    ]);
  });

  test('run past midnight in the steps of their evening', () => {
    // 22:00, 23:30, 1:00; 2:30 would end at 4:00, after closing.
    expect(startsOf('Mo-Su 22:00-03:00', '2026-11-23', 1, 'ENGINE_DIAG')).toEqual([
      '2026-11-23T07:00', // the evening of the 22nd: 1:00 on the 23rd
      '2026-11-24T04:00',
      '2026-11-24T05:30',
    ]);
  });

  test('leave out the hour that New York skips, and take the earlier of the one that it has twice', () => {
    const timeZone = 'America/New_York';
    // 0:00 EST, 1:00 EST, then 3:00 EDT at the moment when 2:00 would have been.
    expect(startsOf('Mo-Su 00:00-05:00', '2027-03-14', 1, 'TIRES', { timeZone })).toEqual([
      '2027-03-14T05:00',
      '2027-03-14T06:00',
      '2027-03-14T07:00',
      '2027-03-14T08:00',
    ]);
    expect(startsOf('Mo-Su 00:00-03:00', '2026-11-01', 1, 'TIRES', { timeZone })).toEqual([
      '2026-11-01T04:00', // 0:00 EDT
      '2026-11-01T05:00', // 1:00 EDT, not EST
      '2026-11-01T07:00', // 2:00 EST
    ]);
  });

  test('on the longer day a job may use the second of the hours that come twice, and not go past closing', () => {
    const timeZone = 'America/New_York';
    // Open 0:00 to 2:00, which are three real hours: two hours from 0:00 EDT end at 1:00 EST.
    expect(startsOf('Mo-Su 00:00-02:00', '2026-11-01', 1, 'BRAKES', { timeZone })).toEqual(['2026-11-01T04:00']);
  });

  test('know that Phoenix has no summer time and Chicago does', () => {
    const july = '2026-07-06';
    expect(startsOf('Mo 08:00-09:00', july, 1, 'TIRES', { timeZone: 'America/Phoenix' })).toEqual(['2026-07-06T15:00']);
    expect(startsOf('Mo 08:00-09:00', july, 1, 'TIRES')).toEqual(['2026-07-06T13:00']);
  });

  test('lose one bay to each event at a time, and all of them on a day that is closed', () => {
    const hours = 'Mo 08:00-11:00';
    const nine = busy('2026-11-23T15:00:00Z', '2026-11-23T15:30:00Z');
    expect(startsOf(hours, '2026-11-23', 1, 'TIRES', { busy: [nine] })).toEqual([
      '2026-11-23T14:00',
      '2026-11-23T16:00',
    ]);
    expect(startsOf(hours, '2026-11-23', 1, 'TIRES', { busy: [nine], bays: 2 })).toHaveLength(3);
    expect(startsOf(hours, '2026-11-23', 1, 'TIRES', { busy: [nine, nine], bays: 2 })).toHaveLength(2);
    const closed = busy('2026-11-23T06:00:00Z', '2026-11-24T06:00:00Z', true);
    expect(startsOf(hours, '2026-11-23', 1, 'TIRES', { busy: [closed], bays: 9 })).toEqual([]);
  });

  test('count two events that follow each other as one bay, since the same one takes both', () => {
    const [first, second] = [
      busy('2026-11-23T15:00Z', '2026-11-23T15:30Z'),
      busy('2026-11-23T15:30Z', '2026-11-23T16:00Z'),
    ];
    const [start, end] = [Date.parse('2026-11-23T15:00Z'), Date.parse('2026-11-23T16:00Z')];
    expect(taken([first, second], start, end, 2)).toBe(1);
    expect(taken([first, second, busy('2026-11-23T15:15Z', '2026-11-23T15:45Z')], start, end, 2)).toBe(2);
    // Back to back with the job itself: neither touches it.
    expect(taken([busy('2026-11-23T14:00Z', '2026-11-23T15:00Z')], start, end, 2)).toBe(0);
  });
});
