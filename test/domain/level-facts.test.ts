import { bucketOf } from '../../src/domain/levels/buckets.ts';
import { fact, factsOf } from '../../src/domain/levels/facts.ts';
import type { LevelFact } from '../../src/domain/levels/facts.ts';
import type { Booking } from '../../src/domain/booking.ts';
import type { DomainEvent } from '../../src/domain/events.ts';
import {
  after,
  asked,
  cancel,
  choose,
  confirmed,
  dana,
  movedBy,
  offered,
  offerOf,
  through,
  word,
} from '../support/cases.ts';

const DAY = '2026-11-22';
const ACME = { fleetId: 'acme' };
const SHOP = { ...ACME, network: 'firestone', providerId: 'p1' };

/** The request as it is once the shop is being asked. */
function sent(booking: Booking = through(offered(), choose('s1'))): Booking {
  if (booking.phase.state !== 'requested') throw new Error('It is requested.');
  return { ...booking, phase: { state: 'requested', request: { ...booking.phase.request, askedAt: after(1) } } };
}

const factsOfStep = (before: Booking, event: DomainEvent, at?: string): readonly LevelFact[] =>
  factsOf(before, movedBy(before, event, at));
const attempts = (before: Booking, event: DomainEvent, at?: string) =>
  factsOfStep(before, event, at).filter(({ kind }) => kind === 'attempt');

test('a case that is opened counts on its day', () => {
  expect(factsOf(undefined, offered())).toEqual([fact(DAY, 'case', { ...ACME, detail: 'opened' })]);
});

test('a confirmed request is an attempt that was booked, and the first appointment of its case, 2 minutes after the alert', () => {
  const providerId = sent().offer.slots[0]?.providerId ?? '';
  const shop = { ...SHOP, providerId };
  expect(factsOfStep(sent(), confirmed())).toEqual([
    fact(DAY, 'attempt', { ...shop, detail: 'booked' }),
    fact(DAY, 'booked', { ...shop, detail: 'within-24h', bucket: bucketOf(120) }),
  ]);
});

test('24 hours to the millisecond are within them, one more is later, and both count on the day of the alert', () => {
  const booked = (at: string) => factsOfStep(sent(), confirmed(), at).find(({ kind }) => kind === 'booked');
  expect(booked('2026-11-23T15:04:00.000Z')).toMatchObject({ day: DAY, detail: 'within-24h' });
  expect(booked('2026-11-23T15:04:00.001Z')).toMatchObject({ day: DAY, detail: 'later' });
});

test.each<[string, DomainEvent]>([
  ['slot-taken', { type: 'slot-taken', attempt: 1, slotId: 's1', offer: offerOf([]) }],
  ['declined', { type: 'declined', attempt: 1, reason: 'Closed', final: false, offer: offerOf([]) }],
  ['unavailable', { type: 'unavailable', attempt: 1, offer: offerOf([]) }],
])('%s counts against the shop that was asked, and not where nothing was sent', (detail, event) => {
  expect(attempts(sent(), event)).toMatchObject([{ network: 'firestone', detail, count: 1 }]);
  expect(attempts(through(offered(), choose('s1')), event)).toEqual([]);
});

test('a shop that answers later: no answer counts, a request that a person took back does not, nor does the asking', () => {
  expect(attempts(sent(), asked())).toEqual([]);
  const waiting = movedBy(sent(), asked());
  expect(attempts(waiting, { type: 'no-answer', attempt: 1, offer: offerOf([]) }, after(240))).toMatchObject([
    { detail: 'no-answer' },
  ]);
  expect(attempts(waiting, cancel())).toEqual([]);
});

test('who moves a case has acted, by his id; shops and timers have not', () => {
  expect(factsOfStep(offered(), choose('s1'))).toEqual([fact(DAY, 'acted', { ...ACME, detail: 'dana' })]);
  expect(factsOfStep(offered(), { type: 'expired' }, after(24 * 60))).toEqual([]);
});

