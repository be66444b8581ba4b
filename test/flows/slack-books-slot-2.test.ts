import { CHANNEL, DANA, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
afterEach(() => world.close());

test('Dana clicks the second of three slots in Slack, follows the job, and rates it', async () => {
  world = await startWorld({ dataDir: tempDir() });
  const bookingId = await world.raise('truck-17');

  const offer = await world.card(bookingId);
  const seen = JSON.stringify(offer.blocks);
  expect(seen).toContain('truck-17');
  for (const n of [1, 2, 3]) expect(seen).toContain(`choose-slot:${n}`);
  expect(seen).not.toContain('choose-slot:4');
  const { slots } = (await world.booking(bookingId)).offer;
  expect(slots.map(({ providerName }) => providerName).sort()).toEqual(['Firestone 1', 'Firestone 2', 'Firestone 3']);

  expect(await world.click(DANA, bookingId, 'choose-slot:2')).toBe(200);
  const booked = await world.inState(bookingId, 'scheduled');
  const [order] = world.shops.ledger();
  expect(world.shops.ledger()).toHaveLength(1);
  expect(order).toMatchObject({ store: slots[1]?.networkRef, status: 'CONFIRMED', reference: `${bookingId}-1` });
  const confirmed = await world.card(bookingId, (text) => text.includes(order?.confirmation ?? '?'));
  expect(confirmed.ts).toBe(offer.ts);
  const card = JSON.stringify(confirmed.blocks);
  expect(card).toContain(booked.workOrder?.po);
  expect(card).toContain('google.com/maps');

  world.shops.postStatus(`${bookingId}-1`, 'IN_SERVICE');
  await world.inState(bookingId, 'in-progress');
  world.shops.postStatus(`${bookingId}-1`, 'READY');
  await world.inState(bookingId, 'completed');
  await world.card(bookingId, (text) => text.includes('rate:5'));

  expect(await world.click(DANA, bookingId, 'rate:5')).toBe(200);
  await until('the rating is there', async () => (await world.booking(bookingId)).rating?.stars === 5 || undefined);
  const thread = await until('the thread tells it', () => {
    const texts = world.workspace.replies(CHANNEL, offer.ts).map(({ text }) => text);
    return texts.length >= 3 ? texts : undefined;
  });
  expect(thread.join('\n')).toMatch(/Booked: .*\n.*started the work.*\n.*finished the work/);
  expect(world.workspace.messages(CHANNEL)).toHaveLength(1);
});
