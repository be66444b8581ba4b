import type { Booking } from '../../src/domain/booking.ts';
import { vehicleClaims } from '../../src/domain/claims.ts';
import type { DomainEvent } from '../../src/domain/events.ts';
import { transition } from '../../src/domain/transition.ts';
import {
  SITUATIONS,
  START,
  after,
  alertOf,
  cancel,
  choose,
  confirmCancel,
  confirmed,
  dana,
  minuteAfter,
  movedBy,
  offerOf,
  offered,
  omar,
  slot,
  stepOf,
  through,
  usd,
  word,
  workOrder,
} from '../support/cases.ts';

const at = (booking: Booking, event: DomainEvent, now = minuteAfter(booking)) => transition(booking, event, now);
const effectsOf = (booking: Booking, event: DomainEvent) => stepOf(booking, event).effects.map(({ kind }) => kind);
const resultOf = (booking: Booking, deliveryId: string) =>
  booking.outcomes.find((row) => row.deliveryId === deliveryId)?.result;
const messageOf = (booking: Booking, deliveryId: string) =>
  booking.outcomes.find((row) => row.deliveryId === deliveryId)?.message;
const bays = (booking: Booking) => booking.claims.filter((claim) => claim.startsWith('bay:'));
const vehicles = (booking: Booking) => booking.claims.filter((claim) => claim.startsWith('veh:'));

/** 9:00 to 10:30 on 2026-11-23 in Chicago: 18 buckets of five minutes from this one on. */
const NINE = Date.parse('2026-11-23T15:00:00Z') / 300_000;

describe('Choosing', () => {
  test('holds the bay and the vehicle for its time, asks the shop once, and shows what it will cost', () => {
    const step = stepOf(offered(), choose('s1', { seat: 1, deliveryId: 'slack:1' }));
    expect(bays(step.booking)).toEqual(Array.from({ length: 18 }, (_, i) => `bay:shop-1/1/${NINE + i}`));
    expect(vehicles(step.booking)).toEqual(Array.from({ length: 18 }, (_, i) => `veh:acme/truck-17/${NINE + i}`));
    expect(step.effects).toEqual([{ kind: 'book-at-shop', attempt: 1 }, { kind: 'sync-cards' }]);
    expect(step.booking.cost).toEqual(usd(18_900));
    expect(step.booking.workOrder).toEqual(workOrder);
    expect([step.result, resultOf(step.booking, 'slack:1')]).toEqual(['pending', 'pending']);
    expect(messageOf(step.booking, 'slack:1')).toMatch(/^Asking Shop 1 for .*9:00/);
  });

  test('a time that is offered no longer is refused, with what is', () => {
    const step = at(offered(), choose('s9'));
    expect(step).toMatchObject({
      kind: 'refused',
      say: { code: 'slot-not-offered', next: [{ slotId: 's1' }, {}, {}] },
    });
  });

  test('a time that “More times” brought can be chosen', () => {
    const booking = offered({ offer: offerOf([slot(1)], { more: [slot(5)] }) });
    expect(movedBy(booking, choose('s5')).phase).toMatchObject({ request: { slot: { slotId: 's5' } } });
  });

  test('the same choice again is absorbed, while asked and when booked; another is refused with what stands', () => {
    const requested = SITUATIONS.requested();
    expect(at(requested, choose('s1', { by: omar }))).toMatchObject({
      kind: 'absorbed',
      say: { code: 'already-asking' },
    });
    expect(at(requested, choose('s2', { by: omar }))).toMatchObject({ kind: 'refused', say: { code: 'busy-asking' } });
    const scheduled = SITUATIONS.scheduled();
    expect(at(scheduled, choose('s1', { by: omar }))).toMatchObject({
      kind: 'absorbed',
      say: { code: 'already-booked-this' },
    });
    expect(at(scheduled, choose('s2', { by: omar }))).toMatchObject({
      kind: 'refused',
      say: { code: 'already-booked', appointment: { confirmation: 'FCAC-1' } },
    });
  });

  test('every choice that goes to a shop has a number and a reference of its own, also the same slot again', () => {
    const lost: DomainEvent = { type: 'unavailable', attempt: 1, offer: offerOf([slot(1)]) };
    const again = through(offered(), choose('s1'), lost, choose('s1'));
    expect(again.phase).toMatchObject({ request: { attempt: 2, reference: 'B1-2' } });
    expect(at(again, confirmed({ attempt: 1 }))).toMatchObject({ kind: 'absorbed' });
    expect(at(again, lost)).toMatchObject({ kind: 'absorbed' });
  });

  test('a slot without a price leaves no price of an earlier one', () => {
    const { estimate: _, ...free } = slot(2);
    const paid = through(SITUATIONS.scheduled(), cancel(), {
      type: 'cancel-confirmed',
      reference: 'B1-1',
      fee: usd(3_000),
      paidBy: 'fleet',
    });
    const reopened = through(
      paid,
      { type: 'more-slots', by: dana },
      { type: 'offer', offer: offerOf([free], { madeAt: after(60) }) },
    );
    expect(paid.cost).toEqual(usd(3_000));
    expect(movedBy(reopened, choose('s2')).cost).toBeUndefined();
  });
});

