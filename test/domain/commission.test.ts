import fc from 'fast-check';
import type { Booking } from '../../src/domain/booking.ts';
import { commissionOf, missingLines, overlapOf, termOn } from '../../src/domain/commission.ts';
import type { CommissionLine, CommissionTerm } from '../../src/domain/commission.ts';
import type { DomainEvent } from '../../src/domain/events.ts';
import { transition } from '../../src/domain/transition.ts';
import {
  SITUATIONS,
  after,
  choose,
  confirmed,
  offerOf,
  slot,
  stepOf,
  through,
  usd,
  word,
  dana,
} from '../support/cases.ts';

const yen = (amount: number) => ({ amount, currency: 'JPY' });
const eightAndAHalf: CommissionTerm = { from: '2026-01-01', percent: 8.5 };

describe('What a completed booking earns', () => {
  test.each([
    ['8.5 % of 189.00 is 16.065: half up, 16.07', { percent: 8.5 }, usd(18_900), usd(1_607)],
    ['8.5 % of 188.00 is 15.98', { percent: 8.5 }, usd(18_800), usd(1_598)],
    ['8.5 % of 0.05 is 0.00425: nothing', { percent: 8.5 }, usd(5), usd(0)],
    ['8.5 % of 0.06 is 0.0051: a cent', { percent: 8.5 }, usd(6), usd(1)],
    ['7.5 % of 9,980 yen is 748.5: half up, 749', { percent: 7.5 }, yen(9_980), yen(749)],
    ['1.15 % of 5,000.00 is 57.50 in whole numbers', { percent: 1.15 }, usd(500_000), usd(5_750)],
    ['0.35 % of 90.00 is 0.315: half up, 0.32', { percent: 0.35 }, usd(9_000), usd(32)],
    ['0.0000001 % of 5,000,000,000.00 is 5.00', { percent: 1e-7 }, usd(500_000_000_000), usd(500)],
    ['all of it', { percent: 100 }, usd(18_900), usd(18_900)],
    ['nothing of it', { percent: 0 }, usd(18_900), usd(0)],
    ['the cap, where the percentage is more', { percent: 8.5, cap: usd(2_000) }, usd(30_000), usd(2_000)],
    ['the percentage, where the cap is more', { percent: 8.5, cap: usd(2_000) }, usd(18_900), usd(1_607)],
    ['rounded first, then capped', { percent: 8.5, cap: usd(1_606) }, usd(18_900), usd(1_606)],
    ['a cap in dollars does not bound yen', { percent: 50, cap: usd(2_000) }, yen(9_980), yen(4_990)],
    ['a flat amount, whatever the invoice', { flat: usd(1_500) }, usd(18_900), usd(1_500)],
    ['a flat amount without an invoice or an estimate', { flat: usd(1_500) }, undefined, usd(1_500)],
    ['a percentage of nothing known', { percent: 8.5 }, undefined, undefined],
  ])('%s', (_, term, basis, earned) => {
    expect(commissionOf({ from: '2026-01-01', ...term }, basis)).toEqual(earned);
  });
});

describe('The term', () => {
  const terms: readonly CommissionTerm[] = [
    { from: '2026-01-01', to: '2026-12-31', percent: 8.5 },
    { from: '2027-02-01', to: '2027-02-01', percent: 9 },
    { from: '2027-02-02', flat: usd(1_500) },
  ];

  test.each([
    ['the day before the first one', '2025-12-31T23:59:59.999Z', undefined],
    ['the first moment of the first day', '2026-01-01T00:00:00.000Z', 0],
    ['the last moment of the last day', '2026-12-31T23:59:59.999Z', 0],
    ['the first moment after', '2027-01-01T00:00:00.000Z', undefined],
    ['a term of a single day', '2027-02-01T12:00:00.000Z', 1],
    ['the next one', '2027-02-02T00:00:00.000Z', 2],
    ['one without an end', '2051-02-02T00:00:00.000Z', 2],
  ])('of %s', (_, at, n) => {
    expect(termOn(terms, at)).toEqual(n === undefined ? undefined : terms[n]);
  });

  test.each<[string, CommissionTerm[], [number, number] | undefined]>([
    ['follow each other day by day', [...terms], undefined],
    ['share a day', [{ from: '2026-01-01', to: '2026-06-30' }, { from: '2026-06-30' }], [0, 1]],
    ['stand in any order', [{ from: '2026-07-01' }, { from: '2026-01-01', to: '2026-06-30' }], undefined],
    ['both go on', [{ from: '2027-01-01' }, { from: '2026-01-01' }], [0, 1]],
    [
      'one lies within another',
      [{ from: '2026-01-01' }, { from: '2025-01-01', to: '2025-02-01' }, { from: '2026-03-01', to: '2026-03-01' }],
      [0, 2],
    ],
  ])('two of them: %s', (_, given, overlap) => {
    expect(overlapOf(given)).toEqual(overlap);
  });
});

