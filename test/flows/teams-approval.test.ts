import { pressed } from '../support/bot-framework.ts';
import type { Wire } from '../support/bot-framework.ts';
import { DANA, LEE, ROOM, buttonsIn, chatOf, startTeamsWorld, versionOn } from '../support/teams-world.ts';
import type { TeamsWorld } from '../support/teams-world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: TeamsWorld;
afterEach(() => world.close());

const CARD = 'application/vnd.microsoft.card.adaptive';
const verbs = (card: Wire): readonly unknown[] => buttonsIn(card).map(({ verb }) => verb);

/** Dana chose the first slot in the fleet's channel; it costs more than a dollar, so that Lee has to approve it. */
async function waiting(): Promise<string> {
  world = await startTeamsWorld(tempDir(), { booking: 'approve', approveOver: { amount: 100, currency: 'USD' } });
  const bookingId = await world.raise();
  const { content } = await world.card(bookingId);
  const chosen = await world.press(DANA, content, 'choose-slot');
  expect([chosen.status, chosen.body.type]).toEqual([200, CARD]);
  // Her own view is up to date at once, and asks nothing of her that is not hers to decide.
  expect(JSON.stringify(chosen.body.value)).toContain('Waiting for Lee Okafor to approve it');
  expect(verbs(chosen.body.value)).not.toContain('approve');
  return bookingId;
}

test('an approver approves by Teams alone', async () => {
  const bookingId = await waiting();
  const own = await world.card(bookingId, chatOf(LEE), (text) => text.includes('"approve"'));
  expect(verbs(own.content)).toEqual(['approve', 'reject']);
  const shared = await world.card(bookingId, ROOM, (text) => text.includes('Waiting for Lee Okafor'));
  expect(verbs(shared.content)).not.toEqual(expect.arrayContaining(['approve']));
  expect(world.shops.ledger()).toEqual([]);

  // Teams sends what it had no answer to once more, under the same id.
  const button = buttonsIn(own.content).find(({ verb }) => verb === 'approve');
  const press = { ...pressed('approve', button?.['data'] as object), id: 'f:lee-approves' };
  const [answer, again] = await Promise.all([world.send(LEE, press, chatOf(LEE)), world.send(LEE, press, chatOf(LEE))]);
  expect([answer.status, answer.body.type]).toEqual([200, CARD]);
  expect([again.status, again.body.type]).toEqual([200, CARD]);
  expect(verbs(answer.body.value)).not.toContain('approve');
  const { phase } = await world.inState(bookingId, 'scheduled');
  expect(phase).toMatchObject({ appointment: { by: { name: 'Dana Reyes' }, approvedBy: 'Lee Okafor' } });
  expect(world.shops.ledger().map(({ status }) => status)).toEqual(['CONFIRMED']);

  const says = (text: string) => text.includes('Booked by Dana Reyes, approved by Lee Okafor.');
  await world.card(bookingId, ROOM, says);
  await world.card(bookingId, chatOf(LEE), says);
  await until('all cards show what GET shows', async () => {
    const { version } = await world.booking(bookingId);
    const shown = [await world.card(bookingId, ROOM), await world.card(bookingId, chatOf(LEE))].map(versionOn);
    return shown.every((one) => one === version) || undefined;
  });
  // One card in each place, edited in place; the steps are told in the card's thread.
  expect(world.teams.in(ROOM)).toHaveLength(1);
  expect(world.teams.in(`${ROOM};messageid=${shared.id}`).length).toBeGreaterThanOrEqual(1);
  expect(world.told(DANA)).toEqual([]);
  const { outcomes } = await world.booking(bookingId);
  expect(outcomes.map(({ intent, result }) => [intent, result])).toEqual([
    ['choose-slot', 'done'],
    ['approve', 'done'],
  ]);
});

test('an approver gets both buttons on the shared card by its refresh, and everyone else does not', async () => {
  const bookingId = await waiting();
  const { content } = await world.card(bookingId, ROOM, (text) => text.includes('Waiting for Lee Okafor'));
  const refresh = pressed('refresh', content.refresh.action.data, 'automatic');
  const before = await world.booking(bookingId);
  const forLee = await world.send(LEE, refresh);
  expect([forLee.status, forLee.body.type, verbs(forLee.body.value)]).toEqual([200, CARD, ['approve', 'reject']]);
  const forDana = await world.send(DANA, refresh);
  expect(verbs(forDana.body.value)).toEqual(['escalate', 'cancel']);
  expect((await world.booking(bookingId)).revision).toBe(before.revision);
});

test('his no frees the time, and its chooser reads his words in her own chat', async () => {
  const bookingId = await waiting();
  const own = await world.card(bookingId, chatOf(LEE), (text) => text.includes('"reject"'));
  await world.press(LEE, own.content, 'reject', { comment: 'Too dear; try the dealer.' }, chatOf(LEE));
  await world.inState(bookingId, 'offered');
  const told = await until('Dana is told', () => world.told(DANA)[0]);
  expect(told).toMatch(/was not approved by Lee Okafor: “Too dear; try the dealer\.”/);
  expect(world.shops.ledger()).toEqual([]);
});