test('a case that is dismissed before anything was booked counts as dismissed on its own day', () => {
  const facts = factsOfStep(offered(), { type: 'dismiss', reason: 'not-needed', by: dana }, after(24 * 60));
  expect(facts).toContainEqual(fact(DAY, 'case', { ...ACME, detail: 'dismissed' }));
});

test('stars that are changed are taken back on the day on which they were given', () => {
  const done = through(offered(), choose('s1'), confirmed(), word('status-completed'));
  const rate = (stars: number): DomainEvent => ({ type: 'rate', stars, by: dana });
  const first = movedBy(done, rate(2), '2026-11-24T10:00:00.000Z');
  const stars = (facts: readonly LevelFact[]) =>
    facts.filter(({ kind }) => kind === 'stars').map(({ day, detail, count }) => [day, detail, count]);
  expect(stars(factsOf(done, first))).toEqual([['2026-11-24', '2', 1]]);
  expect(stars(factsOfStep(first, rate(5), '2026-11-25T10:00:00.000Z'))).toEqual([
    ['2026-11-24', '2', -1],
    ['2026-11-25', '5', 1],
  ]);
});

describe('downtime', () => {
  const scheduled = () => through(offered(), choose('s1'), confirmed());
  const downtimes = (facts: readonly LevelFact[]) =>
    facts
      .filter(({ kind }) => kind.startsWith('downtime'))
      .map(({ day, kind, detail, bucket, count }) => [day, kind, detail, bucket, count]);
  // The alert came at 15:04 on November 22; 1,500 minutes later it is 16:04 on the 23rd.
  const NEXT_DAY = '2026-11-23';

  test('work that is done counts from the alert on, and in the shop from the arrival on, on the day it was done', () => {
    const there = movedBy(scheduled(), word('status-checked-in', 1_440), after(1_440));
    const working = movedBy(there, word('status-in-progress', 1_470), after(1_470));
    const done = movedBy(working, word('status-completed', 1_500), after(1_500));
    expect(downtimes(factsOf(working, done))).toEqual([
      [NEXT_DAY, 'downtime', 'total', bucketOf(90_000), 1],
      [NEXT_DAY, 'downtime-seconds', 'total', 0, 90_000],
      [NEXT_DAY, 'downtime', 'in-shop', bucketOf(3_600), 1],
      [NEXT_DAY, 'downtime-seconds', 'in-shop', 0, 3_600],
    ]);
    expect(factsOf(working, done)[0]).toMatchObject({ fleetId: 'acme', network: 'firestone', providerId: 'shop-1' });
    // A rating later changes nothing of it.
    expect(downtimes(factsOfStep(done, { type: 'rate', stars: 5, by: dana }))).toEqual([]);
  });

  test('without an arrival the work’s begin counts; without either nobody knows how long it was in the shop', () => {
    const working = movedBy(scheduled(), word('status-in-progress', 1_470), after(1_470));
    const done = movedBy(working, word('status-completed', 1_500), after(1_500));
    expect(downtimes(factsOf(working, done))).toContainEqual([NEXT_DAY, 'downtime-seconds', 'in-shop', 0, 1_800]);
    expect(downtimes(factsOfStep(scheduled(), word('status-completed', 1_500)))).toEqual([
      [NEXT_DAY, 'downtime', 'total', bucketOf(90_000), 1],
      [NEXT_DAY, 'downtime-seconds', 'total', 0, 90_000],
    ]);
  });

  test('a shop that cancels what it had reported as done takes it back', () => {
    const done = movedBy(scheduled(), word('status-completed', 1_500));
    expect(downtimes(factsOfStep(done, word('cancelled-by-shop', 1_600)))).toEqual([
      [NEXT_DAY, 'downtime', 'total', bucketOf(90_000), -1],
      [NEXT_DAY, 'downtime-seconds', 'total', 0, -90_000],
    ]);
  });
});
