import { DANA, MONDAY, shopsInARow, startWorld } from '../support/world.ts';
import type { World, WorldOptions } from '../support/world.ts';
import { act } from '../support/intents.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
afterEach(() => world.close());

async function booked(options: Partial<WorldOptions> = {}): Promise<string> {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY, ...options });
  const bookingId = await world.raise();
  await world.card(bookingId);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  await world.card(bookingId, (text) => text.includes('"cancel"'));
  return bookingId;
}

const feeFrom = (hours: number) => ({
  shops: shopsInARow(4, { cancelFee: { amount: 45, currency: 'USD', beforeHours: hours } }),
});
const atTheShop = (): readonly string[] => world.shops.ledger().map(({ status }) => status);

test('inside the fee window the fee is on the card before the second click cancels', async () => {
  const bookingId = await booked(feeFrom(24));
  expect(await world.click(DANA, bookingId, 'cancel')).toBe(200);
  const asks = await world.card(bookingId, (text) => text.includes('confirm-cancel'));
  expect(JSON.stringify(asks.blocks)).toMatch(/Cancelling Mon, Jan 6, .* now costs \$45\.00\. Confirm it to cancel/);
  expect(atTheShop()).toEqual(['CONFIRMED']);
  expect(world.shops.stats.requests['cancel']).toBeUndefined();

  expect(await world.click(DANA, bookingId, 'confirm-cancel')).toBe(200);
  const cancelled = await world.inState(bookingId, 'cancelled');
  expect(cancelled.phase).toMatchObject({
    cancellation: { fee: { amount: 4500, currency: 'USD' }, paidBy: 'fleet', by: { name: DANA.name } },
  });
  expect(atTheShop()).toEqual(['CANCELLED']);
  const card = await world.card(bookingId, (text) => text.includes('Cancelled by'));
  expect(JSON.stringify(card.blocks)).toContain('Cancelled by Dana Reyes. The shop charges $45.00.');
  expect(JSON.stringify(card.blocks)).toContain('more-slots');
  await until(
    'the thread tells it',
    () => world.thread(bookingId).some((line) => line.startsWith('Cancelled.')) || undefined,
  );
});

test('a false alarm’s fee goes where the policy says, and whoever sent the alert hears why', async () => {
  const bookingId = await booked({ ...feeFrom(24), policy: { cancelFee: { falsePositivePaidBy: 'host' } } });
  const heard: unknown[] = [];
  world.pitcrew.on('booking.cancelled', ({ cancelled, booking }) =>
    heard.push([cancelled, booking.alerts.map(({ alertId }) => alertId).length]),
  );
  await act(world, DANA, bookingId, { intent: 'cancel', reason: 'false-positive' });
  await act(world, DANA, bookingId, { intent: 'confirm-cancel' });
  const { phase } = await world.inState(bookingId, 'cancelled');
  expect(phase).toMatchObject({ cancellation: { reason: 'false-positive', fee: { amount: 4500 }, paidBy: 'host' } });
  await until('it is heard', () => heard[0]);
  expect(heard).toEqual([[{ reason: 'false-positive', falsePositive: true }, 1]]);
});

test('outside the fee window one click cancels, without a fee', async () => {
  const bookingId = await booked(feeFrom(0));
  await world.click(DANA, bookingId, 'cancel');
  const { phase } = await world.inState(bookingId, 'cancelled');
  expect(phase.state === 'cancelled' && phase.cancellation.fee).toBeUndefined();
  expect(atTheShop()).toEqual(['CANCELLED']);
  // Our own cancellation is announced by the shop as well; that is no news.
  await world.shops.webhooksSettled();
  expect((await world.booking(bookingId)).history.map(({ to }) => to)).toEqual(
    'offered offered requested scheduled scheduled cancelled'.split(' '),
  );
});

test('the question is void after 10 minutes: nothing is cancelled, and he is told', async () => {
  const bookingId = await booked(feeFrom(24));
  await world.click(DANA, bookingId, 'cancel');
  await world.card(bookingId, (text) => text.includes('confirm-cancel'));
  world.later(11 * 60_000);
  await world.click(DANA, bookingId, 'confirm-cancel');
  expect(await world.told(DANA, /10 minutes/)).toContain('nothing was cancelled. Press Cancel again');
  expect(atTheShop()).toEqual(['CONFIRMED']);
  await world.card(bookingId, (text) => text.includes('"cancel"') && !text.includes('confirm-cancel'));
});

test('a job that the shop has begun is not cancelled any more: the shop’s no in words, the appointment stands', async () => {
  // The shop’s own word about it does not get through to us.
  const bookingId = await booked({ ...feeFrom(0), env: { PUBLIC_URL: 'http://127.0.0.1:9' } });
  world.shops.postStatus(`${bookingId}-1`, 'IN_SERVICE');
  await world.click(DANA, bookingId, 'cancel');
  expect(await world.told(DANA, /did not cancel/)).toMatch(
    /^Firestone \d did not cancel Mon, Jan 6, .*: The job has been started or finished there.*\. The appointment stands\. You can call the shop at \+1312555/,
  );
  await world.card(bookingId, (text) => text.includes('Booked by Dana Reyes'));
  expect((await world.booking(bookingId)).phase.state).toBe('scheduled');
});

test('a cancellation that the shop answers badly is asked again, and charged once', async () => {
  const bookingId = await booked({ ...feeFrom(24), env: { PROVIDER_TIMEOUT_MS: '500' } });
  world.shops.setFaults('cancel:drop-after=1x1,cancel:error500=1x1,cancel:timeout-after=1x1');
  await world.click(DANA, bookingId, 'cancel');
  await world.card(bookingId, (text) => text.includes('confirm-cancel'));
  await world.click(DANA, bookingId, 'confirm-cancel');
  const { cost } = await world.inState(bookingId, 'cancelled');
  expect(cost).toEqual({ amount: 4500, currency: 'USD' });
  expect(world.shops.ledger()[0]?.history.map(({ status }) => status)).toEqual(['CONFIRMED', 'CANCELLED']);
});