describe('The shop’s answer', () => {
  test('booked: the appointment, the click’s end, a line in the thread, and statuses that came before it', () => {
    const step = stepOf(through(offered(), choose('s1', { deliveryId: 'slack:1' })), confirmed());
    expect(step.booking.phase).toMatchObject({
      state: 'scheduled',
      appointment: {
        confirmation: 'FCAC-1',
        reference: 'B1-1',
        start: '2026-11-23T15:00:00.000Z',
        end: '2026-11-23T16:30:00.000Z',
        by: dana,
      },
    });
    expect(resultOf(step.booking, 'slack:1')).toBe('done');
    expect(step.booking.notes.at(-1)?.text).toMatch(/^Booked: .* confirmation FCAC-1\.$/);
    expect(step.effects.map(({ kind }) => kind)).toEqual(['apply-parked', 'sync-cards', 'post-note', 'plan-reminders']);
    expect(step.booking.keys).toContain('appt:firestone/FCAC-1');
  });

  test('a network that counts our appointments itself gives the bay back, a derived one keeps it; the vehicle is held', () => {
    const native = through(offered(), choose('s1'), confirmed({ keepBay: false }));
    const derived = through(offered(), choose('s1'), confirmed({ keepBay: true }));
    expect([bays(native).length, vehicles(native).length]).toEqual([0, 18]);
    expect([bays(derived).length, vehicles(derived).length]).toEqual([18, 18]);
  });

  test.each<[string, DomainEvent, RegExp]>([
    [
      'taken',
      { type: 'slot-taken', attempt: 1, slotId: 's1', offer: offerOf([slot(2), slot(3)]) },
      /just taken.*Next: 1\).*Shop 2; 2\).*Shop 3/,
    ],
    [
      'declined',
      { type: 'declined', attempt: 1, reason: 'Closed.', final: false, offer: offerOf([slot(2)]) },
      /declined .*: Closed\. Next: 1\)/,
    ],
    [
      'unreachable',
      { type: 'unavailable', attempt: 1, offer: offerOf([slot(2)]) },
      /could not be reached.*\+13125550101.*Next: 1\)/,
    ],
  ])(
    '%s: the time is free again, the next ones are offered at once and end in time, the clicker is told',
    (_, event, words) => {
      const step = stepOf(through(offered(), choose('s1', { deliveryId: 'slack:1' })), event);
      expect(step.booking.phase).toEqual({ state: 'offered' });
      expect(step.booking.claims).toEqual([]);
      expect(step.booking.offer.slots.map(({ slotId }) => slotId)).toContain('s2');
      expect(step.booking.cost).toBeUndefined();
      expect(resultOf(step.booking, 'slack:1')).toBe('failed');
      expect(messageOf(step.booking, 'slack:1')).toMatch(words);
      expect(step.effects).toContainEqual({ kind: 'tell', deliveryId: 'slack:1' });
      expect(step.effects).toContainEqual({ kind: 'expire-offer', at: after(1440) });
    },
  );

  test('unreachable: the shop stands first among those to call', () => {
    const other = { providerId: slot(2).providerId, providerName: 'Shop 2', network: 'firestone', phone: '+1' };
    const event: DomainEvent = { type: 'unavailable', attempt: 1, offer: offerOf([], { fallbacks: [other] }) };
    const { offer } = movedBy(SITUATIONS.requested(), event);
    expect(offer.fallbacks.map(({ providerName }) => providerName)).toEqual(['Shop 1', 'Shop 2']);
  });

  test('a refusal that nothing cures ends the case, with reason and phone', () => {
    const booking = SITUATIONS.failed();
    expect(booking.phase).toEqual({
      state: 'failed',
      reason: 'The VIN is not valid',
      providerName: 'Shop 1',
      phone: '+13125550101',
    });
    expect(booking.claims).toEqual([]);
    expect(booking.outcomes[0]?.message).toBe(
      'Shop 1 cannot book this: The VIN is not valid. You can call the shop at +13125550101.',
    );
  });

  test('unknown: everything stays held, the card says so once, and the same attempt is confirmed later', () => {
    const requested = SITUATIONS.requested();
    const unknown = movedBy(requested, { type: 'unknown', attempt: 1 });
    expect(unknown.claims).toEqual(requested.claims);
    expect(unknown.phase).toMatchObject({
      state: 'requested',
      request: { attempt: 1, unknownSince: unknown.updatedAt },
    });
    expect(unknown.offer.fallbacks).toMatchObject([{ providerName: 'Shop 1', phone: '+13125550101' }]);
    expect(at(unknown, { type: 'unknown', attempt: 1 })).toMatchObject({ kind: 'absorbed' });
    const booked = movedBy(unknown, confirmed());
    expect(booked.phase.state).toBe('scheduled');
    expect(booked.offer.fallbacks).toEqual([]);
  });

  test('a start other than the slot’s is believed, and keeps the job’s length', () => {
    const booked = movedBy(SITUATIONS.requested(), confirmed({ start: '2026-11-23T15:15:00.000Z' }));
    expect(booked.phase).toMatchObject({
      appointment: { start: '2026-11-23T15:15:00.000Z', end: '2026-11-23T16:45:00.000Z' },
    });
  });
});

