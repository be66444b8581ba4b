import { DEFAULT_POLICY } from '../../../src/domain/directory.ts';
import type { Wire } from '../../support/slack-api.ts';
import { until } from '../../support/waiting.ts';
import { violations } from './block-kit.ts';
import { startSlack, type Slack } from './harness.ts';
import { putCase, putFleet, putMember } from './stock.ts';
import { card } from './sample-card.ts';

let slack: Slack;
let events = 0;
beforeEach(async () => {
  slack = await startSlack();
  await putFleet(slack.shelf, 'acme', 'Acme Delivery');
  await putMember(slack.shelf, 'acme', 'U01');
});
afterEach(() => slack.close());

async function open(user = 'U01', more: object = {}, team = 'T01') {
  const event = { type: 'app_home_opened', user, channel: 'D01', tab: 'home', event_ts: '1.1', ...more };
  const body = { type: 'event_callback', event_id: `Ev${(events += 1)}`, team_id: team, event };
  expect((await slack.send(JSON.stringify(body), { 'content-type': 'application/json' })).status).toBe(200);
}
const published = (): Wire[] => slack.api.of('views.publish');
const home = (n: number) => until(`home number ${n} is written`, () => published()[n - 1] as Wire);
const textOf = ({ view }: Wire): string => JSON.stringify(view.blocks);

test('shows a manager his fleet’s open cases with their buttons, and how his fleet is set', async () => {
  await putFleet(slack.shelf, 'acme', 'Acme Delivery', 'T01', {
    policy: {
      ...DEFAULT_POLICY,
      booking: 'approve',
      approveOver: { amount: 50_000, currency: 'USD' },
      notToExceed: { amount: 150_000, currency: 'USD' },
      quietHours: { from: '21:00', to: '06:30' },
    },
  });
  const bookingId = await putCase(slack.shelf, 'acme', 'truck-1');
  await putCase(slack.shelf, 'acme', 'truck-2', 'scheduled');
  await putCase(slack.shelf, 'acme', 'truck-3', 'completed');
  await open();
  const shown = await home(1);
  expect(shown.user_id).toBe('U01');
  expect(violations('modal', shown.view.blocks)).toEqual([]);
  const text = textOf(shown);
  for (const words of [
    '*Acme Delivery* – 2 cases under way',
    'A booking over $500.00, or without a price, needs an approver.',
    'Shops within 50 mi, the same day first.',
    'A battery below 75 % raises an alert.',
    'Work orders are not to exceed $1,500.00.',
    'Quiet hours 9:00 PM – 6:30 AM (America/Chicago).',
  ])
    expect(text).toContain(words);
  expect(text).not.toContain('truck-3');
  const buttons = shown.view.blocks.flatMap(({ elements = [] }: Wire) => elements);
  const [first] = buttons;
  expect(first).toMatchObject({ type: 'button', action_id: 'choose-slot:1' });
  expect(JSON.parse(first.value)).toEqual({ bookingId, version: 1, slotId: 's1' });
  const intents = buttons.map(({ action_id: id = '' }: Wire) => id.split(':')[0]);
  expect(intents).toEqual(expect.arrayContaining(['more-slots', 'reschedule', 'cancel']));
});

test('a click there counts as one on the card, and its answer comes as a direct message', async () => {
  const bookingId = await putCase(slack.shelf, 'acme', 'truck-1');
  const action = {
    type: 'button',
    action_id: 'choose-slot:2',
    block_id: 'b',
    value: JSON.stringify({ bookingId, version: 1, slotId: 's2' }),
  };
  const click = {
    type: 'block_actions',
    trigger_id: '1.2.home',
    user: { id: 'U01', team_id: 'T01' },
    team: { id: 'T01' },
    container: { type: 'view', view_id: 'V01' },
    view: { id: 'V01', type: 'home' },
    actions: [action],
  };
  expect((await slack.sendPayload(click)).status).toBe(200);
  const { body } = slack.received[0]!;
  expect(body).toMatchObject({ bookingId, intent: { intent: 'choose-slot', slotId: 's2' } });
  if (body.kind === 'intent' && body.reply) await slack.channel.tell(body.reply, 'That time is gone.');
  expect(slack.api.of('chat.postMessage')).toMatchObject([{ channel: 'U01', text: 'That time is gone.' }]);
});

test('follows what changes while it was opened not long ago, and gathers what comes together', async () => {
  const bookingId = await putCase(slack.shelf, 'acme', 'truck-1');
  await open();
  await home(1);
  const before = slack.shelf.bookings;
  const booking = (await before.get(bookingId))!;
  await before.commit({
    booking: { ...booking, revision: booking.revision + 1, version: 2, phase: { state: 'expired' } },
    expectedRevision: booking.revision,
    outbox: [],
  });
  const ref = { teamId: 'T01', channelId: 'C01', ts: '1.1' };
  for (let n = 0; n < 10; n += 1) await slack.channel.update(ref, card);
  expect(textOf(await home(2))).toContain('so the offer has ended');
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(published()).toHaveLength(2);

  // An hour later nobody is looking.
  slack.later(3_600_001);
  await slack.channel.update(ref, card);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(published()).toHaveLength(2);
});

test('is written again when Slack asked to wait', async () => {
  await open();
  await home(1);
  slack.api.order('views.publish', { status: 429, headers: { 'retry-after': '0' } });
  await open();
  await home(2);
  slack.api.order('views.publish', {});
  await home(3);
});

test('stays within Slack’s limits with five fleets and hundreds of cases', async () => {
  for (const fleet of ['b', 'c', 'd', 'e']) {
    await putFleet(slack.shelf, fleet, `${fleet} `.repeat(100).trim());
    await putMember(slack.shelf, fleet, 'U01');
  }
  for (let n = 0; n < 100; n += 1)
    await putCase(
      slack.shelf,
      ['acme', 'b', 'c', 'd', 'e'][n % 5]!,
      `${'v'.repeat(50)}-${n}`,
      n % 2 ? 'offered' : 'scheduled',
    );
  await open();
  const { view } = await home(1);
  expect(violations('modal', view.blocks)).toEqual([]);
  expect(view.blocks.length).toBeGreaterThan(60);
  expect(textOf({ view })).toMatch(/\d+ more: their cards are in the channel/);
});

test('tells a stranger, and a member’s namesake of another workspace, that he is one and nothing else', async () => {
  await putCase(slack.shelf, 'acme', 'truck-1');
  await open('U66');
  expect(textOf(await home(1))).toContain('You are not a member of a fleet that posts into this Slack workspace.');
  expect(textOf(await home(1))).not.toMatch(/truck|Acme/);
  // There is no token for that workspace, so that nothing is written.
  await open('U01', {}, 'T99');
  await slack.settle();
  expect(published()).toHaveLength(1);
});

test('the tab of messages is no home', async () => {
  await open('U01', { tab: 'messages' });
  await slack.settle();
  expect(published()).toEqual([]);
});
