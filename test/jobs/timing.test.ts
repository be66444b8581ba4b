import fc from 'fast-check';
import { backoff, nextRun, timerMs } from '../../jobs/timing.ts';

describe('The next run of a repeat', () => {
  test.each([
    // every, offset, now, next
    [60_000, 0, 0, 60_000],
    [60_000, 7_000, 6_999, 7_000],
    [60_000, 7_000, 7_000, 67_000],
    [900_000, 123, 1_795_420_800_000, 1_795_420_800_123],
    [1_000, 999, -1, 999],
  ])('every %d ms with offset %d, after %d, is at %d', (every, offset, now, next) => {
    expect(nextRun(every, offset, now)).toBe(next);
  });

  test('is the only such time in (now, now + every]', () => {
    const input = fc.record({
      every: fc.integer({ min: 1, max: 1e8 }),
      share: fc.double({ min: 0, max: 0.999, noNaN: true }),
    });
    fc.assert(
      fc.property(input, fc.integer({ min: 0, max: 4e12 }), ({ every, share }, now) => {
        const offset = Math.floor(every * share);
        const next = nextRun(every, offset, now);
        expect(next).toBeGreaterThan(now);
        expect(next).toBeLessThanOrEqual(now + every);
        expect((next - offset) % every).toBe(0);
      }),
    );
  });
});

describe('The wait after a failure', () => {
  const retry = { attempts: 1_000_000, backoffMs: 500, maxBackoffMs: 30_000 };
  test.each([
    [1, 500],
    [2, 1_000],
    [6, 16_000],
    [7, 30_000],
    [1_000_000, 30_000],
  ])('number %d is at most %d ms, and chance takes at most half of it', (attempt, most) => {
    expect(backoff(retry, attempt, 0)).toBe(most);
    expect(backoff(retry, attempt, 0.5)).toBe(most * 0.75);
    expect(backoff(retry, attempt, 1)).toBe(most / 2);
  });
});

test.each([
  [-5, 1],
  [0.2, 1],
  [12.1, 13],
  [60 * 86_400_000, 2_147_483_647],
  [Infinity, 2_147_483_647],
])('A delay of %d ms is given to the timer as %d', (ms, delay) => {
  expect(timerMs(ms)).toBe(delay);
});
