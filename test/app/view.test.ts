import { viewOf } from '../../src/app/view.ts';
import type { IntentOutcome } from '../../src/domain/booking.ts';
import { bookingView } from '../../adapters/http/wire/booking.ts';
import { choose, confirmed, offered, through, word } from '../support/cases.ts';

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

  test('is what the API’s description says, in every state that a booking goes through', () => {
    const steps = [choose('s1'), confirmed(), word('status-in-progress'), word('status-completed')];
    for (const [i] of [...steps, 'completed'].entries()) {
      const view = viewOf(through(offered(), ...steps.slice(0, i)));
      expect(bookingView.safeParse(JSON.parse(JSON.stringify(view))).error).toBeUndefined();
      // Its fields have types of their own, for hosts that read it from an event.
      const confirmation: string | undefined = view.appointment?.confirmation;
      expect([view.state, confirmation]).toEqual([view.state, i >= 2 ? 'FCAC-1' : undefined]);
    }
  });
});
