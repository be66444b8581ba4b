import type { EventType, DomainEvent } from '../../src/domain/events.ts';
import { transition } from '../../src/domain/transition.ts';
import {
  SITUATIONS,
  after,
  alertOf,
  approve,
  bookByHand,
  cancel,
  choose,
  confirmCancel,
  confirmed,
  dana,
  moveFailed,
  movedTo,
  offerOf,
  reject,
  reschedule,
  slot,
  usd,
  word,
  type Situation,
} from '../support/cases.ts';

/** An event of each kind, as it would really come: for the present attempt and appointment, later than all before. */
const EVENTS: Readonly<Record<EventType, () => DomainEvent>> = {
  'choose-slot': () => choose('s2'),
  'more-slots': () => ({ type: 'more-slots', by: dana, deliveryId: 'slack:more' }),
  dismiss: () => ({ type: 'dismiss', reason: 'not-needed', by: dana, deliveryId: 'slack:dismiss' }),
  reschedule: () => reschedule(3),
  moved: () => movedTo(),
  'move-failed': () => moveFailed(),
  released: () => ({ type: 'released', reference: 'B1-1', fee: usd(3_000) }),
  'release-refused': () => ({ type: 'release-refused', reference: 'B1-1', reason: 'Too late' }),
  cancel: () => cancel({ fee: usd(3_000) }),
  'confirm-cancel': () => confirmCancel(),
  'book-manually': () => bookByHand(),
  approve: () => approve(),
  reject: () => reject(),
  undo: () => ({ type: 'undo', by: dana, deliveryId: 'slack:undo' }),
  escalate: () => ({
    type: 'escalate',
    by: dana,
    next: { memberId: 'omar', name: 'Omar Haddad', channel: 'slack' },
    deliveryId: 'slack:escalate',
  }),
  snooze: () => ({ type: 'snooze', by: dana, minutes: 60, deliveryId: 'slack:snooze' }),
  'approval-timeout': () => ({ type: 'approval-timeout', round: 2, next: { memberId: 'ida', name: 'Ida Stern' } }),
  'slot-gone': () => ({ type: 'slot-gone', round: 2 }),
  reminded: () => ({ type: 'reminded', step: 0 }),
  'undo-over': () => ({ type: 'undo-over' }),
  rate: () => ({ type: 'rate', stars: 5, by: dana, deliveryId: 'slack:rate' }),
  alert: () => ({ type: 'alert', alert: alertOf('a-2') }),
  offer: () => ({ type: 'offer', offer: offerOf([slot(4)], { madeAt: after(2) }) }),
  expired: () => ({ type: 'expired' }),
  confirmed: () => confirmed(),
  'slot-taken': () => ({ type: 'slot-taken', attempt: 1, slotId: 's1', offer: offerOf([slot(2)]) }),
  declined: () => ({
    type: 'declined',
    attempt: 1,
    reason: 'Closed that day',
    final: false,
    offer: offerOf([slot(2)]),
  }),
  unavailable: () => ({ type: 'unavailable', attempt: 1, offer: offerOf([slot(2)]) }),
  unknown: () => ({ type: 'unknown', attempt: 1 }),
  asked: () => ({ type: 'asked', attempt: 1, answerBy: after(300) }),
  proposed: () => ({
    type: 'proposed',
    attempt: 1,
    proposed: slot(5, { proposed: true }),
    offer: offerOf([slot(2)]),
  }),
  'no-answer': () => ({ type: 'no-answer', attempt: 1, offer: offerOf([slot(2)]) }),
  'cancel-confirmed': () => ({ type: 'cancel-confirmed', reference: 'B1-1', paidBy: 'fleet' }),
  'cancel-refused': () => ({ type: 'cancel-refused', reference: 'B1-1', reason: 'Too late' }),
  'cancelled-by-shop': () => word('cancelled-by-shop', 2000),
  'moved-by-shop': () => ({ ...word('moved-by-shop', 2000), start: slot(4).start, holds: true }) as DomainEvent,
  'status-checked-in': () => word('status-checked-in', 2000),
  'status-in-progress': () => word('status-in-progress', 2000),
  'status-completed': () => word('status-completed', 2000, { invoice: usd(21_000) }),
  'status-no-show': () => word('status-no-show', 2000),
};

