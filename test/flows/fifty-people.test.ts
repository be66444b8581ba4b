import { CHANNEL, DANA, MONDAY, startWorld } from '../support/world.ts';
import type { Person, World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

const COUNT = 50;
const people: Person[] = Array.from({ length: COUNT }, (_, i) => ({ id: `U02M${i}`, name: `Manager ${i}` }));

let world: World;
afterEach(() => world.close());

test('50 people click on one booking at once: one is accepted, 49 are told what stands', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY, managers: people });
  const bookingId = await world.raise();
  await world.card(bookingId);
  const { slots } = (await world.booking(bookingId)).offer;

  const clicks = people.map((one, i) => [one, bookingId, `choose-slot:${1 + (i % 3)}`] as const);
  expect(await world.clickAtOnce(clicks)).toEqual(people.map(() => 200));

  const booked = await world.inState(bookingId, 'scheduled');
  await until(
    '49 are told',
    () => people.filter((one) => world.whispers(one).length > 0).length === COUNT - 1 || undefined,
  );
  const words = people.map((one) => world.whispers(one));
  expect(words.map((own) => own.length).sort()).toEqual([0, ...Array<number>(COUNT - 1).fill(1)]);
  const winner = words.findIndex((own) => own.length === 0);
  expect(booked.phase).toMatchObject({ appointment: { by: { name: people[winner]?.name } } });
  const shop = booked.phase.state === 'scheduled' ? booked.phase.appointment.providerName : '';
  const stands = new RegExp(
    `^(${shop} is already being asked for|${shop} is being asked for|This is already booked: |It is already booked: ).*`,
  );
  for (const [sentence] of words.filter((_, i) => i !== winner)) {
    expect(sentence).toMatch(stands);
    expect(sentence).toContain(shop);
  }

  expect(world.shops.ledger()).toHaveLength(1);
  expect(world.shops.ledger()[0]).toMatchObject({ store: slots[winner % 3]?.networkRef, reference: `${bookingId}-1` });
  const { outcomes } = await world.booking(bookingId);
  expect(outcomes.filter(({ result }) => result === 'done')).toHaveLength(1);
  expect(outcomes).toHaveLength(COUNT);
});

test('the same signed click ten times at the same moment, and later again: one booking, one card', async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
  const bookingId = await world.raise();
  const card = await world.card(bookingId);
  const click = world.workspace.clickRequest(DANA.id, CHANNEL, card.ts, 'choose-slot:1');

  const answers = await Promise.all(Array.from({ length: 10 }, () => world.workspace.send(click)));
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200));
  const booked = await world.inState(bookingId, 'scheduled');
  await world.card(bookingId, (text) => text.includes('FCAC-'));

  expect((await world.workspace.send(click)).status).toBe(200);
  expect((await world.workspace.send(click)).status).toBe(200);
  // A click of someone else after it shows that the repeats have been worked off.
  await world.click(DANA, bookingId, 'cancel');
  const later = await until('the later click has moved it', async () => {
    const now = await world.booking(bookingId);
    return now.version > booked.version ? now : undefined;
  });
  expect(later.history.filter(({ intent }) => intent === 'choose-slot')).toHaveLength(1);
  expect(world.shops.stats.requests['book']).toBe(1);
  expect(world.shops.ledger()).toHaveLength(1);
  expect(world.workspace.messages(CHANNEL)).toHaveLength(1);
});
