import { viewOf } from '../../src/app/view.ts';
import type { IntentOutcome } from '../../src/domain/booking.ts';
import { offered } from '../support/cases.ts';

const outcome = (deliveryId: string): IntentOutcome => ({
  intent: 'choose-slot',
  deliveryId,
  at: '2026-11-22T15:04:05.000Z',
  result: 'done',
  message: 'Booked.',
});

describe('The public form of a booking', () => {
  test.each([
    ['a host application’s own id', 'host:acme/B1/d-1', 'd-1'],
    ['an id with slashes and colons of its own', 'host:acme/B1/a/b:c', 'a/b:c'],
    ['Slack’s trigger_id', 'slack:133.742.abc', '133.742.abc'],
  ])('names an outcome by %s, as its sender knows it', (_, stored, shown) => {
    const { outcomes, lastOutcome } = viewOf(offered({ outcomes: [outcome(stored)] }));
    expect(outcomes).toEqual([{ ...outcome(stored), deliveryId: shown }]);
    expect(lastOutcome).toEqual({ ...outcome(stored), deliveryId: shown });
  });
});