/** The ledger of one booking, brought up to date after each event. */
function ledgerOf(start: Booking, terms: readonly CommissionTerm[], ...events: readonly DomainEvent[]) {
  let booking = start;
  let lines: readonly CommissionLine[] = [];
  for (const event of events) {
    booking = stepOf(booking, event).booking;
    lines = [...lines, ...missingLines(booking, lines, () => terms, booking.updatedAt)];
  }
  return lines.map(({ id, entry, basis, amount, currency, at }) => [id, entry, basis, amount, currency, at]);
}

const done = (minutes: number, amount?: number) =>
  word('status-completed', minutes, amount === undefined ? {} : { invoice: usd(amount) });

describe('The ledger of a booking', () => {
  test('completed without an invoice: of the estimate', () => {
    expect(ledgerOf(SITUATIONS.scheduled(), [eightAndAHalf], done(1500))).toEqual([
      ['B1-0', 'earned', 18_900, 1_607, 'USD', after(1500)],
    ]);
  });

  test('a lower invoice takes the difference back, a higher one adds it, a cancellation takes all', () => {
    const words = [done(1500), done(1510, 15_000), done(1520, 20_000), word('cancelled-by-shop', 1530)];
    // 8.5 % of 189.00, 150.00 and 200.00: 16.07, 12.75 and 17.00.
    expect(ledgerOf(SITUATIONS.scheduled(), [eightAndAHalf], ...words)).toEqual([
      ['B1-0', 'earned', 18_900, 1_607, 'USD', after(1500)],
      ['B1-1', 'reversed', -3_900, -332, 'USD', after(1510)],
      ['B1-2', 'earned', 5_000, 425, 'USD', after(1520)],
      ['B1-3', 'reversed', -20_000, -1_700, 'USD', after(1530)],
    ]);
  });

  test('no line where nothing changes: under the cap’s shelter, with a rating, without a term, cancelled before', () => {
    const capped = [{ ...eightAndAHalf, cap: usd(1_000) }];
    const rated = { type: 'rate', stars: 5, by: dana } as const;
    expect(ledgerOf(SITUATIONS.scheduled(), capped, done(1500), done(1510, 15_000), rated)).toHaveLength(1);
    expect(ledgerOf(SITUATIONS.scheduled(), [], done(1500), done(1510, 15_000))).toEqual([]);
    expect(ledgerOf(SITUATIONS.scheduled(), [{ from: '2027-01-01', percent: 8.5 }], done(1500))).toEqual([]);
    expect(ledgerOf(SITUATIONS['in-progress'](), [eightAndAHalf], word('cancelled-by-shop'))).toEqual([]);
  });

  test('an invoice in another currency: the one is taken back whole, the other earned', () => {
    const inYen = word('status-completed', 1510, { invoice: yen(9_980) });
    expect(ledgerOf(SITUATIONS.scheduled(), [{ ...eightAndAHalf, percent: 7.5 }], done(1500), inYen)).toEqual([
      // 7.5 % of 189.00 is 14.175.
      ['B1-0', 'earned', 18_900, 1_418, 'USD', after(1500)],
      ['B1-1', 'reversed', -18_900, -1_418, 'USD', after(1510)],
      ['B1-2', 'earned', 9_980, 749, 'JPY', after(1510)],
    ]);
  });

  test('the completion’s day counts, also for what is corrected under a later term', () => {
    const terms = [
      { from: '2026-11-01', to: '2026-11-23', percent: 8.5 },
      { from: '2026-11-24', percent: 50 },
    ];
    // Completed on November 23 at 16:04 UTC, corrected a day later.
    expect(ledgerOf(SITUATIONS.scheduled(), terms, done(1500), done(2940, 15_000)).map((line) => line[3])).toEqual([
      1_607, -332,
    ]);
  });

  test('cancelled after completion and done again elsewhere: each shop has its own lines', () => {
    const again = [
      { type: 'more-slots', by: dana, deliveryId: 'slack:m' },
      { type: 'offer', offer: offerOf([slot(2)], { madeAt: after(1600), expiresAt: after(3000) }) },
      choose('s2'),
      confirmed({ attempt: 2, confirmation: 'FCAC-2', start: slot(2).start }),
      word('status-completed', 4000, { confirmation: 'FCAC-2' }),
    ] as const;
    const events = [done(1500), word('cancelled-by-shop', 1530), ...again];
    expect(ledgerOf(SITUATIONS.scheduled(), [eightAndAHalf], ...events).map((line) => [line[0], line[3]])).toEqual([
      ['B1-0', 1_607],
      ['B1-1', -1_607],
      ['B1-2', 1_607],
    ]);
  });

  test('what came meanwhile is all booked by one look, and by no other again', () => {
    const booking = through(SITUATIONS.scheduled(), done(1500), done(1510, 15_000), word('cancelled-by-shop', 1530));
    const lines = missingLines(booking, [], () => [eightAndAHalf], after(1600));
    expect(lines.map(({ amount }) => amount)).toEqual([1_607, -332, -1_275]);
    expect(missingLines(booking, lines, () => [eightAndAHalf], after(1700))).toEqual([]);
  });

  test('another agreement does not touch what is there, and counts for what comes next', () => {
    const booking = through(SITUATIONS.scheduled(), done(1500));
    const lines = missingLines(booking, [], () => [eightAndAHalf], after(1600));
    const flat: readonly CommissionTerm[] = [{ from: '2026-01-01', flat: usd(1_500) }];
    expect(missingLines(booking, lines, () => flat, after(1700))).toEqual([]);
    const corrected = through(booking, done(1510, 15_000));
    expect(missingLines(corrected, lines, () => flat, after(1700))).toMatchObject([
      { entry: 'reversed', amount: -107 },
    ]);
  });

  test('a reversal never stands before what it reverses', () => {
    const events = [done(1500), word('cancelled-by-shop', 1400)];
    expect(ledgerOf(SITUATIONS.scheduled(), [eightAndAHalf], ...events).map((line) => line[5])).toEqual([
      after(1500),
      after(1500),
    ]);
  });

  test('an older invoice that comes late does not come back', () => {
    const booking = through(SITUATIONS.scheduled(), done(1500, 18_900), done(1520, 15_000));
    for (const late of [done(1500, 18_900), done(1510, 17_000)])
      expect(transition(booking, late, after(1600)).kind).toBe('absorbed');
  });
});