describe('A slot that our own claims show as taken', () => {
  const taken = (more: object = {}): DomainEvent => ({
    type: 'slot-taken',
    slotId: 's1',
    offer: offerOf([slot(2)], { expiresAt: after(1500) }),
    by: dana,
    deliveryId: 'slack:1',
    ...more,
  });

  test('is refused to its clicker with the next ones, which stand on the card and end in time', () => {
    const step = stepOf(offered(), taken());
    expect(step.result).toBe('refused');
    expect(step.booking.offer.slots.map(({ slotId }) => slotId)).toEqual(['s2']);
    expect(messageOf(step.booking, 'slack:1')).toMatch(/just taken.*Next: 1\)/);
    expect(step.effects).toContainEqual({ kind: 'expire-offer', at: after(1500) });
  });

  test.each(['requested', 'scheduled', 'in-progress', 'completed'] as const)(
    'is refused with what stands when the case is %s by now',
    (situation) => {
      const step = at(SITUATIONS[situation](), taken({ slotId: 's2', by: omar }));
      expect(step.kind).toBe('refused');
      expect(step.kind === 'refused' && step.say.code).toBe(
        {
          requested: 'busy-asking',
          scheduled: 'already-booked',
          'in-progress': 'in-the-shop',
          completed: 'case-closed',
        }[situation],
      );
    },
  );
});

