import { SAMPLE_CREDENTIALS, firestoneSignature } from '../../adapters/providers/firestone/sandbox/index.ts';
import { DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
});
afterEach(() => world.close());

async function booked(): Promise<{ bookingId: string; reference: string; confirmation: string }> {
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  const { phase } = await world.inState(bookingId, 'scheduled');
  const confirmation = phase.state === 'scheduled' ? phase.appointment.confirmation : '';
  return { bookingId, reference: `${bookingId}-1`, confirmation };
}

/** Posts a status as the network would, signed with this secret. */
async function post(event: object, secret: string = SAMPLE_CREDENTIALS.webhookSecret): Promise<number> {
  const body = JSON.stringify(event);
  const answer = await fetch(`${world.url}/providers/firestone/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-firestone-signature': firestoneSignature(secret, body) },
    body,
  });
  return answer.status;
}

const states = async (bookingId: string): Promise<readonly string[]> =>
  (await world.booking(bookingId)).history.map(({ to }) => to);

test('the words of a whole job in the wrong order: completed stays completed', async () => {
  const { bookingId, reference } = await booked();
  world.shops.postStatus(reference, 'READY', {
    at: '2031-01-06T18:00:00Z',
    invoice: { amount: 212.5, currency: 'USD' },
  });
  await world.inState(bookingId, 'completed');
  const before = await world.booking(bookingId);
  world.shops.postStatus(reference, 'IN_SERVICE', { at: '2031-01-06T16:00:00Z' });
  world.shops.postStatus(reference, 'CHECKED_IN', { at: '2031-01-06T15:50:00Z' });
  world.shops.postStatus(reference, 'NO_SHOW', { at: '2031-01-06T15:55:00Z' });
  await world.shops.webhooksSettled();
  await until('all are worked off', async () => (await world.pitcrew.parts.queue.counts()).running === 0 || undefined);

  const after = await world.booking(bookingId);
  expect(after.version).toBe(before.version);
  expect(after.phase).toMatchObject({ state: 'completed', invoice: { amount: 21_250, currency: 'USD' } });
  const card = await world.card(bookingId, (text) => text.includes('rate:5'));
  expect(JSON.stringify(card.blocks)).toContain('has finished the work. The invoice is $212.50.');
});

test('the same event again and again is told once', async () => {
  const { bookingId, reference, confirmation } = await booked();
  const event = { eventId: 'evt-1', confirmation, status: 'IN_SERVICE', at: '2031-01-06T15:05:00Z' };
  expect(await Promise.all([post(event), post(event), post(event)])).toEqual([200, 200, 200]);
  await world.inState(bookingId, 'in-progress');
  expect(await post(event)).toBe(200);
  // The same word under another id is no news either.
  expect(await post({ ...event, eventId: 'evt-2' })).toBe(200);
  world.shops.postStatus(reference, 'READY');
  await world.inState(bookingId, 'completed');
  expect(await states(bookingId)).toEqual(['offered', 'offered', 'requested', 'scheduled', 'in-progress', 'completed']);
  const thread = await until('the thread has it all', () => {
    const lines = world.thread(bookingId);
    return lines.length >= 3 ? lines : undefined;
  });
  expect(thread.filter((line) => line.includes('has started the work'))).toHaveLength(1);
});

test('a status that comes before its confirmation is known is kept, and applied once it is', async () => {
  const bookingId = await world.raise();
  await world.card(bookingId);
  world.shops.setFaults('book:drop-after=1x1,lookup:error500=1');
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.card(bookingId, (text) => text.includes('has not answered clearly'));
  const [entry] = world.shops.ledger();
  const early = { eventId: 'evt-early', confirmation: entry?.confirmation, at: '2031-01-06T15:05:00Z' };
  // The shop's own list still says CONFIRMED: nothing but the kept word can bring it on.
  expect(await post({ ...early, status: 'IN_SERVICE' })).toBe(200);
  expect((await world.booking(bookingId)).phase.state).toBe('requested');

  world.shops.setFaults('');
  await world.inState(bookingId, 'in-progress');
  expect(await states(bookingId)).toEqual(['offered', 'offered', 'requested', 'requested', 'scheduled', 'in-progress']);
});

test('a forged word is refused, one for a foreign confirmation changes nothing', async () => {
  const { bookingId, confirmation } = await booked();
  const before = await world.booking(bookingId);
  const event = { eventId: 'evt-9', confirmation, status: 'READY', at: '2031-01-06T17:00:00Z' };
  expect(await post(event, 'another-secret')).toBe(401);
  expect(await post({ ...event, confirmation: 'FCAC-00000001' })).toBe(200);
  expect(await post({ ...event, status: 'EXPLODED' })).toBe(400);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect((await world.booking(bookingId)).version).toBe(before.version);
  // The refused event was not remembered: the true one still counts.
  expect(await post({ ...event, eventId: 'evt-10' })).toBe(200);
  await world.inState(bookingId, 'completed');
});

test('the shop cancels: the manager reads it and gets a way on', async () => {
  const { bookingId, reference } = await booked();
  world.shops.postStatus(reference, 'CANCELLED');
  await world.inState(bookingId, 'cancelled');
  const card = await world.card(bookingId, (text) => text.includes('cancelled the appointment'));
  expect(JSON.stringify(card.blocks)).toMatch(
    /Firestone \d cancelled the appointment of Mon, Jan 6, .*“More times” brings new ones\./,
  );
  await world.click(DANA, bookingId, 'more-slots');
  await world.inState(bookingId, 'offered');
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  expect(world.shops.ledger().map(({ reference: own, status }) => [own, status])).toEqual([
    [reference, 'CANCELLED'],
    [`${bookingId}-2`, 'CONFIRMED'],
  ]);
});