describe('Whatever the shop says, in whatever order, and whenever it is booked', () => {
  const amount = fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined });
  const minutes = fc.integer({ min: 1400, max: 6000 });
  const said = fc.oneof(
    { weight: 5, arbitrary: fc.tuple(minutes, amount).map(([at, paid]) => done(at, paid)) },
    minutes.map((at) => word('cancelled-by-shop', at)),
    minutes.map((at) => word('status-no-show', at)),
    minutes.map((at) => word('status-in-progress', at)),
  );
  const terms = fc.constantFrom<readonly CommissionTerm[]>(
    [eightAndAHalf],
    [{ from: '2026-11-01', to: '2026-11-23', percent: 33.3, cap: usd(5_000) }],
    [{ from: '2026-11-24', flat: usd(1_500) }],
    [
      { from: '2026-11-01', to: '2026-11-24', percent: 0.7 },
      { from: '2026-11-25', percent: 12.25 },
    ],
  );

  test('the sum of its lines is what the booking earns as it stands', () => {
    let earning = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(said, fc.boolean()), { maxLength: 40 }), terms, (words, agreed) => {
        let booking: Booking = SITUATIONS.scheduled();
        let lines: readonly CommissionLine[] = [];
        const book = () => (lines = [...lines, ...missingLines(booking, lines, () => agreed, booking.updatedAt)]);
        for (const [event, isBooked] of words) {
          const step = transition(booking, event, after(9_000));
          if (step.kind === 'moved') booking = step.booking;
          if (isBooked) book();
        }
        book();
        const { phase } = booking;
        const isDone = phase.state === 'completed';
        const term = isDone ? termOn(agreed, phase.completedAt) : undefined;
        const earned = isDone && term ? commissionOf(term, phase.invoice ?? phase.appointment.price) : undefined;
        if (earned && earned.amount > 0) earning++;
        expect(lines.reduce((sum, line) => sum + line.amount, 0)).toBe(earned?.amount ?? 0);
        expect(lines.map(({ id }) => id)).toEqual(lines.map((_, n) => `B1-${n}`));
        for (const line of lines) expect(line.entry).toBe(line.amount > 0 ? 'earned' : 'reversed');
      }),
      { numRuns: 500 },
    );
    expect(earning).toBeGreaterThan(50);
  });
});