describe('Cancelling an appointment', () => {
  const shown = () => SITUATIONS['scheduled, fee shown']();

  test('inside the fee window the fee is shown, and only the second click asks the shop', () => {
    const first = stepOf(SITUATIONS.scheduled(), cancel({ fee: usd(3_000), deliveryId: 'slack:c' }));
    expect(first.effects.map(({ kind }) => kind)).toEqual(['sync-cards']);
    expect(messageOf(first.booking, 'slack:c')).toMatch(/costs \$30\.00/);
    const second = stepOf(first.booking, confirmCancel({ deliveryId: 'slack:d' }));
    expect(second.effects).toContainEqual({ kind: 'cancel-at-shop', reference: 'B1-1' });
    expect(second.booking.claims).toEqual(first.booking.claims);
    const done = movedBy(second.booking, {
      type: 'cancel-confirmed',
      reference: 'B1-1',
      fee: usd(3_000),
      paidBy: 'host',
    });
    expect(done.phase).toMatchObject({
      state: 'cancelled',
      cancellation: { fee: usd(3_000), paidBy: 'host', by: dana },
    });
    expect([done.claims, done.cost]).toEqual([[], usd(3_000)]);
    expect([resultOf(done, 'slack:c'), resultOf(done, 'slack:d')]).toEqual(['done', 'done']);
    expect(messageOf(done, 'slack:d')).toBe('Cancelled. The shop charges $30.00.');
  });

  test('the second click counts up to ten minutes after the first', () => {
    const booking = shown();
    const tenLater = new Date(Date.parse(booking.updatedAt) + 600_000).toISOString();
    expect(at(booking, confirmCancel(), tenLater)).toMatchObject({ kind: 'moved', result: 'pending' });
  });

  test('later it is refused, the question is gone from the card, and Cancel can be pressed again', () => {
    const booking = shown();
    const asked = booking.outcomes[0]!.deliveryId;
    const late = new Date(Date.parse(booking.updatedAt) + 600_001).toISOString();
    const step = stepOf(booking, confirmCancel({ deliveryId: 'slack:late' }), late);
    expect(step).toMatchObject({ result: 'refused', say: { code: 'confirm-too-late' } });
    expect(step.booking.phase).not.toHaveProperty('cancelling');
    expect(step.effects.map(({ kind }) => kind)).toEqual(['sync-cards']);
    expect([resultOf(step.booking, 'slack:late'), resultOf(step.booking, asked)]).toEqual(['refused', 'refused']);
    expect(movedBy(step.booking, cancel({ fee: usd(3_000) })).phase).toMatchObject({
      cancelling: { stage: 'confirm-fee' },
    });
  });

  test('pressed again after ten minutes it asks anew; before, it says the same', () => {
    const booking = shown();
    expect(at(booking, cancel({ fee: usd(3_000) }))).toMatchObject({ kind: 'absorbed', say: { code: 'cancel-fee' } });
    const late = new Date(Date.parse(booking.updatedAt) + 600_001).toISOString();
    expect(at(booking, cancel({ fee: usd(3_000) }), late)).toMatchObject({ kind: 'moved', result: 'pending' });
  });

  test('without a fee, or with one of zero, the shop is asked at once', () => {
    for (const fee of [undefined, usd(0)]) {
      expect(effectsOf(SITUATIONS.scheduled(), cancel({ fee }))).toEqual(['cancel-at-shop', 'sync-cards']);
    }
  });

  test('the shop refuses: the appointment stands, and who asked reads why', () => {
    const asking = through(SITUATIONS.scheduled(), cancel({ deliveryId: 'slack:c' }));
    const step = stepOf(asking, { type: 'cancel-refused', reference: 'B1-1', reason: 'The car is on the lift.' });
    expect(step.booking.phase).toEqual({ state: 'scheduled', appointment: expect.anything() });
    expect(messageOf(step.booking, 'slack:c')).toMatch(
      /: The car is on the lift\. The appointment stands\. .*\+13125550101\.$/,
    );
    expect(step.effects).toContainEqual({ kind: 'tell', deliveryId: 'slack:c' });
  });

  test('an answer about another appointment is old news', () => {
    const asking = SITUATIONS['scheduled, shop asked to cancel']();
    expect(at(asking, { type: 'cancel-confirmed', reference: 'B1-7', paidBy: 'fleet' }).kind).toBe('absorbed');
    expect(at(asking, { type: 'cancel-refused', reference: 'B1-7', reason: 'no' }).kind).toBe('absorbed');
  });

  test.each([
    ['status-in-progress', 'failed', /can no longer be changed/],
    ['status-completed', 'failed', /finished the work/],
    ['status-no-show', 'failed', /did not arrive/],
  ] as const)('%s overtakes it: who asked reads that, and is not left waiting', (type, result, words) => {
    const asking = through(SITUATIONS.scheduled(), cancel({ deliveryId: 'slack:c' }));
    const step = stepOf(asking, word(type));
    expect(resultOf(step.booking, 'slack:c')).toBe(result);
    expect(messageOf(step.booking, 'slack:c')).toMatch(words);
    expect(step.effects).toContainEqual({ kind: 'tell', deliveryId: 'slack:c' });
  });

  test('the shop cancels while the fee is being shown: the question is answered', () => {
    const booking = through(SITUATIONS.scheduled(), cancel({ fee: usd(3_000), deliveryId: 'slack:c' }));
    const step = stepOf(booking, word('cancelled-by-shop'));
    expect(step.booking.phase).toMatchObject({ state: 'cancelled', cancellation: { by: { kind: 'provider' } } });
    expect(resultOf(step.booking, 'slack:c')).toBe('done');
  });
});

