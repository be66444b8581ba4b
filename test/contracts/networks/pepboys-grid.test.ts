import { freeSlots } from '../../../adapters/providers/pepboys/grid.ts';
import { readSlotId, slotIdOf } from '../../../adapters/providers/pepboys/slot-id.ts';

const JOB = { jobCode: 'BATT', minutes: 60, priceCents: 15999 };

/** The starts of one day as `start – end` in UTC. */
function starts(tz: string, date: string, times: readonly string[], now = '2026-01-01T00:00:00.000Z'): string[] {
  const day = { date, times: times.map((time) => ({ time, bays: 1 })) };
  const window = { from: date, to: date, now };
  return freeSlots('0412', { tz, stepMinutes: 30, days: [day] }, JOB, window).map(
    ({ start, end }) => `${start.slice(11, 16)}–${end.slice(11, 16)}`,
  );
}

test.each<[string, string, string, string[], string[]]>([
  ['in winter', 'America/Chicago', '2026-11-23', ['0900', '0930'], ['15:00–16:00', '15:30–16:30']],
  // Clocks go from 2:00 EST to 3:00 EDT at 7:00 UTC.
  [
    'when an hour is skipped',
    'America/New_York',
    '2027-03-14',
    ['0130', '0200', '0230', '0300'],
    ['06:30–07:30', '07:00–08:00'],
  ],
  // Clocks go from 2:00 EDT back to 1:00 EST at 6:00 UTC; a job is as long as ever.
  [
    'when an hour comes twice',
    'America/New_York',
    '2026-11-01',
    ['0030', '0100', '0130', '0200'],
    ['04:30–05:30', '05:00–06:00', '05:30–06:30', '07:00–08:00'],
  ],
  [
    'in Arizona, where clocks never change',
    'America/Phoenix',
    '2027-03-14',
    ['0200', '0230'],
    ['09:00–10:00', '09:30–10:30'],
  ],
])('a day %s', (_what, tz, date, times, expected) => {
  expect(starts(tz, date, times)).toEqual(expected);
});

test('a start up to now, a date outside the window and a full start are left out; the rest is in order of time', () => {
  expect(starts('America/Chicago', '2026-11-23', ['1000', '0900', '0930'], '2026-11-23T15:00:00.000Z')).toEqual([
    '15:30–16:30',
    '16:00–17:00',
  ]);
  const day = { date: '2026-11-24', times: [{ time: '0900', bays: 1 }] };
  const window = { from: '2026-11-22', to: '2026-11-23', now: '2026-11-22T00:00:00.000Z' };
  expect(freeSlots('0412', { tz: 'America/Chicago', stepMinutes: 30, days: [day] }, JOB, window)).toEqual([]);
});

test('an id of a place can be read back, whatever the store is called; other texts stand for nothing', () => {
  for (const storeId of ['0412', 'a/b', 'T0900/BATT', 'Straße 7']) {
    const place = { storeId, jobCode: 'BATT', date: '2026-11-23', time: '0900' };
    expect(readSlotId(slotIdOf(place))).toEqual(place);
  }
  for (const text of ['', 's-8841', '2026-11-23T0900/BATT/', '2026-11-23T900/BATT/0412'])
    expect(readSlotId(text)).toBe(undefined);
});