/** `x` is refused in words, `-` is absorbed; anything else is the state that it leads to. */
const MATRIX: Readonly<Record<Situation, string>> = {
  // prettier-ignore
  offered: `
    approve x  reject x  undo x  escalate offered  snooze offered  approval-timeout -  slot-gone -  reminded offered  undo-over -
    reschedule requested  moved -  move-failed -  released -  release-refused -
    book-manually manual  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot requested  more-slots offered  dismiss dismissed  cancel cancelled  confirm-cancel x  rate x
    alert offered  offer offered  expired expired  slot-taken offered
    confirmed -  declined -  unavailable -  unknown -  cancel-confirmed -  cancel-refused -
    cancelled-by-shop -  status-checked-in -  status-in-progress -  status-completed -  status-no-show -`,
  // A status names a confirmation that is not known yet: it is kept outside until the shop's answer names it.
  requested: `
    approve x  reject x  undo x  escalate requested  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually requested  moved-by-shop -  asked requested  proposed offered  no-answer -
    choose-slot x  more-slots x  dismiss x  cancel requested  confirm-cancel x  rate x
    confirmed scheduled  slot-taken offered  declined offered  unavailable offered  unknown requested  alert requested
    offer -  expired -  cancel-confirmed -  cancel-refused -
    cancelled-by-shop -  status-checked-in -  status-in-progress -  status-completed -  status-no-show -`,
  // It was asked by mail and may take hours: a cancellation is done at once, as nothing is booked yet.
  'requested, shop to answer': `
    approve x  reject x  undo x  escalate requested  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually manual  moved-by-shop -  asked -  proposed offered  no-answer offered
    choose-slot x  more-slots x  dismiss x  cancel cancelled  confirm-cancel x  rate x
    confirmed scheduled  slot-taken offered  declined offered  unavailable offered  unknown -  alert requested
    offer -  expired -  cancel-confirmed -  cancel-refused -
    cancelled-by-shop -  status-checked-in -  status-in-progress -  status-completed -  status-no-show -`,
  'awaiting-approval': `
    reschedule x  moved -  move-failed -  released -  release-refused -
    approve requested  reject offered  undo x  escalate awaiting-approval  snooze x
    approval-timeout offered  slot-gone offered  reminded -  undo-over -
    book-manually x  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot x  more-slots x  dismiss x  cancel cancelled  confirm-cancel x  rate x
    alert awaiting-approval
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -  cancel-refused -
    cancelled-by-shop -  status-checked-in -  status-in-progress -  status-completed -  status-no-show -`,
  scheduled: `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule moving  moved -  move-failed -  released -  release-refused -
    book-manually scheduled  moved-by-shop scheduled  asked -  proposed -  no-answer -
    choose-slot x  more-slots scheduled  dismiss x  cancel scheduled  confirm-cancel x  rate x
    status-checked-in scheduled  status-in-progress in-progress  status-completed completed  status-no-show no-show
    cancelled-by-shop cancelled  alert scheduled
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -  cancel-refused -`,
  // Pitcrew chose it by itself a minute ago.
  'scheduled, can be undone': `
    approve x  reject x  undo scheduled  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over scheduled
    reschedule moving  moved -  move-failed -  released -  release-refused -
    book-manually scheduled  moved-by-shop scheduled  asked -  proposed -  no-answer -
    choose-slot x  more-slots scheduled  dismiss x  cancel scheduled  confirm-cancel x  rate x
    status-checked-in scheduled  status-in-progress in-progress  status-completed completed  status-no-show no-show
    cancelled-by-shop cancelled  alert scheduled
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -  cancel-refused -`,
  'scheduled, fee shown': `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule moving  moved -  move-failed -  released -  release-refused -
    book-manually scheduled  moved-by-shop scheduled  asked -  proposed -  no-answer -
    choose-slot x  more-slots scheduled  dismiss x  cancel -  confirm-cancel scheduled  rate x
    status-checked-in scheduled  status-in-progress in-progress  status-completed completed  status-no-show no-show
    cancelled-by-shop cancelled  alert scheduled
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -  cancel-refused -`,
  // Our own cancellation is announced by the shop as well: its answer to us decides, and has the fee.
  'scheduled, shop asked to cancel': `
    approve x  reject x  undo -  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually scheduled  moved-by-shop scheduled  asked -  proposed -  no-answer -
    choose-slot x  more-slots scheduled  dismiss x  cancel -  confirm-cancel -  rate x
    cancel-confirmed cancelled  cancel-refused scheduled  cancelled-by-shop -  alert scheduled
    status-checked-in scheduled  status-in-progress in-progress  status-completed completed  status-no-show no-show
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -`,
  // The appointment stands until the new time is sure; the shop's word about it ends the move.
  moving: `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved scheduled  move-failed scheduled  released -  release-refused -
    book-manually x  moved-by-shop moving  asked -  proposed -  no-answer -
    choose-slot -  more-slots x  dismiss x  cancel moving  confirm-cancel x  rate x
    status-checked-in moving  status-in-progress in-progress  status-completed completed  status-no-show no-show
    cancelled-by-shop cancelled  alert moving  unknown -
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  cancel-confirmed -  cancel-refused -`,
  // A shop that takes hours for its yes: a cancellation is not kept waiting for it.
  'moving, shop to answer': `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved scheduled  move-failed scheduled  released -  release-refused -
    book-manually x  moved-by-shop moving  asked -  proposed -  no-answer -
    choose-slot -  more-slots x  dismiss x  cancel scheduled  confirm-cancel x  rate x
    status-checked-in moving  status-in-progress in-progress  status-completed completed  status-no-show no-show
    cancelled-by-shop cancelled  alert moving  unknown -
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  cancel-confirmed -  cancel-refused -`,
  // The case is at its new appointment, FCAC-2: what the old shop says is old news.
  'scheduled, old one to be released': `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule moving  moved -  move-failed -  released scheduled  release-refused scheduled
    book-manually scheduled  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot -  more-slots scheduled  dismiss x  cancel scheduled  confirm-cancel x  rate x
    status-checked-in -  status-in-progress -  status-completed -  status-no-show -
    cancelled-by-shop -  alert scheduled
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -  cancel-refused -`,
  'in-progress': `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually x  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot x  more-slots x  dismiss x  cancel x  confirm-cancel x  rate x
    status-completed completed  cancelled-by-shop cancelled  status-no-show no-show  alert in-progress
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -  cancel-refused -
    status-checked-in -  status-in-progress -`,
  completed: `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually x  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot x  more-slots x  dismiss x  cancel x  confirm-cancel x  rate completed
    cancelled-by-shop cancelled  status-completed completed
    alert -  offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -
    cancel-refused -  status-checked-in -  status-in-progress -  status-no-show -`,
  // The same appointment again is no news; it can be rated from its start on, which was at 600 minutes.
  manual: `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually -  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot x  more-slots offered  dismiss x  cancel cancelled  confirm-cancel x  rate manual
    alert -  offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -
    cancel-refused -  cancelled-by-shop -  status-checked-in -  status-in-progress -  status-completed -  status-no-show -`,
  cancelled: `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually manual  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot x  more-slots offered  dismiss x  cancel x  confirm-cancel x  rate x
    alert -  offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -
    cancel-refused -  cancelled-by-shop -  status-checked-in -  status-in-progress -  status-completed -  status-no-show -`,
  'no-show': `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually manual  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot x  more-slots offered  dismiss x  cancel x  confirm-cancel x  rate x
    status-in-progress in-progress  status-completed completed
    alert -  offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -
    cancel-refused -  cancelled-by-shop -  status-checked-in -  status-no-show -`,
  dismissed: `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually x  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot x  more-slots x  dismiss x  cancel x  confirm-cancel x  rate x
    alert -  offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -
    cancel-refused -  cancelled-by-shop -  status-checked-in -  status-in-progress -  status-completed -  status-no-show -`,
  expired: `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually manual  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot x  more-slots offered  dismiss x  cancel x  confirm-cancel x  rate x
    alert offered
    offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -
    cancel-refused -  cancelled-by-shop -  status-checked-in -  status-in-progress -  status-completed -  status-no-show -`,
  failed: `
    approve x  reject x  undo x  escalate x  snooze x  approval-timeout -  slot-gone -  reminded -  undo-over -
    reschedule x  moved -  move-failed -  released -  release-refused -
    book-manually manual  moved-by-shop -  asked -  proposed -  no-answer -
    choose-slot x  more-slots offered  dismiss x  cancel x  confirm-cancel x  rate x
    alert -  offer -  expired -  confirmed -  slot-taken -  declined -  unavailable -  unknown -  cancel-confirmed -
    cancel-refused -  cancelled-by-shop -  status-checked-in -  status-in-progress -  status-completed -  status-no-show -`,
};