describe('Cancelling while the shop is asked', () => {
  const kept = () => through(offered(), choose('s1', { deliveryId: 'slack:1' }), cancel({ deliveryId: 'slack:c' }));

  test('is kept, once, and everything stays held until the outcome is known', () => {
    const booking = kept();
    expect(booking.phase).toMatchObject({ state: 'requested', request: { cancelWanted: { by: dana } } });
    expect(booking.claims).toHaveLength(36);
    expect(resultOf(booking, 'slack:c')).toBe('pending');
    expect(at(booking, cancel({ by: omar }))).toMatchObject({ kind: 'absorbed', say: { code: 'cancel-kept' } });
    expect(movedBy(booking, { type: 'unknown', attempt: 1 }).phase).toMatchObject({
      request: { cancelWanted: { by: dana } },
    });
  });

  test('booked: it is cancelled at the shop right away', () => {
    const step = stepOf(kept(), confirmed());
    expect(step.booking.phase).toMatchObject({ state: 'scheduled', cancelling: { stage: 'asking', by: dana } });
    expect(step.effects).toContainEqual({ kind: 'cancel-at-shop', reference: 'B1-1' });
    const done = movedBy(step.booking, { type: 'cancel-confirmed', reference: 'B1-1', paidBy: 'fleet' });
    expect([done.phase.state, resultOf(done, 'slack:c')]).toEqual(['cancelled', 'done']);
  });

  test.each<[string, DomainEvent]>([
    ['taken', { type: 'slot-taken', attempt: 1, slotId: 's1', offer: offerOf([slot(2)]) }],
    ['declined', { type: 'declined', attempt: 1, reason: 'Closed', final: false, offer: offerOf([slot(2)]) }],
    ['declined for good', { type: 'declined', attempt: 1, reason: 'Bad VIN', final: true, offer: offerOf([]) }],
    ['unreachable', { type: 'unavailable', attempt: 1, offer: offerOf([slot(2)]) }],
  ])('%s: it is cancelled, nothing is offered', (_, event) => {
    const done = movedBy(kept(), event);
    expect(done.phase).toMatchObject({ state: 'cancelled', cancellation: { by: dana } });
    expect([done.claims, resultOf(done, 'slack:c'), resultOf(done, 'slack:1')]).toEqual([[], 'done', 'failed']);
  });
});

