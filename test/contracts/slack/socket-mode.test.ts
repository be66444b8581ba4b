import { startSlackSocket } from '../../support/slack-socket.ts';
import { until } from '../../support/waiting.ts';
import { click, startSlack, type Slack } from './harness.ts';
import { putCase, putFleet, putMember } from './stock.ts';

let slack: Slack;
let far: Awaited<ReturnType<typeof startSlackSocket>>;
let stop: () => Promise<void>;

beforeEach(async () => {
  far = await startSlackSocket();
  slack = await startSlack({ env: { SLACK_APP_TOKEN: 'xapp-1-A01-test' } });
  slack.api.order('apps.connections.open', { body: { ok: true, url: far.url } });
  stop = slack.channel.listen!();
});
afterEach(async () => {
  await stop();
  await slack.close();
  await far.close();
});

const connected = (n = 1) =>
  until(`connection ${n} is made`, () => (far.connections() >= n && far.open() > 0) || undefined);
const acked = (id: string) =>
  until(`${id} is acknowledged`, () => far.acks.find(({ envelope_id }) => envelope_id === id));
const value = { bookingId: 'bk-1', version: 4, slotId: 's2' };

test('asks for its connection with the app-level token', async () => {
  await connected();
  expect(slack.api.calls[0]).toMatchObject({ method: 'apps.connections.open', token: 'xapp-1-A01-test' });
});

test('a click goes the same way as over HTTP, and is acknowledged once it is stored', async () => {
  await connected();
  slack.store.writable = false;
  far.deliver('e-1', 'interactive', click('choose-slot:2', value));
  await until('it could not be stored', () => slack.errors.length > 0 || undefined);
  expect(far.acks).toEqual([]);
  slack.store.writable = true;
  // Slack sends again what was not acknowledged.
  far.deliver('e-1', 'interactive', click('choose-slot:2', value));
  await acked('e-1');
  expect(slack.received).toMatchObject([
    {
      id: 'slack:13345224609.738474920.8088930838d88f008e0',
      body: { intent: { intent: 'choose-slot', slotId: 's2' } },
    },
  ]);
});

test('a command is answered in its acknowledgement', async () => {
  await putFleet(slack.shelf, 'acme', 'Acme Delivery');
  await putMember(slack.shelf, 'acme', 'U01');
  await putCase(slack.shelf, 'acme', 'truck-1');
  await connected();
  const command = { command: '/pitcrew', text: 'status', team_id: 'T01', user_id: 'U01', trigger_id: '1.2.3' };
  far.deliver('e-2', 'slash_commands', command);
  const { payload } = await acked('e-2');
  expect(payload).toMatchObject({ response_type: 'ephemeral', text: expect.stringContaining('truck-1') });
});

test('events and what is not understood are acknowledged without harm', async () => {
  await connected();
  const event = { type: 'event_callback', event_id: 'Ev1', team_id: 'T01', event: { type: 'message', user: 'U01' } };
  far.deliver('e-3', 'events_api', event);
  far.deliver('e-4', 'interactive', { type: 'block_actions', actions: 'none' });
  await Promise.all([acked('e-3'), acked('e-4')]);
  expect(slack.received).toEqual([]);
});

test('connects again when Slack asks for it, when the connection breaks, and after Slack was down', async () => {
  await connected();
  far.recycle();
  await connected(2);
  far.breakOff();
  await connected(3);
  slack.api.order('apps.connections.open', { status: 503 });
  far.breakOff();
  const before = slack.api.of('apps.connections.open').length;
  await until('it has tried', () => slack.api.of('apps.connections.open').length > before || undefined);
  slack.api.order('apps.connections.open', { body: { ok: true, url: far.url } });
  await connected(4);
  far.deliver('e-5', 'interactive', click('more-slots', value));
  await acked('e-5');
});

test('once it is told to stop it says goodbye and does not come back', async () => {
  await connected();
  await stop();
  await until('nobody is there', () => far.open() === 0 || undefined);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(far.connections()).toBe(1);
});

test('needs no signing secret', async () => {
  const { slackEnv } = await import('../../../adapters/slack/index.ts');
  const parsed = slackEnv.safeParse({ SLACK_APP_TOKEN: 'xapp-1-A01-test', SLACK_BOT_TOKEN: 'xoxb-1-2-3' });
  expect(parsed.success).toBe(true);
});
