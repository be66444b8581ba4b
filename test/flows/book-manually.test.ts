import { DANA, MONDAY, shopsInARow, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { sentWith, until } from '../support/waiting.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    env: { PROVIDER_TIMEOUT_MS: '900' },
    shops: shopsInARow(4, { cancelFee: { amount: 45, currency: 'USD', beforeHours: 24 } }),
  });
});
afterEach(() => world.close());

/** Tuesday at 10:00 in Chicago. */
const TUESDAY = '2031-01-07T16:00:00.000Z';
const seconds = (instant: string): string => String(Date.parse(instant) / 1000);

const openForm = async (bookingId: string) => {
  expect(await world.click(DANA, bookingId, 'book-manually')).toBe(200);
  return until('the form is open', () => world.workspace.state.views(DANA.id).at(-1));
};
/** As a host's own page does it on Dana's behalf. */
async function byHost(bookingId: string, intent: object): Promise<unknown> {
  const answer = await fetch(`${world.url}/v1/bookings/${bookingId}/intents`, {
    method: 'POST',
    headers: { authorization: 'Bearer an-api-key-for-tests-only', 'content-type': 'application/json' },
    body: JSON.stringify({ memberId: DANA.id.toLowerCase(), deliveryId: `d-${sentWith()}`, ...intent }),
  });
  return answer.json();
}
const view = async (bookingId: string): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${world.url}/v1/bookings/${bookingId}`, {
    headers: { authorization: 'Bearer an-api-key-for-tests-only' },
  });
  return (await answer.json()) as Record<string, unknown>;
};
const HAL = { intent: 'book-manually', providerName: 'Hal’s Garage', start: TUESDAY, confirmation: 'H-7' };

test('no shop answers: the card names the phones, and what Dana booked by phone is recorded from it', async () => {
  await world.shops.close();
  const bookingId = await world.raise();
  await world.card(bookingId, (text) => text.includes('I booked it myself') && text.includes('tel:'));
  const { view: modal } = await openForm(bookingId);
  expect(modal).toMatchObject({ callback_id: 'book-manually' });
  expect(JSON.stringify(modal)).toContain('"initial_value":"Firestone 1"');

  const wrong = await world.workspace.submitView(DANA.id, {
    providerName: ' ',
    start: seconds('2020-01-07T16:00:00Z'),
  });
  expect(wrong.errors).toEqual({
    providerName: 'Please name the shop.',
    start: 'Please choose a time that is not over.',
  });
  const sent = await world.workspace.submitView(DANA.id, {
    providerName: 'Hal’s Garage',
    start: seconds(TUESDAY),
    confirmation: 'H-7',
  });
  expect(sent).toMatchObject({ status: 200, errors: {} });
  await world.inState(bookingId, 'manual');
  const card = await world.card(bookingId, (text) => text.includes('Booked by hand'));
  const said = JSON.stringify(card.blocks).replace(/[\u00a0\u202f]/g, ' ');
  expect(said).toMatch(/Booked by hand by Dana Reyes: Tue, Jan 7, 10:00 AM CST at Hal’s Garage, confirmation H-7\./);
  expect(said).not.toContain('tel:');
  expect(await view(bookingId)).toMatchObject({
    state: 'manual',
    appointment: { providerName: 'Hal’s Garage', start: TUESDAY, confirmation: 'H-7' },
  });
});

test('a case that is booked by hand takes a rating from its start on; a new alert opens a new case', async () => {
  const bookingId = await world.raise();
  await world.card(bookingId);
  expect(await byHost(bookingId, HAL)).toMatchObject({ outcome: 'accepted' });
  expect(await byHost(bookingId, HAL)).toMatchObject({ outcome: 'absorbed' });
  expect(await byHost(bookingId, { intent: 'rate', stars: 4 })).toMatchObject({ outcome: 'refused' });
  world.later(27 * 3_600_000);
  expect(await byHost(bookingId, { intent: 'rate', stars: 4 })).toMatchObject({ outcome: 'accepted' });
  expect(await view(bookingId)).toMatchObject({ state: 'manual', rating: { stars: 4 } });
  expect(await world.raise()).not.toBe(bookingId);
});

test('an appointment of ours is cancelled at its shop before the one by hand takes its place', async () => {
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  expect(await byHost(bookingId, HAL)).toMatchObject({ outcome: 'accepted' });
  const asks = await world.card(bookingId, (text) => text.includes('confirm-cancel'));
  expect(JSON.stringify(asks.blocks)).toMatch(/Your own appointment would replace Mon, Jan 6, .* now costs \$45\.00/);
  expect(world.shops.ledger().map(({ status }) => status)).toEqual(['CONFIRMED']);

  expect(await world.click(DANA, bookingId, 'confirm-cancel')).toBe(200);
  await world.inState(bookingId, 'manual');
  expect(world.shops.ledger().map(({ status }) => status)).toEqual(['CANCELLED']);
  expect(await view(bookingId)).toMatchObject({ cost: { amount: 4500, currency: 'USD' } });
  const { outcomes, claims } = await world.booking(bookingId);
  expect(outcomes.find(({ intent }) => intent === 'book-manually')).toMatchObject({ result: 'done' });
  expect(claims).toEqual([]);
});

test('while a shop is being asked it is kept: whatever comes out, nothing stays booked there', async () => {
  const bookingId = await world.raise();
  await world.card(bookingId);
  world.shops.setFaults('book:timeout-after=1x1,lookup:error500=1');
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.card(bookingId, (text) => text.includes('has not answered clearly'));
  expect(await byHost(bookingId, HAL)).toMatchObject({ outcome: 'accepted' });
  await world.card(bookingId, (text) => text.includes('takes its place as soon as'));
  world.shops.setFaults('');
  await world.inState(bookingId, 'manual');
  expect(world.shops.ledger().map(({ status }) => status)).toEqual(['CANCELLED']);
});