describe('The shop’s statuses', () => {
  const ends = (words: readonly DomainEvent[]): string => {
    let booking = SITUATIONS.scheduled();
    for (const event of words) {
      const step = transition(booking, event, after(3000));
      if (step.kind === 'moved') booking = step.booking;
    }
    return booking.phase.state;
  };
  const [arrived, begun, done] = [
    word('status-checked-in', 1430),
    word('status-in-progress', 1440),
    word('status-completed', 1530, { invoice: usd(20_000) }),
  ] as const;

  test.each([
    [[arrived, begun, done]],
    [[done, begun, arrived]],
    [[begun, done, arrived]],
    [[done, arrived, begun]],
    [[arrived, arrived, begun, begun, done, done]],
    [[done]],
  ])('end in completed in whatever order they come, and however often', (words) => {
    expect(ends(words)).toBe('completed');
  });

  test('a no-show is revived by a later word of the shop alone, in either order of coming', () => {
    const [missed, earlier, later] = [
      word('status-no-show', 1500),
      word('status-in-progress', 1499),
      word('status-in-progress', 1501),
    ];
    expect(ends([missed, earlier])).toBe('no-show');
    expect(ends([earlier, missed])).toBe('no-show');
    expect(ends([missed, later])).toBe('in-progress');
    expect(ends([later, missed])).toBe('in-progress');
    expect(ends([missed, word('status-in-progress', 1500)])).toBe('no-show');
    expect(ends([missed, word('status-completed', 1600)])).toBe('completed');
    expect(ends([word('status-completed', 1600), missed])).toBe('completed');
  });

  test('a revived no-show holds the vehicle again, unless it is held elsewhere by then', () => {
    const missed = movedBy(SITUATIONS.scheduled(), word('status-no-show', 1445));
    expect(missed.claims).toEqual([]);
    const held = SITUATIONS.scheduled().claims.filter((claim) => claim.startsWith('veh:'));
    expect(movedBy(missed, word('status-in-progress', 1450)).claims).toEqual(held);
    expect(movedBy(missed, word('status-in-progress', 1450, { holds: false })).claims).toEqual([]);
    expect(movedBy(missed, word('status-completed', 1450)).claims).toEqual([]);
  });

  test('come too late from a shop that was told of the cancellation and cannot refuse it', () => {
    const asking = movedBy(SITUATIONS.scheduled(), cancel());
    if (asking.phase.state !== 'scheduled' || !asking.phase.cancelling) throw new Error('It is not being cancelled.');
    const { phase } = asking;
    const told: Booking = {
      ...asking,
      phase: { ...phase, cancelling: { ...asking.phase.cancelling, toldAt: after(3) } },
    };
    for (const said of [word('status-in-progress', 1440), word('status-completed', 1530)]) {
      expect(at(told, said)).toMatchObject({ kind: 'absorbed' });
      expect(at(asking, said)).toMatchObject({ kind: 'moved' });
    }
  });

  test('for another confirmation, or of another network, change nothing', () => {
    for (const type of [
      'status-checked-in',
      'status-in-progress',
      'status-completed',
      'status-no-show',
      'cancelled-by-shop',
    ] as const) {
      expect(at(SITUATIONS.scheduled(), word(type, 1500, { confirmation: 'FCAC-2' })).kind).toBe('absorbed');
      expect(at(SITUATIONS.scheduled(), { ...word(type), network: 'pepboys' } as DomainEvent).kind).toBe('absorbed');
    }
  });

  test('each is told in the thread as it happens; the invoice becomes the cost', () => {
    const booking = through(SITUATIONS.scheduled(), arrived, begun, done);
    expect(booking.notes.map(({ text }) => text).slice(1)).toEqual([
      'The vehicle has arrived at Shop 1.',
      'Shop 1 has started the work.',
      'Shop 1 has finished the work. The invoice is $200.00.',
    ]);
    expect(booking.cost).toEqual(usd(20_000));
    expect(movedBy(booking, word('status-completed', 1600, { invoice: usd(19_000) })).cost).toEqual(usd(19_000));
    expect(at(booking, word('status-completed', 1529, { invoice: usd(19_000) })).kind).toBe('absorbed');
    expect(at(booking, done).kind).toBe('absorbed');
  });

  test('the shop cancels: the manager is told, nothing is held, and “More times” opens it again', () => {
    const step = stepOf(SITUATIONS.scheduled(), word('cancelled-by-shop'));
    expect(step.booking.claims).toEqual([]);
    expect(step.booking.notes.at(-1)?.text).toMatch(/^Shop 1 cancelled the appointment .*More times.*\+13125550101\.$/);
    expect(step.booking.history.at(-1)).toMatchObject({
      actor: { kind: 'provider', id: 'firestone' },
      intent: 'cancelled-by-shop',
      from: 'scheduled',
      to: 'cancelled',
    });
    const reopened = stepOf(step.booking, { type: 'more-slots', by: dana, deliveryId: 'slack:m' });
    expect(reopened.effects).toContainEqual({ kind: 'make-offer', why: 're-offer', deliveryId: 'slack:m' });
  });
});

