import { createPitcrew } from '../../src/index.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { WorkspaceMessage } from '../../adapters/demo/workspace/index.ts';
import { CHANNEL, DANA, isCardOf, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

/** Monday, ten in the evening in Chicago. */
const NIGHT = '2031-01-07T04:00:00.000Z';
const HOUR_MS = 3_600_000;
const quietHours = { from: '21:00', to: '06:30' };

let world: World;
afterEach(() => world.close());

const start = (vehicles: readonly string[]) =>
  startWorld({ dataDir: tempDir(), startsAt: NIGHT, vehicles, policy: { quietHours } });
const inChannel = (): readonly WorkspaceMessage[] => world.workspace.messages(CHANNEL);
const offered = (bookingId: string) =>
  until('there is an offer', async () => (await world.booking(bookingId)).offer.slots.length > 0 || undefined);
const digest = () =>
  until('the digest is there', () => inChannel().find(({ text }) => text.includes('vehicle alerts')));

test('at night only what is out of service is posted; in the morning the rest is one message, with its cards below', async () => {
  world = await start(['truck-1', 'truck-2', 'truck-3', 'truck-4']);
  const held = [await world.raise('truck-1'), await world.raise('truck-2', { severity: 'critical' })];
  for (const bookingId of held) await offered(bookingId);
  const urgent = await world.raise('truck-3', { severity: 'out-of-service' });
  await world.card(urgent, () => true);
  expect(inChannel().map(({ text }) => text.split(':')[0])).toEqual(['truck-3']);

  world.later(8.6 * HOUR_MS);
  const { ts, text, blocks } = await digest();
  expect(text.split('\n').map((line) => line.split(',')[0])).toEqual([
    '2 vehicle alerts came',
    // The more severe first, each with its best time, asked for in the morning.
    'truck-2: 12 V battery at 71 %: Tue',
    'truck-1: 12 V battery at 71 %: Tue',
  ]);
  expect(JSON.stringify(blocks)).toContain('2 vehicle alerts came in quiet hours');
  const cards = await until('both cards are in its thread', () => {
    const replies = world.workspace.replies(CHANNEL, ts);
    const found = held.map((bookingId) => replies.find((message) => isCardOf(message, bookingId)));
    return found.every((card) => card !== undefined) ? found : undefined;
  });
  expect(inChannel()).toHaveLength(2);

  // They are cards like any other.
  await world.workspace.click(DANA.id, CHANNEL, cards[0]!.ts, 'choose-slot:1');
  await world.inState(held[0]!, 'scheduled');
  await until('the line names the vehicle', () =>
    world.workspace.replies(CHANNEL, ts).find((message) => message.text.startsWith('truck-1: Booked: Tue, Jan 7')),
  );
  expect(world.shops.ledger()).toHaveLength(1);
});

test('one alert alone comes as its own card, also when Pitcrew was not running at that time', async () => {
  world = await start(['truck-1']);
  const bookingId = await world.raise('truck-1');
  await offered(bookingId);
  await world.pitcrew.close();
  expect(inChannel()).toEqual([]);
  const ahead = Date.parse(NIGHT) + 9 * HOUR_MS - Date.now();
  const clock: Clock = { now: () => new Date(Date.now() + ahead), trueNow: () => new Date() };
  world.pitcrew = await createPitcrew({ env: world.env, clock });
  await world.pitcrew.listen(Number(world.env['PORT']), '127.0.0.1');
  const card = await world.card(bookingId);
  expect(inChannel()).toEqual([card]);
});

test('a case that becomes out of service is posted at once', async () => {
  world = await start(['truck-1']);
  const bookingId = await world.raise('truck-1');
  await offered(bookingId);
  await world.raise('truck-1', { severity: 'out-of-service' });
  await world.card(bookingId, () => true);
});
