import type { Booking } from '../../src/domain/booking.ts';
import { stillDue } from '../../src/domain/still-due.ts';
import { START, SITUATIONS, after } from '../support/cases.ts';

/** What is due besides the cards, half an hour after the start, where silence is told after 20 minutes. */
const due = (booking: Booking, now = after(30)) =>
  stillDue(booking, 20, now)
    .filter(({ kind }) => kind !== 'sync-cards')
    .map(({ kind, ...fields }) => [kind, ...Object.values(fields).filter((value) => value !== undefined)].join(' '));

/** Monday 9:00 in Chicago, the time of slot 1; slot 2's is a day later. */
const FIRST = '2026-11-23T15:00:00.000Z';
const SECOND = '2026-11-24T15:00:00.000Z';

describe('What is still due for a case as it stands', () => {
  test.each([
    ['requested', ['book-at-shop 1']],
    ['requested, shop to answer', [expect.stringMatching(/^await-answer 1 /)]],
    ['awaiting-approval', [expect.stringMatching(/^await-approval /), expect.stringMatching(/^remind-approver /)]],
    ['scheduled', [`plan-reminders ${FIRST}`]],
    ['scheduled, can be undone', [expect.stringMatching(/^end-undo /), `plan-reminders ${FIRST}`]],
    ['scheduled, fee shown', [`plan-reminders ${FIRST}`]],
    ['scheduled, shop asked to cancel', ['cancel-at-shop B1-1', `plan-reminders ${FIRST}`]],
    ['moving', ['move-at-shop 2', `plan-reminders ${FIRST}`]],
    ['moving, shop to answer', [expect.stringMatching(/^await-answer 2 /), `plan-reminders ${FIRST}`]],
    ['scheduled, old one to be released', [`plan-reminders ${SECOND}`, 'release-at-shop B1-1']],
    ['in-progress', []],
    ['completed', ['book-commission']],
    ['dismissed', []],
    ['expired', []],
  ] as const)('%s', (situation, expected) => {
    expect(due({ ...SITUATIONS[situation](), notes: [], outcomes: [] })).toEqual(expected);
  });

  const offered = SITUATIONS.offered();
  test('an offer ends at its time, and may be chosen from without a person; one without a time is asked for anew', () => {
    expect(due(offered)).toEqual([`expire-offer ${offered.offer.expiresAt}`, 'auto-book']);
    expect(due({ ...offered, offer: { ...offered.offer, slots: [] } })).toEqual(['make-offer re-offer']);
  });

  test('a click that asked for more times is answered', () => {
    const outcomes = [
      { intent: 'more-slots', deliveryId: 'd7', at: START, result: 'pending', message: 'Looking.' },
    ] as const;
    expect(due({ ...offered, outcomes })).toContain('make-offer more d7');
  });

  test('silence about an urgent case is told one turn after the other, and an answered one no more', () => {
    const watch = { step: 3, since: START, asked: ['dana@slack'] };
    const urgent = { ...offered, severity: 'critical', watch } as const;
    expect(due(urgent)).toContain(`remind 3 ${after(40)}`);
    expect(due({ ...urgent, severity: 'warning' })).not.toContain(`remind 3 ${after(40)}`);
    const put = { ...urgent, severity: 'warning', watch: { ...watch, snoozedUntil: after(90) } } as const;
    expect(due(put)).toContain(`remind 3 ${after(90)}`);
    const answer = {
      ...offered.history[0]!,
      intent: 'more-slots',
      actor: { kind: 'member', id: 'dana', channel: 's' },
    };
    expect(due({ ...urgent, history: [...urgent.history, answer] } as Booking).join()).not.toContain('remind');
  });

  test('lines that a thread lacks and answers that refuse are brought again while they are young', () => {
    const booking: Booking = {
      ...SITUATIONS.dismissed(),
      notes: [
        { noteId: 'n1', at: after(25), text: 'It is there.' },
        { noteId: 'n2', at: after(25), text: 'It is not.' },
        { noteId: 'n3', at: after(19), text: 'It is old.' },
      ],
      cards: [{ channel: 'slack', target: 'slack:T/C', ref: {}, version: 3, at: START, notes: ['n1'] }],
      outcomes: [
        { intent: 'cancel', deliveryId: 'd1', at: after(25), result: 'refused', message: 'No.' },
        { intent: 'cancel', deliveryId: 'd2', at: after(25), result: 'done', message: 'Yes.' },
        { intent: 'cancel', deliveryId: 'd3', at: after(19), result: 'refused', message: 'No.' },
      ],
    };
    expect(due(booking)).toEqual(['post-note n2', 'tell d1']);
  });
});