describe('The shop moves it', () => {
  // Tuesday 13:30 in Chicago instead of Monday 9:00; the slot is 90 minutes long.
  const TUESDAY = '2026-11-24T19:30:00.000Z';
  const moveTo = (start: string, minutes = 60, more: object = {}): DomainEvent =>
    ({ ...word('moved-by-shop', minutes), start, holds: true, ...more }) as DomainEvent;
  const told = (booking: Booking) => booking.notes.at(-1)?.text;

  test('the appointment follows, keeps its length, holds the vehicle for the new time, and the manager reads both', () => {
    const { booking } = stepOf(SITUATIONS.scheduled(), moveTo(TUESDAY));
    expect(booking.phase).toMatchObject({
      state: 'scheduled',
      appointment: { start: TUESDAY, end: '2026-11-24T21:00:00.000Z', confirmation: 'FCAC-1' },
    });
    expect(booking.claims).toEqual(
      vehicleClaims(booking.fleetId, booking.vehicleId, TUESDAY, '2026-11-24T21:00:00.000Z'),
    );
    expect(told(booking)).toMatch(
      /^Shop 1 moved the appointment from Mon, Nov 23, 9:00.*10:30.* to Tue, Nov 24, 1:30.*3:00.*\+13125550101\.$/,
    );
    expect(booking.version).toBe(SITUATIONS.scheduled().version + 1);
    expect(booking.history.at(-1)).toMatchObject({
      actor: { kind: 'provider', id: 'firestone' },
      intent: 'moved-by-shop',
    });
  });

  test('the time that it has already, an older word, and a word about another appointment change nothing', () => {
    const booking = movedBy(SITUATIONS.scheduled(), moveTo(TUESDAY, 60));
    expect(transition(booking, moveTo(TUESDAY, 61), after(62)).kind).toBe('absorbed');
    expect(transition(booking, moveTo(slot(1).start, 59), after(62)).kind).toBe('absorbed');
    expect(transition(booking, moveTo(slot(1).start, 61, { confirmation: 'FCAC-9' }), after(62)).kind).toBe('absorbed');
    expect(transition(booking, moveTo(slot(1).start, 61), after(62)).kind).toBe('moved');
  });

  test('to a time at which the vehicle is held elsewhere it follows without holding it twice', () => {
    expect(movedBy(SITUATIONS.scheduled(), moveTo(TUESDAY, 60, { holds: false })).claims).toEqual([]);
  });

  test('a cancellation under way goes on', () => {
    const booking = movedBy(SITUATIONS['scheduled, shop asked to cancel'](), moveTo(TUESDAY));
    expect(booking.phase).toMatchObject({ state: 'scheduled', cancelling: { stage: 'asking' } });
  });
});

describe('Rating', () => {
  const rate = (stars: number, comment?: string): DomainEvent => ({ type: 'rate', stars, comment, by: dana });

  test('once, and edited as often as people like', () => {
    const rated = movedBy(SITUATIONS.completed(), rate(4));
    expect(rated.rating).toMatchObject({ stars: 4, by: dana });
    const words = movedBy(rated, rate(4, 'Quick and friendly'));
    expect(words.rating).toMatchObject({ stars: 4, comment: 'Quick and friendly' });
    expect(movedBy(words, rate(5)).rating).toMatchObject({ stars: 5, comment: 'Quick and friendly' });
    expect(at(words, rate(4, 'Quick and friendly')).kind).toBe('absorbed');
    expect(at(words, rate(4)).kind).toBe('absorbed');
  });

  test.each(['offered', 'scheduled', 'in-progress', 'cancelled'] as const)('not while it is %s', (situation) => {
    expect(at(SITUATIONS[situation](), rate(5))).toMatchObject({ kind: 'refused', say: { code: 'not-yet-completed' } });
  });
});

