import { startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { shopsInARow } from '../support/stage.ts';
import { tempDir } from '../support/temp.ts';
import { MONDAY } from '../support/world.ts';

let world: World;
afterEach(() => world.close());

test('a fleet’s own weights order its card, stand on it in words, and take away the reasons that do not count', async () => {
  // The nearest opens tomorrow, the next this afternoon, the farthest at noon; today is not preferred.
  const [near, middle, far] = shopsInARow(3).map((shop, i) => ({
    ...shop,
    openingHours: ['Tu-Fr 08:00-18:00', 'Mo-Fr 15:00-18:00', 'Mo-Fr 12:00-18:00'][i] ?? '24/7',
  }));
  world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    shops: [near!, middle!, far!],
    policy: { sameDayFirst: false },
    vehicles: ['truck-17', 'truck-18'],
  });
  const names = async (bookingId: string) =>
    (await world.booking(bookingId)).offer.slots.map(({ providerName }) => providerName);

  const usual = await world.raise('truck-17');
  const first = JSON.stringify((await world.card(usual)).blocks);
  expect(await names(usual)).toEqual(['Firestone 3', 'Firestone 2', 'Firestone 1']);
  expect(first).not.toContain('Ranked by');
  expect(first).toContain('earliest');

  const ranking = { distance: 10, wait: 0, rating: 1, price: 2, certification: 0 };
  await world.setPolicy({ sameDayFirst: false, ranking });
  const own = await world.raise('truck-18');
  const second = JSON.stringify((await world.card(own)).blocks);
  expect(await names(own)).toEqual(['Firestone 1', 'Firestone 2', 'Firestone 3']);
  expect(second).toContain(
    'Ranked by distance ×10, price ×2 and your ratings; waiting time and certification do not count.',
  );
  expect(second).not.toContain('earliest');
  expect(second).not.toContain('same day');
  expect(second).toContain('nearest');

  // Where it is urgent, waiting counts all the same.
  const urgent = await world.raise('truck-18', { severity: 'critical' });
  expect(urgent).toBe(own);
  await world.card(own, (text) => text.includes('price ×2, waiting time and your ratings'));
});
