import { CHANNEL, DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';

let world: World;
afterEach(() => world.close());

test('“More times” brings the other times of the next days into a menu; one of them is booked', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  const bookingId = await world.raise();
  const first = await world.card(bookingId);
  const { slots } = (await world.booking(bookingId)).offer;
  expect(JSON.stringify(first.blocks)).not.toContain('choose-slot:more');

  expect(await world.click(DANA, bookingId, 'more-slots')).toBe(200);
  const card = await world.card(bookingId, (text) => text.includes('choose-slot:more'));
  expect(card.ts).toBe(first.ts);
  const { offer } = await world.booking(bookingId);
  expect(offer.more.length).toBeGreaterThanOrEqual(20);
  expect(offer.more.map(({ slotId }) => slotId)).not.toContain(slots[0]?.slotId);
  const days = new Set(offer.more.map(({ start }) => start.slice(0, 10)));
  expect(days.size).toBeGreaterThanOrEqual(13);

  const wanted = offer.more.find(({ start }) => start > '2031-01-09')!;
  const value = menuValue(card.blocks, wanted.slotId);
  const click = await world.workspace.click(DANA.id, CHANNEL, card.ts, 'choose-slot:more', { selectedOption: value });
  expect(click.status).toBe(200);
  const booked = await world.inState(bookingId, 'scheduled');
  expect(booked.phase).toMatchObject({ appointment: { start: wanted.start, providerId: wanted.providerId } });
  expect(Date.parse(world.shops.ledger()[0]?.start ?? '')).toBe(Date.parse(wanted.start));
  expect(world.whispers(DANA)).toEqual([]);
});

test('a slot of the first offer can still be chosen after “More times”', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  const bookingId = await world.raise();
  const card = await world.card(bookingId);
  const old = world.workspace.clickRequest(DANA.id, CHANNEL, card.ts, 'choose-slot:3');
  const third = (await world.booking(bookingId)).offer.slots[2];
  await world.click(DANA, bookingId, 'more-slots');
  await world.card(bookingId, (text) => text.includes('choose-slot:more'));
  // He had not seen the new card yet when he clicked.
  expect((await world.workspace.send(old)).status).toBe(200);
  const booked = await world.inState(bookingId, 'scheduled');
  expect(booked.phase).toMatchObject({ appointment: { providerId: third?.providerId, start: third?.start } });
});

/** The value of the menu's option that chooses this slot. */
function menuValue(blocks: readonly object[], slotId: string): string {
  const values = [...JSON.stringify(blocks).matchAll(/"value":"((?:[^"\\]|\\.)*)"/g)].map(
    ([, text]) => JSON.parse(`"${text}"`) as string,
  );
  const found = values.find((value) => (JSON.parse(value) as { slotId?: string }).slotId === slotId);
  if (found === undefined) throw new Error(`The menu has no option for ${slotId}.`);
  return found;
}
