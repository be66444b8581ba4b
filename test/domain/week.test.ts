import fc from 'fast-check';
import { digestDue, mondayOf, weekBefore } from '../../src/domain/levels/week.ts';
import { toLocal } from '../../src/domain/time.ts';

const CHICAGO = 'America/Chicago';
const DAY_MS = 86_400_000;

// 2031-01-06 is a Monday; Chicago is 6 hours behind UTC in winter and 5 in summer.
test.each<[string, string, string | undefined]>([
  ['2031-01-05T23:00:00.000Z', 'on Sunday at 17:00: the week before is still this one’s', '2030-12-30'],
  ['2031-01-06T05:59:00.000Z', 'on Sunday at 23:59', '2030-12-30'],
  ['2031-01-06T06:00:00.000Z', 'at the first minute of Monday', undefined],
  ['2031-01-06T13:59:59.999Z', 'on Monday a moment before 8', undefined],
  ['2031-01-06T14:00:00.000Z', 'on Monday at 8', '2031-01-06'],
  ['2031-01-12T20:00:00.000Z', 'on the Sunday after, where nobody was running before', '2031-01-06'],
])('at %s in Chicago, %s', (now, _, monday) => expect(digestDue(now, CHICAGO)).toBe(monday));

test('when the clocks change in the night to Sunday, 8 o’clock is 8 o’clock on the new clock', () => {
  // Forward on 2031-03-09: the next Monday is an hour ahead.
  expect(digestDue('2031-03-10T12:59:00.000Z', CHICAGO)).toBeUndefined();
  expect(digestDue('2031-03-10T13:00:00.000Z', CHICAGO)).toBe('2031-03-10');
  // Back on 2031-11-02.
  expect(digestDue('2031-11-03T13:59:00.000Z', CHICAGO)).toBeUndefined();
  expect(digestDue('2031-11-03T14:00:00.000Z', CHICAGO)).toBe('2031-11-03');
});

test('quiet hours put it off to their end, also over midnight', () => {
  const early = { from: '21:00', to: '09:30' };
  expect(digestDue('2031-01-06T15:29:00.000Z', CHICAGO, early)).toBeUndefined();
  expect(digestDue('2031-01-06T15:30:00.000Z', CHICAGO, early)).toBe('2031-01-06');
  expect(digestDue('2031-01-06T19:00:00.000Z', CHICAGO, { from: '12:00', to: '14:00' })).toBeUndefined();
});

test('a week is the seven days before a Monday, also over the year’s end', () => {
  expect(weekBefore('2031-01-06')).toEqual({ from: '2030-12-30', to: '2031-01-05' });
  expect(['2031-01-06', '2031-01-12', '2031-01-13', '2030-12-31'].map(mondayOf)).toEqual([
    '2031-01-06',
    '2031-01-06',
    '2031-01-13',
    '2030-12-30',
  ]);
});

test('whoever looks every ten minutes finds each Monday once, from 8 o’clock on, in any week of the year', () => {
  const zone = fc.constantFrom(
    ...[CHICAGO, 'Europe/Berlin', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Cairo', 'UTC'],
  );
  fc.assert(
    fc.property(zone, fc.integer({ min: 0, max: 51 }), fc.integer({ min: 0, max: 599 }), (timeZone, week, offset) => {
      const monday = new Date(Date.parse('2031-01-06') + week * 7 * DAY_MS).toISOString().slice(0, 10);
      const found: string[] = [];
      // From a day before it in any zone until the Sunday after.
      for (let at = Date.parse(monday) - DAY_MS + offset * 1000; at < Date.parse(monday) + 6 * DAY_MS; at += 600_000) {
        const now = new Date(at).toISOString();
        if (digestDue(now, timeZone) !== monday) continue;
        if (found.length === 0) {
          const { date, time } = toLocal(now, timeZone);
          expect([date, time >= '08:00' && time < '08:10']).toEqual([monday, true]);
        }
        found.push(now);
      }
      // Without a gap, so that it is found once and not forgotten.
      const span = Date.parse(found.at(-1) ?? '') - Date.parse(found[0] ?? '');
      expect(found.length).toBe(span / 600_000 + 1);
    }),
    { numRuns: 40 },
  );
});