const rows = Object.entries(MATRIX).map(([situation, row]) => {
  const words = row.trim().split(/\s+/);
  const pairs = words.flatMap((name, i) => (i % 2 === 0 ? [[name, words[i + 1]] as const] : []));
  return [situation as Situation, Object.fromEntries(pairs) as Record<EventType, string>] as const;
});
const cells = rows.flatMap(([situation, row]) =>
  Object.entries(row).map(([event, end]) => [situation, event as EventType, end] as const),
);

describe('Every situation and every event', () => {
  test('is written down', () => {
    for (const [situation, row] of rows) {
      expect([situation, Object.keys(row).sort()]).toEqual([situation, Object.keys(EVENTS).sort()]);
    }
    expect(cells).toHaveLength(19 * 40);
  });

  test.each(cells)('%s, %s: %s', (situation, type, end) => {
    const booking = SITUATIONS[situation]();
    // Everything is tried after the offer's end, but within ten minutes of a shown fee.
    const now =
      type === 'confirm-cancel' || type === 'undo'
        ? new Date(Date.parse(booking.updatedAt) + 60_000).toISOString()
        : after(1440);
    const again = type === 'cancel' && situation === 'scheduled, fee shown' ? after(8) : now;
    const event = EVENTS[type]();
    // Our own claims found the slot taken, so that no shop was asked.
    const { attempt: _, ...unasked } = event as { attempt?: number } & DomainEvent;
    const step = transition(booking, situation === 'offered' ? (unasked as DomainEvent) : event, again);
    const got = step.kind === 'moved' ? step.booking.phase.state : step.kind === 'absorbed' ? '-' : 'x';
    expect(got).toBe(end);
  });
});
