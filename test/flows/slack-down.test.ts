import { CHANNEL, DANA, MONDAY, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld({ dataDir: tempDir(), startsAt: MONDAY });
});
afterEach(() => world.close());

const called = (method: string): number => world.workspace.calls.filter((call) => call.method === method).length;
const statusOf = async (path: string): Promise<number> => (await fetch(`${world.url}${path}`)).status;
/** As long as it takes for a second card to come if one were on its way. */
const settled = () =>
  until('nothing is left to be done', async () => {
    const { running } = await world.pitcrew.parts.queue.counts();
    return running === 0 && (await world.cardsAreCurrent()) ? true : undefined;
  });

test('Slack is down: alerts are taken, Pitcrew is ready, and the card comes once when Slack is back', async () => {
  world.workspace.fail('*', { status: 503, times: 4 });
  const bookingId = await world.raise();
  await until('Slack was tried', () => called('auth.test') >= 1 || undefined);
  expect(world.workspace.messages(CHANNEL)).toEqual([]);
  expect(await statusOf('/readyz')).toBe(200);
  expect((await world.booking(bookingId)).phase.state).toBe('offered');

  await world.card(bookingId, undefined, 12_000);
  expect(called('auth.test') + called('chat.postMessage')).toBeGreaterThanOrEqual(5);
  await settled();
  expect(world.cards(bookingId)).toBe(1);
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
});

test('Slack takes the card and does not say so: it is found again, not posted twice', async () => {
  world.workspace.fail('chat.postMessage', { drop: 'after' });
  const bookingId = await world.raise();
  await until('the card was looked for', () => called('conversations.history') >= 1 || undefined);
  await world.card(bookingId);
  await settled();
  expect(world.cards(bookingId)).toBe(1);
  // It is edited in place from then on.
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.card(bookingId, (text) => text.includes('FCAC-'));
  expect(world.workspace.messages(CHANNEL)).toHaveLength(1);
});

test('Slack asks to wait: the card waits as long as it says', async () => {
  world.workspace.fail('chat.postMessage', { status: 429 });
  const asked = Date.now();
  const bookingId = await world.raise();
  await world.card(bookingId);
  expect(Date.now() - asked).toBeGreaterThanOrEqual(1000);
  expect(called('chat.postMessage')).toBe(2);
  await settled();
  expect(world.cards(bookingId)).toBe(1);
});

test('Slack is slow and forgetful while a job goes on: the card ends at the last word, each line of the thread once', async () => {
  const bookingId = await world.raise();
  await world.card(bookingId);
  world.workspace.fail('chat.update', { status: 500 });
  world.workspace.fail('chat.update', { delayMs: 400 });
  world.workspace.fail('chat.update', { drop: 'after' });
  world.workspace.fail('chat.postMessage', { drop: 'after' });
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled');
  world.shops.postStatus(`${bookingId}-1`, 'IN_SERVICE');
  await world.inState(bookingId, 'in-progress');
  world.shops.postStatus(`${bookingId}-1`, 'READY');
  await world.card(bookingId, (text) => text.includes('has finished the work'));
  await until('the thread has it all', () => world.thread(bookingId).length >= 3 || undefined);
  await settled();
  const lines = world.thread(bookingId);
  expect([...new Set(lines)]).toEqual(lines);
  expect(lines).toHaveLength(3);
});

test('the answer to a lost click finds another way when its response_url fails', async () => {
  const bookingId = await world.raise();
  await world.card(bookingId);
  world.workspace.fail('response_url', { status: 500 });
  world.shops.setFaults('book:stolen-slot=1x1');
  await world.click(DANA, bookingId, 'choose-slot:1');
  await world.told(DANA, /just taken by someone else/);
  expect(called('chat.postEphemeral')).toBe(1);
  expect(world.whispers(DANA)).toHaveLength(1);
});

test('a click is taken while Slack’s own API is down', async () => {
  const bookingId = await world.raise();
  await world.card(bookingId);
  world.workspace.fail('*', { status: 503, times: 6 });
  expect(await world.click(DANA, bookingId, 'choose-slot:1')).toBe(200);
  await world.inState(bookingId, 'scheduled');
  expect(world.shops.ledger()).toHaveLength(1);
  await world.card(bookingId, (text) => text.includes('FCAC-'), 12_000);
  expect(world.cards(bookingId)).toBe(1);
});
