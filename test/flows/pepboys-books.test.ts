import { createPitcrew } from '../../src/index.ts';
import { startPepBoysWorld } from '../support/pepboys-world.ts';
import type { PepBoysWorld } from '../support/pepboys-world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { DANA, MONDAY } from '../support/world.ts';

let town: PepBoysWorld;
const open = async (...options: Parameters<typeof startPepBoysWorld> extends [string, ...infer R] ? R : never) =>
  (town = await startPepBoysWorld(tempDir(), ...options));
afterEach(() => town.close());

const standing = () => town.pepboys.ledger().filter(({ status }) => status !== 'CANCELED');
const inThread = (bookingId: string, what: RegExp) =>
  until(`the thread says ${String(what)}`, () => town.world.thread(bookingId).find((line) => what.test(line)));

async function offered(): Promise<string> {
  const bookingId = await town.world.raise();
  await town.world.card(bookingId, (text) => text.includes('choose-slot:3'));
  return bookingId;
}

/** Ends Pitcrew, and begins another one on the same data once the time between has been used. */
async function restart(between: () => Promise<unknown> = async () => undefined): Promise<void> {
  const { world } = town;
  await world.pitcrew.close();
  await between();
  const ahead = Date.parse(MONDAY) - Date.now();
  const clock = { now: () => new Date(Date.now() + ahead), trueNow: () => new Date() };
  world.pitcrew = await createPitcrew({ env: world.env, clock });
  await world.pitcrew.listen(Number(world.env['PORT']), '127.0.0.1');
}

test('an alert becomes three Pep Boys slots, a click a confirmed hold, and polled words a finished job', async () => {
  const { world, say } = await open();
  const bookingId = await offered();
  const { offer } = await world.booking(bookingId);
  expect(offer.slots.map(({ network, estimate }) => [network, estimate])).toEqual(
    Array(3).fill(['pepboys', { amount: 15_999, currency: 'USD' }]),
  );
  expect(new Set(offer.slots.map(({ providerId }) => providerId)).size).toBe(3);

  await world.click(DANA, bookingId, 'choose-slot:1');
  const { phase } = await world.inState(bookingId, 'scheduled');
  const [booked, ...others] = town.pepboys.ledger();
  expect(others).toEqual([]);
  expect(booked).toMatchObject({ reference: `${bookingId}-1`, store: offer.slots[0]?.networkRef, status: 'BOOKED' });
  const appointment = phase.state === 'scheduled' ? phase.appointment : undefined;
  expect(appointment).toMatchObject({ confirmation: booked?.confirmation, start: offer.slots[0]?.start });
  expect(Date.parse(booked?.start ?? '')).toBe(Date.parse(appointment?.start ?? ''));
  expect(booked?.workOrder).toMatchObject({ contact: { name: 'Dana Reyes', fleet: 'Acme Delivery' } });

  expect(await say(`${bookingId}-1`, 'ARRIVED')).toBe(202);
  await until('it has arrived', async () => {
    const { phase: now } = await world.booking(bookingId);
    return now.state === 'scheduled' ? now.appointment.arrivedAt : undefined;
  });
  expect(await say(booked?.confirmation ?? '', 'WORKING')).toBe(202);
  await world.inState(bookingId, 'in-progress');
  expect(await say(`${bookingId}-1`, 'DONE')).toBe(202);
  const { phase: done } = await world.inState(bookingId, 'completed');
  const invoice = done.state === 'completed' ? done.invoice : undefined;
  expect(invoice?.currency).toBe('USD');
  // Within 8 % of the price.
  expect(invoice?.amount).toBeGreaterThanOrEqual(14_719);
  expect(invoice?.amount).toBeLessThanOrEqual(17_279);
  await inThread(bookingId, /has started the work/);
  // The last change comes with every poll from now on, and is told once.
  const { version } = await world.booking(bookingId);
  const polls = town.pepboys.stats.requests['poll'] ?? 0;
  await until('it is polled twice more', () => (town.pepboys.stats.requests['poll'] ?? 0) >= polls + 2 || undefined);
  expect((await world.booking(bookingId)).version).toBe(version);
});

