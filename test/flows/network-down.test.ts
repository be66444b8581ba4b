import { DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
const TRUCKS = Array.from({ length: 12 }, (_, i) => `truck-${i + 1}`);
beforeEach(async () => {
  world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    vehicles: TRUCKS,
    env: { PROVIDER_TIMEOUT_MS: '900' },
  });
});
afterEach(() => world.close());

const requests = (): number => Object.values(world.shops.stats.requests).reduce((sum, n) => sum + n, 0);
const isDown = async (down: 0 | 1, ms?: number): Promise<unknown> =>
  until(
    `the figure says ${down}`,
    async () => {
      const figures = await (await fetch(`${world.url}/metrics`)).text();
      return figures.includes(`pitcrew_network_down{network="firestone"} ${down}`) || undefined;
    },
    ms,
  );

test('a network goes down: phone and page at once without asking it, and it books again when it is back', async () => {
  const [first, second] = [await world.raise('truck-1'), await world.raise('truck-2')];
  await world.card(first);
  await world.card(second);
  world.shops.setFaults('down=600');
  await world.click(DANA, first, 'choose-slot:1');
  await world.card(first, (text) => text.includes('has not answered clearly'));
  await isDown(1);

  // Nobody is asked, so that nothing can have happened there: told at once, with a way on.
  const before = requests();
  const { slots } = (await world.booking(second)).offer;
  await world.click(DANA, second, 'choose-slot:2');
  expect(await world.told(DANA, /could not be reached/, 2_000)).toContain('You can call the shop at +1312555');
  const page = `https://shops.example/${slots[1]?.networkRef}`;
  const card = await world.card(second, (text) => text.includes(page) && text.includes('Choose a time'));
  expect(JSON.stringify(card.blocks)).toContain('I booked it myself');
  expect(requests() - before).toBeLessThanOrEqual(1);
  // What is unknown stays so.
  expect((await world.booking(first)).phase.state).toBe('requested');

  world.shops.setFaults('');
  await isDown(0);
  await world.inState(first, 'scheduled', 35_000);
  const offered = await until('it is offered anew', async () => {
    const booking = await world.booking(second);
    return booking.offer.fallbacks.length === 0 ? booking : undefined;
  });
  const shown = [...offered.offer.slots, ...offered.offer.more].map(({ slotId }) => slotId);
  expect(shown).toContain(slots[2]?.slotId);
  await world.card(second, (text) => !text.includes('tel:'));
  await world.click(DANA, second, 'choose-slot:1');
  await world.inState(second, 'scheduled');
  expect(world.shops.ledger()).toHaveLength(2);
}, 60_000);

test('a dozen cases without a time: all are offered within 30 s of the recovery, and the network is not stormed', async () => {
  world.shops.setFaults('down=600');
  const cases = await Promise.all(TRUCKS.map((truck) => world.raise(truck)));
  for (const bookingId of cases)
    await world.card(bookingId, (text) => text.includes('tel:') && text.includes('shops.example'));
  await isDown(1);
  const quiet = requests();
  await new Promise((go) => setTimeout(go, 3_000));
  // One probe, and its token, at most.
  expect(requests() - quiet).toBeLessThanOrEqual(2);

  world.shops.setFaults('');
  const began = Date.now();
  const calls = requests();
  for (const bookingId of cases) await world.card(bookingId, undefined, 30_000);
  expect(Date.now() - began).toBeLessThan(30_000);
  // A token, the probe, and each of the four shops once or twice: not twelve times each.
  expect(requests() - calls).toBeLessThanOrEqual(12);
  await world.click(DANA, cases[0] ?? '', 'choose-slot:1');
  await world.inState(cases[0] ?? '', 'scheduled');
}, 60_000);
