import { DANA, MONDAY, shopsInARow, startWorld } from '../support/world.ts';
import type { World, WorldOptions } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';

const MINUTE = 60_000;
let world: World;
afterEach(() => world.close());

const start = async (options: Partial<WorldOptions> = {}): Promise<void> => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY, vehicles: ['van-1', 'van-2', 'van-3'], ...options });
};
const offerOf = async (vehicle: string) => {
  const bookingId = await world.raise(vehicle);
  await world.card(bookingId, (text) => text.includes('choose-slot:1') || text.includes('Book by hand'));
  const { offer, version } = await world.booking(bookingId);
  return { bookingId, version, ...offer };
};
const secondsSince = (from: string, at: string): number => (Date.parse(at) - Date.parse(from)) / 1000;

test('what is younger than its limit is offered as it is, what is older is asked again', async () => {
  await start();
  const first = await offerOf('van-1');
  const asked = world.shops.stats.requests['availability'];
  world.later(5 * MINUTE);
  const second = await offerOf('van-2');
  expect(world.shops.stats.requests['availability']).toBe(asked);
  expect(second.slots.map(({ checkedAt }) => checkedAt)).toEqual(first.slots.map(({ checkedAt }) => checkedAt));
  const card = await world.card(second.bookingId);
  expect(JSON.stringify(card.blocks)).toContain('checked 5 min ago');

  world.later(11 * MINUTE);
  const third = await offerOf('van-3');
  for (const { checkedAt } of third.slots) expect(secondsSince(checkedAt, third.madeAt)).toBeLessThan(60);
});

test('a silent shop’s times are offered with their age for two hours, then not at all', async () => {
  await start({ env: { LIVE_DEADLINE_MS: '300' } });
  await offerOf('van-1');
  world.shops.setFaults('availability:error500=1');
  world.later(90 * MINUTE);
  const second = await offerOf('van-2');
  expect(second.slots).toHaveLength(3);
  const card = await world.card(second.bookingId);
  expect(JSON.stringify(card.blocks)).toContain('checked 1 h 30 min ago');

  world.later(31 * MINUTE);
  const third = await offerOf('van-3');
  expect(third.slots).toEqual([]);
  expect(third.fallbacks.map(({ providerName }) => providerName)).toEqual([
    'Firestone 1',
    'Firestone 2',
    'Firestone 3',
  ]);
  const words = JSON.stringify((await world.card(third.bookingId, (text) => text.includes('Book by hand'))).blocks);
  expect(words).toContain('tel:+13125550100');
  expect(words).toContain('https://shops.example/10001');
});

test('a network that is silent when the alert comes: phone numbers at once, times by themselves when it is back', async () => {
  await start({ env: { LIVE_DEADLINE_MS: '300' } });
  world.shops.setFaults('availability:error500=1');
  const { bookingId, slots, version } = await offerOf('van-1');
  expect(slots).toEqual([]);
  world.shops.setFaults('');
  await world.card(bookingId);
  const now = await world.booking(bookingId);
  expect(now.offer.slots).toHaveLength(3);
  expect(now.version).toBe(version + 1);
});

test('a slot stolen at the shop between offer and click: the next three at once, and it is not offered again', async () => {
  await start();
  const { bookingId, slots } = await offerOf('van-1');
  world.shops.setFaults('book:stolen-slot=1x1');
  await world.click(DANA, bookingId, 'choose-slot:1');
  const words = await world.told(DANA, /./);
  expect(words).toMatch(
    new RegExp(
      `^Mon, Jan 6, .* at ${slots[0]?.providerName} was just taken by someone else\\. Next: 1\\) .+; 2\\) .+; 3\\) .+\\.$`,
    ),
  );
  const { offer, phase } = await world.booking(bookingId);
  expect(phase.state).toBe('offered');
  expect(offer.slots).toHaveLength(3);
  expect(offer.slots.map(({ slotId }) => slotId)).not.toContain(slots[0]?.slotId);
  // The shop was asked anew: its data is from after the loss.
  const again = offer.slots.find(({ providerId }) => providerId === slots[0]?.providerId);
  expect(secondsSince(again?.checkedAt ?? '', offer.madeAt)).toBeLessThan(30);

  await world.card(bookingId, (text) => offer.slots.every(({ slotId }) => text.includes(slotId)));
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  expect(world.shops.ledger().map(({ reference }) => reference)).toEqual([`${bookingId}-2`]);
});

test('a place that our own booking took is not offered to the next vehicle from what was known before', async () => {
  await start({ shops: shopsInARow(1, { bays: 1 }) });
  const first = await offerOf('van-1');
  await world.click(DANA, first.bookingId, 'choose-slot:1');
  const { phase } = await world.inState(first.bookingId, 'scheduled');
  const taken = phase.state === 'scheduled' ? phase.appointment : undefined;
  const second = await offerOf('van-2');
  expect(second.slots).toHaveLength(3);
  for (const { start: from, end: to } of second.slots)
    expect(to <= (taken?.start ?? '') || from >= (taken?.end ?? '')).toBe(true);
});

test('a vehicle is not booked twice at the same time, for two jobs of its own', async () => {
  await start();
  const battery = await offerOf('van-1');
  const brakes = await world.raise('van-1', { system: 'oil', value: undefined, unit: undefined, threshold: undefined });
  await world.card(brakes);
  const oil = (await world.booking(brakes)).offer.slots;
  expect(oil.map(({ start }) => start)).toContain(battery.slots[0]?.start);
  await world.click(DANA, battery.bookingId, 'choose-slot:1');
  await world.inState(battery.bookingId, 'scheduled');
  const clash = 1 + oil.findIndex(({ start }) => start === battery.slots[0]?.start);
  await world.click(DANA, brakes, `choose-slot:${clash}`);
  expect(await world.told(DANA, /./)).toMatch(
    /^The vehicle already has another appointment at Mon, Jan 6, .*\. Choose a different time\.$/,
  );
  expect(world.shops.ledger()).toHaveLength(1);
});
