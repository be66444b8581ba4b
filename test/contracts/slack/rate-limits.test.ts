import { startSlack, type Slack } from './harness.ts';
import { card } from './sample-card.ts';

let slack: Slack;
beforeEach(async () => {
  slack = await startSlack();
  await slack.channel.update(ref, card);
});
afterEach(() => slack.close());

const ref = { teamId: 'T01', channelId: 'C01', ts: '1.1' };
const updates = () => slack.api.of('chat.update').length;
const waitOf = (result: Awaited<ReturnType<Slack['channel']['update']>>) =>
  result.ok ? 0 : (result.error.retryAfterMs ?? Number.NaN);

test('while Slack asks to wait with a method, no call of it goes out; others do; then it goes on', async () => {
  slack.api.order('chat.update', { status: 429, headers: { 'retry-after': '30' } });
  expect(waitOf(await slack.channel.update(ref, card))).toBe(30_000);
  expect(updates()).toBe(2);
  slack.api.order('chat.update', {});
  slack.later(10_000);
  const held = await Promise.all([1, 2, 3].map(() => slack.channel.update(ref, card)));
  expect(held).toMatchObject(
    Array(3).fill({ ok: false, error: { code: 'rate-limited', reason: 'Slack asks to wait.' } }),
  );
  // They come back one after another.
  expect(held.map(waitOf)).toEqual([20_050, 20_100, 20_150]);
  expect(updates()).toBe(2);
  expect(await slack.channel.post('slack:T01/C01', card, { retry: false })).toMatchObject({ ok: true });
  slack.later(20_000);
  expect((await slack.channel.update(ref, card)).ok).toBe(true);
  expect(updates()).toBe(3);
});

test('a wait in one team holds up no other', async () => {
  await slack.close();
  slack = await startSlack({ env: { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'the-client-secret' } });
  const installation = { teamId: 'T02', botToken: 'xoxb-of-t02', installedAt: 0 };
  await slack.shelf.memory.write('slack-install', 'T02', installation, 0);
  slack.api.order('chat.update', { status: 429, headers: { 'retry-after': '30' } });
  await slack.channel.update(ref, card);
  slack.api.order('chat.update', {});
  expect((await slack.channel.update(ref, card)).ok).toBe(false);
  expect((await slack.channel.update({ ...ref, teamId: 'T02' }, card)).ok).toBe(true);
});
