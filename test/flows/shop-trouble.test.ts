import { DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
afterEach(() => world.close());

const PATIENCE = { PROVIDER_TIMEOUT_MS: '900' };
const start = (): Promise<World> => startWorld({ dataDir: tempDir(), startsAt: MONDAY, env: PATIENCE });
const calls = (operation: string): number => world.shops.stats.requests[operation] ?? 0;

interface Trouble {
  readonly what: string;
  readonly fault: string;
  /** How often the shop is asked to book before it is known to be booked. */
  readonly asked: number;
}

const TROUBLES: readonly Trouble[] = [
  { what: 'answers 500', fault: 'error500', asked: 2 },
  { what: 'drops the connection before it books', fault: 'drop-before', asked: 2 },
  { what: 'drops the connection after it booked', fault: 'drop-after', asked: 1 },
  { what: 'goes silent before it books', fault: 'timeout-before', asked: 2 },
  { what: 'goes silent after it booked', fault: 'timeout-after', asked: 1 },
  { what: 'books and answers a broken body', fault: 'malformed', asked: 1 },
  { what: 'books and answers a field of a wrong type', fault: 'wrong-type', asked: 1 },
];

test.each(TROUBLES)('a shop that $what: looked up first, booked once, nothing stuck', async ({ fault, asked }) => {
  world = await start();
  const bookingId = await world.raise();
  await world.card(bookingId);
  // As long as the look-up has no answer either, the shop must not be asked anything else.
  world.shops.setFaults(`book:${fault}=1x1,lookup:error500=1`);
  expect(await world.click(DANA, bookingId, 'choose-slot:1')).toBe(200);

  const silent = await world.card(bookingId, (text) => text.includes('has not answered clearly'));
  await until('the shop is looked up twice', () => calls('lookup') >= 2 || undefined);
  expect(calls('book')).toBe(1);
  const [slot] = (await world.booking(bookingId)).offer.slots;
  const said = JSON.stringify(silent.blocks);
  expect(said).toContain('It is being checked, and nothing is booked twice.');
  expect(said).toContain(`tel:${slot?.phone}`);
  expect(said).toContain(`https://shops.example/${slot?.networkRef}`);
  expect((await world.booking(bookingId)).phase.state).toBe('requested');

  world.shops.setFaults('');
  await world.inState(bookingId, 'scheduled');
  await world.card(bookingId, (text) => text.includes('FCAC-') && !text.includes('tel:'));
  expect(world.shops.ledger().map(({ reference }) => reference)).toEqual([`${bookingId}-1`]);
  expect(calls('book')).toBe(asked);
  expect(world.whispers(DANA)).toEqual([]);
});

test('a shop that is down for a while: the card says how to reach it, and the click is booked once when it is back', async () => {
  world = await start();
  const bookingId = await world.raise();
  await world.card(bookingId);
  world.shops.setFaults('down=2');
  expect(await world.click(DANA, bookingId, 'choose-slot:1')).toBe(200);
  const waiting = await world.card(bookingId, (text) => text.includes('has not answered clearly'));
  expect(JSON.stringify(waiting.blocks)).toContain('You can call the shop at +1312555');

  await world.inState(bookingId, 'scheduled', 8_000);
  expect(world.shops.ledger()).toHaveLength(1);
  await world.card(bookingId, (text) => text.includes('FCAC-'));
});

test('a network that refuses every connection: the manager is told, with phone and booking page', async () => {
  world = await start();
  const bookingId = await world.raise();
  await world.card(bookingId);
  const [slot] = (await world.booking(bookingId)).offer.slots;
  await world.shops.close();
  expect(await world.click(DANA, bookingId, 'choose-slot:1')).toBe(200);

  expect(await world.told(DANA, /could not be reached/)).toContain(
    `is not booked. You can call the shop at ${slot?.phone}.`,
  );
  const { phase, offer } = await world.inState(bookingId, 'offered');
  expect(phase.state).toBe('offered');
  // What was heard from the other shops a moment ago can still be chosen.
  expect(offer.slots.map(({ providerId }) => providerId)).not.toContain(slot?.providerId);
  // 9:00 is free again for the vehicle: the lost choice does not stand in its own way.
  expect(offer.slots[0]).toMatchObject({ providerName: 'Firestone 1', start: '2031-01-06T15:00:00.000Z' });
  const card = await world.card(bookingId, (text) => text.includes(`tel:${slot?.phone}`));
  const said = JSON.stringify(card.blocks);
  expect(said).toContain(`Book by hand at ${slot?.providerName}`);
  expect(said).toContain(`https://shops.example/${slot?.networkRef}`);
});

test('a shop that asks to slow down, and one whose token ran out: booked once, nobody notices', async () => {
  world = await start();
  const bookingId = await world.raise();
  await world.card(bookingId);
  world.shops.setFaults('book:rate-limit=1x1,book:token-expired=1x1');
  await world.click(DANA, bookingId, 'choose-slot:2');
  await world.inState(bookingId, 'scheduled');
  expect(world.shops.ledger()).toHaveLength(1);
  expect(world.whispers(DANA)).toEqual([]);
});

test('a cancellation clicked while the outcome is unknown is done once it is known', async () => {
  world = await start();
  const bookingId = await world.raise();
  await world.card(bookingId);
  world.shops.setFaults('book:timeout-after=1x1,lookup:error500=1');
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.card(bookingId, (text) => text.includes('has not answered clearly'));
  await world.click(DANA, bookingId, 'cancel');
  await world.card(bookingId, (text) => text.includes('cancelled as soon as it answers'));
  world.shops.setFaults('');
  await world.inState(bookingId, 'cancelled');
  expect(world.shops.ledger().map(({ status }) => status)).toEqual(['CANCELLED']);
});