describe('Alerts and offers', () => {
  const another = (severity: 'info' | 'warning' | 'critical'): DomainEvent => ({
    type: 'alert',
    alert: alertOf('a-2', { severity, location: { lat: 42, lon: -88 } }),
  });

  test('a worse alert ranks the offer again, another only joins, the same one changes nothing', () => {
    expect(effectsOf(offered(), another('critical'))).toEqual(['make-offer', 'sync-cards']);
    expect(effectsOf(offered(), another('warning'))).toEqual(['sync-cards']);
    const joined = movedBy(offered(), another('critical'));
    expect([joined.severity, joined.alerts.length, joined.location]).toEqual(['critical', 2, { lat: 42, lon: -88 }]);
    expect(joined.keys).toContain('alert:acme/a-2');
    expect(movedBy(offered(), another('info')).severity).toBe('warning');
    expect(at(joined, another('critical')).kind).toBe('absorbed');
  });

  test('an offer ends when its own time is over, not at the end of an earlier one', () => {
    const renewed = movedBy(offered(), {
      type: 'offer',
      offer: offerOf([slot(2)], { madeAt: after(60), expiresAt: after(1500) }),
    });
    expect(at(renewed, { type: 'expired' }, after(1440)).kind).toBe('absorbed');
    expect(movedBy(renewed, { type: 'expired' }, after(1500)).phase).toEqual({ state: 'expired' });
  });

  test('what shops said before the present offer was made comes too late', () => {
    const renewed = movedBy(offered(), { type: 'offer', offer: offerOf([slot(2)], { madeAt: after(60) }) });
    expect(at(renewed, { type: 'offer', offer: offerOf([slot(1)], { madeAt: after(59) }) }).kind).toBe('absorbed');
  });

  test.each<[string, () => Booking, DomainEvent]>([
    ['“More times” after the end', SITUATIONS.expired, { type: 'more-slots', by: dana }],
    ['“More times” after a cancellation', SITUATIONS.cancelled, { type: 'more-slots', by: dana }],
    ['an alert after the end', SITUATIONS.expired, another('warning')],
  ])('%s: nothing of the old offer can be clicked while the new one is made', (_, situation, event) => {
    const reopened = movedBy(situation(), event);
    expect(reopened.phase.state).toBe('offered');
    expect(reopened.offer).toMatchObject({
      slots: [],
      more: [],
      reason: 'Nearby shops are being asked for free times.',
    });
    expect(at(reopened, choose('s1')).kind).toBe('refused');
  });
});

describe('What is recorded', () => {
  test('every step is one row of the history with its version, and every version is one step', () => {
    const booking = through(
      offered(),
      choose('s1'),
      { type: 'unknown', attempt: 1 },
      confirmed(),
      word('status-in-progress'),
      word('status-completed', 1600),
      { type: 'rate', stars: 5, by: omar },
    );
    expect(
      booking.history.map(
        ({ intent, from, to, version, actor }) => `${version} ${actor.id}: ${intent} ${from} > ${to}`,
      ),
    ).toEqual([
      '1 acme: alert null > offered',
      '2 dana: choose-slot offered > requested',
      '3 firestone: unknown requested > requested',
      '4 firestone: confirmed requested > scheduled',
      '5 firestone: status-in-progress scheduled > in-progress',
      '6 firestone: status-completed in-progress > completed',
      '7 omar: rate completed > completed',
    ]);
    expect([booking.version, booking.revision, booking.createdAt]).toEqual([7, 7, START]);
  });

  test('the open case is owned while it is open, appointments for ever', () => {
    const owns = (booking: Booking) => booking.keys.filter((key) => !key.startsWith('alert:'));
    const open = 'case:acme/truck-17/battery_12v';
    expect(owns(SITUATIONS.requested())).toEqual([open]);
    expect(owns(SITUATIONS.scheduled())).toEqual([open, 'appt:firestone/FCAC-1']);
    expect(owns(SITUATIONS.completed())).toEqual(['appt:firestone/FCAC-1']);
    expect(owns(SITUATIONS.dismissed())).toEqual([]);
    expect(owns(SITUATIONS.expired())).toEqual([open]);
  });
});
