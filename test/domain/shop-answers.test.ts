import type { Booking } from '../../src/domain/booking.ts';
import { transition } from '../../src/domain/transition.ts';
import { after, asked, cancel, choose, confirmed, offerOf, offered, slot, stepOf, through } from '../support/cases.ts';

const requested = (): Booking => through(offered(), choose('s1', { deliveryId: 'slack:click' }));
const waiting = (): Booking => through(requested(), asked());
const withdrawal = {
  kind: 'tell-shop',
  about: 'withdrawn',
  network: 'firestone',
  networkRef: '023841',
  reference: 'B1-1',
  start: '2026-11-23T15:00:00.000Z',
  end: '2026-11-23T16:30:00.000Z',
};
const outcomeOf = (booking: Booking, deliveryId: string) =>
  booking.outcomes.find((row) => row.deliveryId === deliveryId)?.result;

describe('A shop that answers by itself', () => {
  test('is waited for until its time is over, with its phone on the card; the claims stand', () => {
    const { booking, effects } = stepOf(requested(), asked());
    expect(booking.phase).toMatchObject({ state: 'requested', request: { answerBy: after(240) } });
    expect(effects).toContainEqual({ kind: 'await-answer', attempt: 1, at: after(240) });
    expect(booking.offer.fallbacks).toMatchObject([{ providerId: 'shop-1', phone: '+13125550101' }]);
    expect(booking.claims).toEqual(requested().claims);
    expect(outcomeOf(booking, 'slack:click')).toBe('pending');
    expect(booking.history.at(-1)).toMatchObject({ intent: 'asked', from: 'requested', to: 'requested' });
  });

  test('is asked once: the word that it was asked comes too late after its answer', () => {
    expect(transition(waiting(), asked(), after(5)).kind).toBe('absorbed');
    const booked = through(requested(), confirmed());
    expect(transition(booked, asked(), after(5)).kind).toBe('absorbed');
  });

  test('says yes: booked, and it is told so if it wants to hear', () => {
    const { booking, effects } = stepOf(waiting(), confirmed({ followUp: true, keepBay: true }));
    expect(booking.phase.state).toBe('scheduled');
    expect(booking.claims).toEqual(waiting().claims);
    expect(effects).toContainEqual({ ...withdrawal, about: 'accepted' });
    expect(outcomeOf(booking, 'slack:click')).toBe('done');
  });

  test('proposes another time: that one comes first, two others behind it, and nothing is held', () => {
    const proposed = slot(5, { proposed: true });
    const offer = offerOf([slot(2), slot(3), slot(4)]);
    const { booking, effects } = stepOf(waiting(), { type: 'proposed', attempt: 1, proposed, offer });
    expect(booking.phase).toEqual({ state: 'offered' });
    expect(booking.offer.slots.map(({ slotId }) => slotId)).toEqual(['s5', 's2', 's3']);
    expect([booking.claims, booking.cost]).toEqual([[], undefined]);
    expect(effects).toContainEqual({ kind: 'tell', deliveryId: 'slack:click' });
    expect(effects.some(({ kind }) => kind === 'tell-shop')).toBe(false);
    expect(booking.notes.at(-1)?.text).toMatch(/^Shop 1 cannot take .+ and proposes .+Choose that time/);
  });

  test('is silent: its request is withdrawn when its time is over, not a moment before', () => {
    const event = { type: 'no-answer', attempt: 1, offer: offerOf([slot(2)]) } as const;
    expect(transition(waiting(), event, after(239)).kind).toBe('absorbed');
    const { booking, effects } = stepOf(waiting(), event, after(240));
    expect(booking.phase).toEqual({ state: 'offered' });
    expect(booking.claims).toEqual([]);
    expect(effects).toContainEqual(withdrawal);
    expect(booking.offer.fallbacks).toMatchObject([{ providerId: 'shop-1' }]);
    expect(outcomeOf(booking, 'slack:click')).toBe('failed');
  });

  test('is cancelled at once while it is waited for, since nothing is booked', () => {
    const { booking, effects } = stepOf(waiting(), cancel({ deliveryId: 'slack:cancel' }));
    expect(booking.phase).toMatchObject({ state: 'cancelled', cancellation: { reason: 'not-needed' } });
    expect(booking.claims).toEqual([]);
    expect(effects).toContainEqual(withdrawal);
    expect([outcomeOf(booking, 'slack:cancel'), outcomeOf(booking, 'slack:click')]).toEqual(['done', 'failed']);
  });

  test('is taken back as soon as it is known to have been asked, if that was wished for before', () => {
    const wished = through(requested(), cancel({ deliveryId: 'slack:cancel' }));
    expect(wished.phase.state).toBe('requested');
    const { booking, effects } = stepOf(wished, asked());
    expect(booking.phase.state).toBe('cancelled');
    expect(effects).toContainEqual(withdrawal);
    expect(outcomeOf(booking, 'slack:cancel')).toBe('done');
  });

  test('may have the request or not: it is waited for no longer than if it had it for certain', () => {
    const { booking, effects } = stepOf(requested(), { type: 'unknown', attempt: 1, answerBy: after(240) });
    expect(booking.phase).toMatchObject({ state: 'requested', request: { unknownSince: after(2) } });
    expect(effects).toContainEqual({ kind: 'await-answer', attempt: 1, at: after(240) });
    const event = { type: 'no-answer', attempt: 1, offer: offerOf([slot(2)]) } as const;
    expect(transition(booking, event, after(239)).kind).toBe('absorbed');
    const over = stepOf(booking, event, after(240));
    expect(over.booking.phase).toEqual({ state: 'offered' });
    expect(over.effects).toContainEqual(withdrawal);
    // It got it after all, and has its whole time from then on.
    const known = through(booking, asked({ answerBy: after(300) }));
    expect(transition(known, event, after(240)).kind).toBe('absorbed');
    const taken = stepOf(booking, cancel({ deliveryId: 'slack:cancel' }));
    expect(taken.booking.phase.state).toBe('cancelled');
    expect(taken.effects).toContainEqual(withdrawal);
  });

  test('answers an earlier request: that is old news', () => {
    const again = through(waiting(), {
      type: 'declined',
      attempt: 1,
      reason: '',
      final: false,
      offer: offerOf([slot(2)]),
    });
    const second = through(again, choose('s2'), asked({ attempt: 2 }));
    for (const event of [
      confirmed(),
      { type: 'proposed', attempt: 1, proposed: slot(5), offer: offerOf([]) },
      { type: 'no-answer', attempt: 1, offer: offerOf([]) },
    ] as const)
      expect(transition(second, event, after(2000)).kind).toBe('absorbed');
  });
});
