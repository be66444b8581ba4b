import { bucketOf, percentile, valueOf } from '../../src/domain/levels/buckets.ts';
import { fact } from '../../src/domain/levels/facts.ts';
import type { LevelFact } from '../../src/domain/levels/facts.ts';
import { breaches, daysBefore } from '../../src/domain/levels/objectives.ts';
import { fleetLevels, histogramOf, networkLevels, satisfactionOf } from '../../src/domain/levels/report.ts';

const DAY = '2026-11-20';
const call = (ms: number, outcome = 'ok', count = 1, network = 'firestone'): LevelFact =>
  fact(DAY, 'call', { network, detail: `book/${outcome}`, bucket: bucketOf(ms), count });
const attempt = (detail: string, count: number, day = DAY): LevelFact =>
  fact(day, 'attempt', { fleetId: 'acme', network: 'firestone', providerId: 'shop-1', detail, count });
/** Within the 5 % that a bucket may be off. */
const near = (ms: number) => ({
  asymmetricMatch: (value: unknown) => typeof value === 'number' && Math.abs(value - ms) <= ms * 0.05,
});

describe('percentiles of durations', () => {
  test('a value is read back at most 5 % off, from a millisecond to five years', () => {
    for (let value = 1; value < 1.5e8; value *= 1.037) {
      const back = valueOf(bucketOf(value));
      expect(Math.abs(back - value) / value).toBeLessThan(0.05);
    }
  });

  test('are those of the nearest rank: of 1 to 100 the 50th, the 95th and the 99th', () => {
    const values = Array.from({ length: 100 }, (_, i) => call((i + 1) * 10));
    expect(networkLevels('firestone', values).responseMs).toEqual({ p50: near(500), p95: near(950), p99: near(990) });
  });

  test('one slow call of twenty is the p99, not the p95', () => {
    const { responseMs } = networkLevels('firestone', [call(40, 'ok', 19), call(8000, 'timeout')]);
    expect(responseMs).toEqual({ p50: near(40), p95: near(40), p99: near(8000) });
  });

  test('nothing has none', () => {
    expect(percentile(histogramOf([]), 0.95)).toBeNull();
    expect(networkLevels('firestone', []).responseMs).toEqual({ p50: null, p95: null, p99: null });
  });
});

describe('rates', () => {
  test('taken, declined and unanswered count against a network: 5 of 8 is 0.625', () => {
    const facts = [attempt('booked', 5), attempt('slot-taken', 1), attempt('declined', 1), attempt('no-answer', 1)];
    expect(networkLevels('firestone', facts)).toMatchObject({ attempted: 8, booked: 5, successRate: 0.625 });
  });

  test('timeouts and broken fields are counted, fields by name', () => {
    const broken = (detail: string) => fact(DAY, 'break', { network: 'firestone', detail });
    const facts = [call(8000, 'timeout', 2), call(20), broken('slots.start'), broken('slots.start'), broken('id')];
    expect(networkLevels('firestone', facts)).toMatchObject({
      timeouts: 2,
      contractBreaks: { 'slots.start': 2, id: 1 },
      successRate: null,
    });
  });

  test('of five alerts one was dismissed, two booked at once and one after two days: 2 of 4 within 24 hours', () => {
    const booked = (detail: string, minutes: number) =>
      fact(DAY, 'booked', { fleetId: 'acme', detail, bucket: bucketOf(minutes * 60) });
    const facts = [
      fact(DAY, 'case', { fleetId: 'acme', detail: 'opened', count: 5 }),
      fact(DAY, 'case', { fleetId: 'acme', detail: 'dismissed' }),
      booked('within-24h', 3),
      booked('within-24h', 10),
      booked('later', 2880),
    ];
    expect(fleetLevels('acme', facts)).toMatchObject({
      cases: 4,
      bookedWithin24h: 2,
      bookedWithin24hRate: 0.5,
      timeToBookMinutes: { p50: near(10), p95: near(2880) },
    });
  });

  test('stars that were changed count as they are now: 5 and 4 is 4.5', () => {
    const stars = (detail: string, count = 1) => fact(DAY, 'stars', { fleetId: 'acme', detail, count });
    expect(satisfactionOf([stars('5'), stars('2'), stars('2', -1), stars('4')])).toEqual({ mean: 4.5, count: 2 });
  });
});

describe('objectives', () => {
  const TODAY = '2026-11-21';

  test('18 of 20 booked breaks the promise of 95 %, 19 of 20 does not', () => {
    expect(breaches([attempt('booked', 18), attempt('declined', 2)], TODAY)).toEqual([
      {
        objective: 'booking-success',
        network: 'firestone',
        value: 0.9,
        target: 0.95,
        sample: 20,
        from: '2026-11-20',
        to: '2026-11-21',
      },
    ]);
    expect(breaches([attempt('booked', 19), attempt('declined', 1)], TODAY)).toEqual([]);
  });

  test('fewer than 20 are not judged, nor are requests of the day before yesterday', () => {
    expect(breaches([attempt('declined', 19)], TODAY)).toEqual([]);
    expect(breaches([attempt('declined', 20)], daysBefore(TODAY, -1))).toEqual([]);
  });

  test('calls whose 95th percentile is over 5 seconds', () => {
    const found = breaches([call(100, 'ok', 18), call(7000, 'ok', 2)], TODAY);
    expect(found).toMatchObject([{ objective: 'response-p95', value: near(7000), target: 5000, sample: 20 }]);
    expect(breaches([call(100, 'ok', 19), call(7000)], TODAY)).toEqual([]);
  });

  test('a fleet is judged once its cases have had their 24 hours', () => {
    const cases = (day: string) => fact(day, 'case', { fleetId: 'acme', detail: 'opened', count: 20 });
    expect(breaches([cases('2026-11-20')], TODAY)).toEqual([]);
    expect(breaches([cases('2026-11-19')], TODAY)).toMatchObject([
      { objective: 'booked-within-24h', fleetId: 'acme', value: 0, sample: 20, from: '2026-11-13', to: '2026-11-19' },
    ]);
  });
});