test('what the shop says while Pitcrew is away is heard when it is back, from where it had read', async () => {
  const { world, say } = await open();
  const bookingId = await offered();
  await world.click(DANA, bookingId, 'choose-slot:2');
  await world.inState(bookingId, 'scheduled');
  const cursor = () => world.pitcrew.parts.store.cursors.get('statuses/pepboys');
  expect(await say(`${bookingId}-1`, 'WORKING')).toBe(202);
  await world.inState(bookingId, 'in-progress');
  const changed = Date.parse(town.pepboys.ledger()[0]?.history.at(-1)?.at ?? '');
  await until('the place is kept', async () => (await cursor()) === String(changed) || undefined);
  await restart(() => say(`${bookingId}-1`, 'DONE'));
  await world.inState(bookingId, 'completed');
  expect(Number(await cursor())).toBeGreaterThanOrEqual(changed);
});

test.each(['confirm:timeout-before=1x1', 'confirm:timeout-after=1x1', 'confirm:drop-after=1x1', 'hold:drop-after=1x1'])(
  'after %s one appointment stands, under one reference',
  async (faults) => {
    const { world, pepboys } = await open();
    const bookingId = await offered();
    pepboys.setFaults(faults);
    await world.click(DANA, bookingId, 'choose-slot:1');
    await world.inState(bookingId, 'scheduled');
    expect(standing().map(({ reference }) => reference)).toEqual([`${bookingId}-1`]);
  },
);

test('a process that ends while a confirmation hangs leaves its token to the next, which books once', async () => {
  const { world, pepboys } = await open();
  const bookingId = await offered();
  pepboys.setFaults('confirm:timeout-before=1,lookup:error500=1');
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.card(bookingId, (text) => text.includes('has not answered clearly'));
  await restart(async () => pepboys.setFaults(''));
  await world.inState(bookingId, 'scheduled');
  expect(standing().map(({ reference }) => reference)).toEqual([`${bookingId}-1`]);
  expect(pepboys.stats.requests['hold']).toBe(1);
});

test('a time that a walk-in took is told as taken, and other times are offered', async () => {
  const { world, pepboys } = await open();
  const bookingId = await offered();
  const before = (await world.booking(bookingId)).offer.slots[0];
  pepboys.setFaults('hold:stolen-slot=1x1');
  await world.click(DANA, bookingId, 'choose-slot:1');
  const booking = await until('it is offered anew', async () => {
    const now = await world.booking(bookingId);
    return now.history.some(({ intent }) => intent === 'slot-taken') ? now : undefined;
  });
  expect(booking.phase.state).toBe('offered');
  expect(booking.offer.slots.map(({ networkSlotId }) => networkSlotId)).not.toContain(before?.networkSlotId);
  expect(standing()).toEqual([]);
});

const cancelable = async (): Promise<string> => {
  const bookingId = await offered();
  await town.world.click(DANA, bookingId, 'choose-slot:1');
  await town.world.inState(bookingId, 'scheduled');
  await town.world.card(bookingId, (text) => text.includes('"cancel"'));
  return bookingId;
};

test('a cancellation frees the bay at the shop; that the shop lists it too is no news', async () => {
  const { world, pepboys } = await open();
  const bookingId = await cancelable();
  await world.click(DANA, bookingId, 'cancel');
  const { version } = await world.inState(bookingId, 'cancelled');
  expect(pepboys.ledger().map(({ status }) => status)).toEqual(['CANCELED']);
  const polls = pepboys.stats.requests['poll'] ?? 0;
  await until('it is polled twice more', () => (pepboys.stats.requests['poll'] ?? 0) >= polls + 2 || undefined);
  expect((await world.booking(bookingId)).version).toBe(version);
});

test('a job that the shop has started stays, and he who wanted it cancelled is told why', async () => {
  const { world, pepboys, say } = await open();
  const bookingId = await cancelable();
  pepboys.setFaults('poll:error500=1');
  await say(`${bookingId}-1`, 'WORKING');
  await world.click(DANA, bookingId, 'cancel');
  await world.told(DANA, /has been started or is over there/);
  expect((await world.booking(bookingId)).phase.state).toBe('scheduled');
  pepboys.setFaults('');
  await world.inState(bookingId, 'in-progress');
});
