import { CHANNEL, DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
afterEach(() => world.close());

test('a dismissed alert says who did it; the next alert opens a case of its own', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  const first = await world.raise('truck-17', { alertId: 'a-1' });
  const offer = await world.card(first);
  const late = world.workspace.clickRequest(DANA.id, CHANNEL, offer.ts, 'choose-slot:1');
  await world.click(DANA, first, 'dismiss');
  await world.inState(first, 'dismissed');
  const card = await world.card(first, (text) => text.includes('Dismissed by Dana Reyes'));
  expect(JSON.stringify(card.blocks)).not.toContain('"button"');

  // A click on the old card that came too late is answered in words.
  expect((await world.workspace.send(late)).status).toBe(200);
  expect(await world.told(DANA, /./)).toBe('This case is dismissed, so that is no longer possible.');
  expect(world.shops.ledger()).toEqual([]);

  expect(await world.raise('truck-17', { alertId: 'a-1' })).toBe(first);
  const second = await world.raise('truck-17', { alertId: 'a-2' });
  expect(second).not.toBe(first);
  await world.card(second);
});

test('another alert of the same vehicle and system joins the open case and its card', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  const bookingId = await world.raise();
  await world.card(bookingId);
  expect(await world.raise('truck-17', { value: 64, severity: 'critical' })).toBe(bookingId);
  const card = await world.card(bookingId, (text) => text.includes('12 V battery at 64 %'));
  expect(JSON.stringify(card.blocks)).toContain('*Alerts in this case*\\n2');
  const other = await world.raise('truck-17', {
    system: 'brakes',
    value: undefined,
    unit: undefined,
    threshold: undefined,
  });
  expect(other).not.toBe(bookingId);
});

test('an offer that nobody answers ends by itself, and “More times” brings a new one', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY, policy: { offerHours: 1.5 / 3600 } });
  const bookingId = await world.raise();
  const offer = await world.card(bookingId);
  const late = world.workspace.clickRequest(DANA.id, CHANNEL, offer.ts, 'choose-slot:1');
  await world.inState(bookingId, 'expired');
  const ended = await world.card(bookingId, (text) => text.includes('the offer has ended'));
  expect(ended.ts).toBe(offer.ts);

  expect((await world.workspace.send(late)).status).toBe(200);
  expect(await world.told(DANA, /./)).toBe('This case is expired, so that is no longer possible.');

  await world.setPolicy({ offerHours: 24 });
  await world.click(DANA, bookingId, 'more-slots');
  await world.inState(bookingId, 'offered');
  await world.card(bookingId);
  expect(await world.click(DANA, bookingId, 'choose-slot:1')).toBe(200);
  await world.inState(bookingId, 'scheduled');
  await until('one card in all', () => world.cards(bookingId) === 1 || undefined);
});
