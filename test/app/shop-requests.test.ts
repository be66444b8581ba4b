import { fail, ok } from '../../src/domain/result.ts';
import type { FollowUp } from '../../src/app/ports/network.ts';
import { createTown, openOffice, shop, type Office, type Town } from '../support/office.ts';
import { until } from '../support/waiting.ts';

let office: Office;
let town: Town;
beforeEach(() => {
  town = createTown();
});
afterEach(() => office.close());

const THREE = [shop(1), shop(2), shop(3)];

async function chosen(id = 'choose'): Promise<string> {
  const { bookingId, offer } = await office.offer();
  const slotId = offer.slots[0]?.slotId ?? '';
  await (
    await office.click(bookingId, { intent: 'choose-slot', slotId }, { id })
  ).settled;
  return bookingId;
}

test.each([
  ['by himself', 'dana', 'Cancelled.'],
  ['by somebody else, whom its chooser reads of', 'lee', 'Cancelled by Lee.'],
])('a choice that is taken back before the shop was asked never reaches the shop: %s', async (_, who, told) => {
  office = await openOffice(town);
  await office.furnish(THREE);
  await office.hire('lee', 'manager');
  const { bookingId, offer } = await office.offer();
  await office.close();
  // The jobs of this one are only kept: it dies between the clicks and the call.
  office = await openOffice(town, { works: false });
  const slotId = offer.slots[0]?.slotId ?? '';
  await (
    await office.click(bookingId, { intent: 'choose-slot', slotId }, { id: 'choose' })
  ).settled;
  await (
    await office.click(bookingId, { intent: 'cancel', reason: 'not-needed' }, { who, id: 'cancel' })
  ).settled;
  await office.close();

  office = await openOffice(town);
  const { claims } = await office.inState(bookingId, 'cancelled');
  expect([claims, town.network.calls]).toEqual([[], []]);
  expect(await office.outcome(bookingId, 'cancel')).toMatchObject({ result: 'done', message: 'Cancelled.' });
  expect(await office.outcome(bookingId, 'choose')).toMatchObject({ result: 'failed', message: told });
});

test('a shop that wants a moment again and again is given up after a minute', async () => {
  office = await openOffice(town);
  await office.furnish(THREE);
  let asked = 0;
  town.network.book = async () => {
    asked++;
    return fail({ kind: 'unavailable', why: 'rate-limited', retryAfterMs: 20 });
  };
  const bookingId = await chosen();
  await until('it was asked again', () => asked > 3 || undefined);
  expect((await office.booking(bookingId)).phase.state).toBe('requested');
  town.clock.advance(60_000);
  await office.inState(bookingId, 'offered');
  expect(await office.outcome(bookingId, 'choose')).toMatchObject({
    result: 'failed',
    message: expect.stringContaining('could not be reached'),
  });
});

describe('a shop that is asked by mail, and answers by itself', () => {
  const HOUR = 3_600_000;
  let said: FollowUp[];
  beforeEach(async () => {
    said = [];
    delete town.network.lookup;
    town.network.followUp = async (message) => {
      said.push(message);
      return ok(undefined);
    };
    office = await openOffice(town);
    await office.furnish(THREE);
  });

  test('is waited for no longer than its time when nobody knows whether it has the mail', async () => {
    const answerBy = new Date(Date.now() + HOUR).toISOString();
    town.network.book = async () => fail({ kind: 'unknown', why: 'connection-cut', answerBy });
    const bookingId = await chosen();
    const card = await until('the card names its phone', async () => {
      const { offer, phase } = await office.booking(bookingId);
      return phase.state === 'requested' && phase.request.unknownSince ? offer.fallbacks[0] : undefined;
    });
    expect(card.phone).toMatch(/^\+1312555010/);
    town.clock.advance(HOUR);
    // Nothing looks at the moved clock by itself: it is the job's next look that notices.
    await office.app.jobs.awaitAnswer((await office.booking(bookingId)).bookingId, 1, { attempt: 1 } as never);
    const { history, claims } = await office.inState(bookingId, 'offered');
    expect([history.at(-1)?.intent, claims]).toEqual(['no-answer', []]);
    await until('it is told that it need not answer', () => said.find(({ about }) => about === 'withdrawn'));
  });

  test('cannot start what it was told is cancelled, and can while the mail has surely not gone out', async () => {
    const bookingId = await chosen();
    await office.inState(bookingId, 'scheduled');
    const [{ confirmation = '' } = {}] = [...town.network.ledger.values()];
    town.network.next.cancel.push('unknown');
    await (
      await office.click(bookingId, { intent: 'cancel', reason: 'not-needed' }, { id: 'cancel' })
    ).settled;
    await until('it was asked', () => town.network.calls.some((call) => call.startsWith('cancel')) || undefined);
    expect(await office.status(confirmation, 'in-progress')).toMatchObject({ outcome: 'absorbed' });
    await office.inState(bookingId, 'cancelled');

    const other = await chosen('again');
    await office.inState(other, 'scheduled');
    town.network.next.cancel.push(...Array<'unavailable'>(50).fill('unavailable'));
    await (
      await office.click(other, { intent: 'cancel', reason: 'not-needed' }, { id: 'other' })
    ).settled;
    const calls = () => town.network.calls.filter((call) => call.startsWith('cancel')).length;
    const before = calls();
    await until('it was tried', () => calls() > before || undefined);
    const reference = `${other}-1`;
    const { confirmation: second = '' } = town.network.ledger.get(reference) ?? {};
    await until('nobody was told', async () => {
      const { phase } = await office.booking(other);
      return phase.state === 'scheduled' && phase.cancelling?.toldAt === undefined ? true : undefined;
    });
    expect(await office.status(second, 'in-progress')).toMatchObject({ outcome: 'accepted' });
    await office.inState(other, 'in-progress');
  });
});
