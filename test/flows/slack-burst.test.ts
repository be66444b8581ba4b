import { CHANNEL, isCardOf, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
beforeEach(async () => void (world = await startWorld({ dataDir: tempDir() })));
afterEach(() => world.close());

const updates = () => world.workspace.calls.filter(({ method }) => method === 'chat.update');

test('ten changes in a row are a few edits of the card, the last of which wins, also while Slack asks to wait', async () => {
  const bookingId = await world.raise('truck-17', { alertId: 'a-0' });
  await world.card(bookingId);
  await until('the card is at rest', async () => (await world.cardsAreCurrent()) || undefined);
  const [before, began] = [updates().length, performance.now()];
  world.workspace.fail('chat.update', { status: 429 });
  for (let n = 1; n <= 10; n += 1) await world.raise('truck-17', { alertId: `a-${n}`, value: 70 - n });
  await until('the card shows the last of them', async () => (await world.cardsAreCurrent()) || undefined, 20_000);
  const card = world.workspace.messages(CHANNEL).find((message) => isCardOf(message, bookingId));
  expect(JSON.stringify(card?.blocks)).toContain('at 60 %');
  // At once, then at most twice a second.
  const seconds = (performance.now() - began) / 1000;
  const made = updates().slice(before);
  expect(made.length).toBeLessThanOrEqual(2 + Math.floor(2 * seconds));
  expect(made.length).toBeLessThan(10);
  const versions = made.map(
    ({ args }) => (args['metadata'] as { event_payload: { version: number } }).event_payload.version,
  );
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
});
