import fc from 'fast-check';
import { maySendAt, quietSpan, reminderAt } from '../../../src/domain/policy/quiet-hours.ts';

const CHICAGO = 'America/Chicago';
const NIGHT = { from: '21:00', to: '06:30' };

describe('When a message may go', () => {
  // Wednesday 25 November 2026; Chicago is six hours behind UTC.
  test.each([
    ['a minute before nine in the evening: at once', '2026-11-26T02:59:00.000Z', '2026-11-26T02:59:00.000Z'],
    ['at nine: at half past six', '2026-11-26T03:00:00.000Z', '2026-11-26T12:30:00.000Z'],
    ['after midnight: at half past six', '2026-11-26T08:00:00.000Z', '2026-11-26T12:30:00.000Z'],
    ['at half past six: at once', '2026-11-26T12:30:00.000Z', '2026-11-26T12:30:00.000Z'],
    ['in the night in which clocks go forward', '2026-03-08T05:00:00.000Z', '2026-03-08T11:30:00.000Z'],
    ['in the night in which they go back', '2026-11-01T05:00:00.000Z', '2026-11-01T12:30:00.000Z'],
  ])('%s', (_what, at, expected) => {
    expect(maySendAt(NIGHT, at, CHICAGO)).toBe(expected);
  });

  test('an end that the clock skips is the first moment after it; one that comes twice is its first', () => {
    // 2:30 on 8 March 2026 does not exist: 3:00 CDT is 8:00 UTC.
    expect(maySendAt({ from: '21:00', to: '02:30' }, '2026-03-08T07:00:00.000Z', CHICAGO)).toBe(
      '2026-03-08T08:00:00.000Z',
    );
    const early = { from: '21:00', to: '01:30' };
    expect(maySendAt(early, '2026-11-01T06:10:00.000Z', CHICAGO)).toBe('2026-11-01T06:30:00.000Z');
    // The second 1:10: the quiet hours are over.
    expect(maySendAt(early, '2026-11-01T07:10:00.000Z', CHICAGO)).toBe('2026-11-01T07:10:00.000Z');
  });

  test('a noon nap lies within one day; without quiet hours, or with none of length, everything goes at once', () => {
    const nap = { from: '12:00', to: '13:00' };
    expect(maySendAt(nap, '2026-11-25T18:20:00.000Z', CHICAGO)).toBe('2026-11-25T19:00:00.000Z');
    expect(maySendAt(undefined, '2026-11-26T08:00:00.000Z', CHICAGO)).toBe('2026-11-26T08:00:00.000Z');
    expect(maySendAt({ from: '08:00', to: '08:00' }, '2026-11-26T08:00:00.000Z', CHICAGO)).toBe(
      '2026-11-26T08:00:00.000Z',
    );
  });

  test('whatever the hours and the zone: the end lies ahead, within a day and a bit, and is not quiet itself', () => {
    const clock = fc
      .nat(1439)
      .map((m) => `${String(Math.floor(m / 60)).padStart(2, '0')}:${String(m % 60).padStart(2, '0')}`);
    const zones = fc.constantFrom(
      CHICAGO,
      'Europe/London',
      'Australia/Lord_Howe',
      'America/St_Johns',
      'Asia/Kathmandu',
    );
    const moment = fc
      .integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-12-31T00:00:00Z') })
      .map((ms) => new Date(ms).toISOString());
    fc.assert(
      fc.property(clock, clock, zones, moment, (from, to, zone, at) => {
        const end = maySendAt({ from, to }, at, zone);
        expect(end >= at).toBe(true);
        expect(Date.parse(end) - Date.parse(at)).toBeLessThanOrEqual(26 * 3_600_000);
        // Where the next night begins at this one's end, it may be quiet again.
        if (end !== at && from !== to) expect(quietSpan({ from, to }, end, zone)).toBeUndefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('The reminders before an appointment', () => {
  const NOW = '2026-11-23T15:00:00.000Z';
  const at = (start: string, hours: number, quiet: typeof NIGHT | undefined = NIGHT) =>
    reminderAt(start, hours, NOW, quiet, CHICAGO);

  test('go 24 and 2 hours before', () => {
    expect(at('2026-11-25T20:00:00.000Z', 24)).toBe('2026-11-24T20:00:00.000Z');
    expect(at('2026-11-25T20:00:00.000Z', 2)).toBe('2026-11-25T18:00:00.000Z');
  });

  test('wait for the end of quiet hours', () => {
    // 8:00 in the morning: two hours before is 6:00, which is quiet till 6:30.
    expect(at('2026-11-25T14:00:00.000Z', 2)).toBe('2026-11-25T12:30:00.000Z');
  });

  test('go before quiet hours begin where their end would be too late', () => {
    // 6:15 in the morning: two hours before is 4:15; a minute to nine in the evening before.
    expect(at('2026-11-25T12:15:00.000Z', 2)).toBe('2026-11-25T02:59:00.000Z');
  });

  test('are not sent for a time that is over', () => {
    expect(at('2026-11-24T14:00:00.000Z', 24)).toBeUndefined();
    expect(at('2026-11-23T16:00:00.000Z', 2)).toBeUndefined();
  });

  test('never go in quiet hours, nor after the start', () => {
    const ahead = fc.integer({ min: 1, max: 20_000 }).map((m) => new Date(Date.parse(NOW) + m * 60_000).toISOString());
    fc.assert(
      fc.property(ahead, fc.constantFrom(2, 24), (start, hours) => {
        const go = at(start, hours);
        if (go === undefined) return;
        expect(go > NOW && go < start).toBe(true);
        expect(quietSpan(NIGHT, go, CHICAGO)).toBeUndefined();
      }),
    );
  });
});
