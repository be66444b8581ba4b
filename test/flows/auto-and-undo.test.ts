import { DANA, MONDAY, startWorld } from '../support/world.ts';
import type { Person, World, WorldOptions } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';

const LEE: Person = { id: 'U01LEE', name: 'Lee Okafor' };
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let world: World;
afterEach(() => world.close());

async function start(policy: WorldOptions['policy'], more: Partial<WorldOptions> = {}): Promise<string> {
  world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    approvers: [LEE],
    ...more,
    policy: { booking: 'auto', ...policy },
  });
  return world.raise();
}
const atTheShop = (): readonly string[] => world.shops.ledger().map(({ status }) => status);

test('under auto Pitcrew books the best time by itself; one click undoes it, and then it leaves the choice to people', async () => {
  const bookingId = await start({});
  const { phase, offer, history } = await world.inState(bookingId, 'scheduled');
  if (phase.state !== 'scheduled') throw new Error('It is not scheduled');
  expect(phase.appointment.providerId).toBe(offer.slots[0]?.providerId);
  expect(history.find(({ intent }) => intent === 'choose-slot')?.actor).toEqual({
    kind: 'system',
    id: 'pitcrew',
    channel: 'system',
    name: 'Pitcrew',
  });
  const card = await world.card(bookingId, (text) => text.includes('"undo"'));
  expect(JSON.stringify(card.blocks)).toMatch(
    /Booked by Pitcrew\. It can be undone until Mon, Jan 6, 8:2\d AM CST\. The shop charges \$30\.00 for that\./,
  );

  expect(await world.click(DANA, bookingId, 'undo')).toBe(200);
  await world.card(bookingId, (text) => text.includes('choose-slot:1'));
  const undone = await world.booking(bookingId);
  expect(undone.phase.state).toBe('offered');
  expect(atTheShop()).toEqual(['CANCELLED']);
  expect(undone.outcomes.find(({ intent }) => intent === 'undo')).toMatchObject({
    result: 'done',
    message:
      'Undone by Dana Reyes: the appointment is cancelled, and new times are looked for. The shop charges $30.00.',
  });
  expect(undone.history.map(({ intent }) => intent)).toEqual(
    'alert offer choose-slot confirmed undo cancel-confirmed offer'.split(' '),
  );
});

test('after its time it cannot be undone, and the card offers it no longer', async () => {
  const bookingId = await start({ autoUndoMinutes: 15 });
  const { ts } = await world.card(bookingId, (text) => text.includes('"undo"'));
  const late = world.workspace.clickRequest(DANA.id, 'C01FLEET', ts, 'undo');
  world.later(16 * MINUTE_MS);
  await world.card(bookingId, (text) => text.includes('Booked by Pitcrew') && !text.includes('"undo"'));
  await world.workspace.send(late);
  expect(await world.told(DANA, /./)).toMatch(
    /^It could be undone until Mon, Jan 6, 8:2\d AM CST\. Use Cancel instead\.$/,
  );
  expect(atTheShop()).toEqual(['CONFIRMED']);
});

test('a time that is lost at the shop is followed by the next best', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY, policy: { booking: 'auto' } });
  world.shops.setFaults('book:stolen-slot=1x1');
  const bookingId = await world.raise();
  await world.inState(bookingId, 'scheduled');
  const { history } = await world.booking(bookingId);
  expect(history.map(({ intent }) => intent)).toEqual(
    'alert offer choose-slot slot-taken choose-slot confirmed'.split(' '),
  );
});

test('above the limit it goes to an approver; what he rejects is not chosen again by itself', async () => {
  const bookingId = await start({ approveOver: { amount: 100, currency: 'USD' } });
  await world.ownCard(LEE, bookingId, (text) => text.includes('"approve"') && text.includes('Chosen by Pitcrew'));
  await world.clickOwn(LEE, bookingId, 'reject');
  await world.workspace.submitView(LEE.id, {}).catch(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    return world.workspace.submitView(LEE.id, {});
  });
  await world.card(bookingId, (text) => text.includes('choose-slot:1'));
  expect((await world.booking(bookingId)).history.filter(({ intent }) => intent === 'choose-slot')).toHaveLength(1);
  expect(atTheShop()).toEqual([]);
});

test('booked in quiet hours, it can still be undone in the morning', async () => {
  const quietHours = { from: '21:00', to: '06:30' };
  const bookingId = await start({ quietHours }, { startsAt: '2031-01-07T04:00:00.000Z' });
  const { phase } = await world.inState(bookingId, 'scheduled');
  // Half past six in Chicago and a quarter of an hour.
  expect(phase).toMatchObject({ appointment: { undoUntil: '2031-01-07T12:45:00.000Z' } });
  expect(world.cards(bookingId)).toBe(0);
  world.later(8.6 * HOUR_MS);
  await world.card(bookingId, (text) => text.includes('"undo"'));
});
