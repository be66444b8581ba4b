import { MONDAY, shopsInARow, startWorld } from '../support/world.ts';
import type { Person, World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

const COUNT = 50;
const managers: Person[] = Array.from({ length: COUNT }, (_, i) => ({ id: `U02M${i}`, name: `Manager ${i}` }));
const HOURS = 'Mo-Fr 07:30-18:00';
const vehicles = managers.map((_, i) => `van-${i}`);
const TAKEN = /^Mon, Jan 6, .* at Firestone \d was just taken by someone else\. Next: 1\) .+; 2\) .+; 3\) .+\.$/;

let world: World;
afterEach(() => world.close());

/** Raises an alert for each vehicle, and waits until every offer has the same slot in front. */
async function fiftyOffers(): Promise<{ bookings: string[]; slotId: string; networkRef: string; start: string }> {
  const bookings = await Promise.all(vehicles.map((vehicle) => world.raise(vehicle)));
  await Promise.all(bookings.map((bookingId) => world.card(bookingId, undefined, 20_000)));
  const offers = await Promise.all(bookings.map(async (bookingId) => (await world.booking(bookingId)).offer.slots));
  const first = offers[0]?.[0];
  if (!first) throw new Error('The first offer has no slot.');
  expect(offers.map(([slot]) => slot?.slotId)).toEqual(offers.map(() => first.slotId));
  return { bookings, ...first };
}

/** Everyone clicks on the first slot of his card in the same moment. */
async function clickAll(bookings: readonly string[]): Promise<void> {
  const clicks = bookings.map((bookingId, i) => [managers[i]!, bookingId, 'choose-slot:1'] as const);
  expect(await world.clickAtOnce(clicks)).toEqual(bookings.map(() => 200));
}

async function judge({ bookings, slotId, networkRef, start }: Awaited<ReturnType<typeof fiftyOffers>>): Promise<void> {
  const winner = await until('one is booked and all others are told', async () => {
    const states = await Promise.all(bookings.map(async (id) => (await world.booking(id)).phase.state));
    const told = managers.filter((manager) => world.whispers(manager).length > 0).length;
    return told === COUNT - 1 && states.filter((state) => state === 'offered').length === COUNT - 1
      ? states.indexOf('scheduled')
      : undefined;
  });
  expect(winner).toBeGreaterThanOrEqual(0);
  const words = managers.map((manager) => world.whispers(manager));
  expect(words[winner]).toEqual([]);
  const losers = words.filter((_, i) => i !== winner);
  expect(losers.map((own) => own.length)).toEqual(losers.map(() => 1));
  for (const [sentence] of losers) expect(sentence).toMatch(TAKEN);

  const ledger = world.shops.ledger();
  expect(ledger.map(({ reference }) => reference)).toEqual([`${bookings[winner]}-1`]);
  expect(ledger[0]?.store).toBe(networkRef);
  expect(Date.parse(ledger[0]?.start ?? '')).toBe(Date.parse(start));
  const loser = bookings[winner === 0 ? 1 : 0]!;
  const next = (await world.booking(loser)).offer.slots;
  expect(next).toHaveLength(3);
  expect(next.map((slot) => slot.slotId)).not.toContain(slotId);
  await world.card(loser, (text) => next.every((slot) => text.includes(slot.slotId)));
}

test('50 bookings hold the same last place and are clicked at once: one is booked, 49 are told the next three', async () => {
  world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    managers,
    vehicles,
    shops: shopsInARow(4, { bays: 1, openingHours: HOURS }),
  });
  const offers = await fiftyOffers();
  await clickAll(offers.bookings);
  await judge(offers);
});

test('the same when only the shop knows that it is the last place', async () => {
  world = await startWorld({
    dataDir: tempDir(),
    startsAt: MONDAY,
    managers,
    vehicles,
    shops: shopsInARow(4, { bays: COUNT, openingHours: HOURS }),
  });
  const offers = await fiftyOffers();
  world.shops.updateShop(offers.networkRef, { bays: 1 });
  await clickAll(offers.bookings);
  await judge(offers);
  expect(world.shops.stats.requests['book']).toBe(COUNT);
});
