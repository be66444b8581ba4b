import bolt from '@slack/bolt';
import type { AckFn, App as BoltApp, BlockAction, ButtonAction, ViewSubmitAction } from '@slack/bolt';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startWorkspace, type Workspace, type WorkspaceChange } from '../../adapters/demo/workspace/index.ts';

const TOKEN = 'xoxb-test';
const SECRET = 'signing-secret';
const DANA = 'U01DANA';
const SAM = 'U01SAM';
const CHANNEL = 'C01FLEET';

let workspace: Workspace;
let slack: ReturnType<typeof client>;

beforeEach(async () => {
  workspace = await startWorkspace({
    botToken: TOKEN,
    signingSecret: SECRET,
    users: [
      { id: DANA, name: 'Dana Reyes', timeZone: 'America/Chicago' },
      { id: SAM, name: 'Sam Viewer' },
    ],
    channels: [{ id: CHANNEL, name: 'fleet-maintenance' }],
  });
  slack = client(TOKEN);
});
afterEach(() => workspace.close());

const silent = () => undefined;
const logger = {
  debug: silent,
  info: silent,
  warn: silent,
  error: silent,
  setLevel: silent,
  setName: silent,
  getLevel: () => bolt.LogLevel.ERROR,
};
const client = (token: string) =>
  new bolt.webApi.WebClient(token, { slackApiUrl: workspace.apiUrl, retryConfig: { retries: 0 }, logger });

const button = (actionId: string, more = {}) => ({
  type: 'button',
  action_id: actionId,
  text: { type: 'plain_text', text: 'Book' },
  value: '{"bookingId":"b1","version":1}',
  ...more,
});
const actions = (...elements: object[]) => [{ type: 'actions', elements }] as never;
const refusal = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no refusal',
    (error: { data?: { error?: string } }) => error.data?.error,
  );

describe("the workspace's Web API, asked by Slack's own client", () => {
  test('a posted message is there with its metadata, an update keeps its ts, a deleted one is gone', async () => {
    const metadata = { event_type: 'pitcrew_booking', event_payload: { bookingId: 'b1', version: 1 } };
    const posted = await slack.chat.postMessage({
      channel: CHANNEL,
      text: 'one',
      blocks: actions(button('a')),
      metadata,
    });
    expect(posted.channel).toBe(CHANNEL);
    await slack.chat.update({ channel: CHANNEL, ts: posted.ts!, text: 'two', blocks: [] });

    const plain = await slack.conversations.history({ channel: CHANNEL });
    expect(plain.messages?.map(({ text, ts }) => [text, ts])).toEqual([['two', posted.ts]]);
    expect(plain.messages?.[0]?.metadata).toBeUndefined();
    const whole = await slack.conversations.history({ channel: CHANNEL, include_all_metadata: true });
    expect(whole.messages?.[0]?.metadata).toEqual(metadata);

    await slack.chat.delete({ channel: CHANNEL, ts: posted.ts! });
    expect((await slack.conversations.history({ channel: CHANNEL })).messages).toEqual([]);
  });

  test('every ts is later than the one before, also within a millisecond', async () => {
    const posts = await Promise.all(
      Array.from({ length: 60 }, (_, i) => slack.chat.postMessage({ channel: CHANNEL, text: `${i}` })),
    );
    const stored = workspace.messages(CHANNEL).map(({ ts }) => ts);
    expect(new Set(posts.map(({ ts }) => ts)).size).toBe(60);
    expect(stored).toEqual([...stored].sort());
    expect(stored[0]).toMatch(/^\d{10}\.\d{6}$/);
  });

  test('history is newest first and paged; replies lie in the thread alone', async () => {
    const root = await slack.chat.postMessage({ channel: CHANNEL, text: 'root' });
    for (const text of ['r1', 'r2']) await slack.chat.postMessage({ channel: CHANNEL, thread_ts: root.ts!, text });
    for (const text of ['m2', 'm3']) await slack.chat.postMessage({ channel: CHANNEL, text });

    const first = await slack.conversations.history({ channel: CHANNEL, limit: 2 });
    expect(first.messages?.map(({ text }) => text)).toEqual(['m3', 'm2']);
    const next = await slack.conversations.history({
      channel: CHANNEL,
      limit: 2,
      cursor: first.response_metadata!.next_cursor!,
    });
    expect(next.messages?.map(({ text, reply_count }) => [text, reply_count])).toEqual([['root', 2]]);
    expect(next.response_metadata?.next_cursor).toBe('');
    const thread = await slack.conversations.replies({ channel: CHANNEL, ts: root.ts! });
    expect(thread.messages?.map(({ text }) => text)).toEqual(['root', 'r1', 'r2']);
  });

  test('a direct message, a person and the bot itself can be asked for', async () => {
    const opened = await slack.conversations.open({ users: DANA });
    const posted = await slack.chat.postMessage({ channel: DANA, text: 'for you' });
    expect(posted.channel).toBe(opened.channel?.id);
    expect((await slack.users.info({ user: DANA })).user).toMatchObject({
      real_name: 'Dana Reyes',
      tz: 'America/Chicago',
    });
    expect(await slack.auth.test()).toMatchObject({ ok: true, team_id: 'T01DEMO', user_id: 'U0PITCREW' });
  });

  test("refusals have Slack's words", async () => {
    const stranger = client('xoxb-else');
    expect(await refusal(stranger.auth.test())).toBe('invalid_auth');
    expect(await refusal(slack.chat.postMessage({ channel: 'C99', text: 'x' }))).toBe('channel_not_found');
    expect(await refusal(slack.chat.postMessage({ channel: CHANNEL, text: '' }))).toBe('no_text');
    expect(await refusal(slack.chat.update({ channel: CHANNEL, ts: '1.1', text: 'x' }))).toBe('message_not_found');
    expect(await refusal(slack.chat.postEphemeral({ channel: CHANNEL, user: 'U99', text: 'x' }))).toBe(
      'user_not_in_channel',
    );
    expect(await refusal(slack.users.info({ user: 'U99' }))).toBe('user_not_found');
    expect(await refusal(slack.apiCall('chat.shout'))).toBe('unknown_method');
    const view = { type: 'modal' as const, title: { type: 'plain_text' as const, text: 'T' }, blocks: [] };
    expect(await refusal(slack.views.open({ trigger_id: 'x', view }))).toBe('invalid_trigger_id');
  });

  test.each<[string, object[], string]>([
    ['more than 50 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), '/blocks'],
    ['an action_id that is there twice', actions(button('a'), button('a')), '/blocks/0/elements/1/action_id'],
    [
      'a button text of 76',
      actions(button('a', { text: { type: 'plain_text', text: 'x'.repeat(76) } })),
      '/blocks/0/elements/0/text/text',
    ],
    ['a value over 2,000', actions(button('a', { value: 'x'.repeat(2001) })), '/blocks/0/elements/0/value'],
    ['an unknown style', actions(button('a', { style: 'success' })), '/blocks/0/elements/0/style'],
    ['a header in mrkdwn', [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }], '/blocks/0/text/type'],
    ['an empty section', [{ type: 'section', text: { type: 'mrkdwn', text: '' } }], '/blocks/0/text/text'],
    ['an unknown block', [{ type: 'marquee' }], '/blocks/0'],
  ])('%s is invalid_blocks, and the place is named', async (_what, blocks, pointer) => {
    const call = slack.chat.postMessage({ channel: CHANNEL, text: 'x', blocks: blocks as never });
    const data = await call.catch((error: { data: { error: string; errors: string[] } }) => error.data);
    expect(data).toMatchObject({ ok: false, error: 'invalid_blocks' });
    expect((data as { errors: string[] }).errors[0]).toContain(`[json-pointer:${pointer}]`);
  });

  test('faults hit as many calls as ordered: an error, a 429, a line cut after the effect', async () => {
    workspace.fail('chat.postMessage', { error: 'internal_error', times: 2 });
    const post = () => slack.chat.postMessage({ channel: CHANNEL, text: 'x' });
    expect([await refusal(post()), await refusal(post()), await refusal(post())]).toEqual([
      'internal_error',
      'internal_error',
      'no refusal',
    ]);
    workspace.fail('chat.update', { status: 429 });
    const limited = await fetch(`${workspace.apiUrl}chat.update`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    workspace.fail('chat.postMessage', { drop: 'after' });
    await expect(post()).rejects.toThrow();
    expect(workspace.messages(CHANNEL)).toHaveLength(2);
  });
});

describe("what people do, checked and parsed by Slack's own framework", () => {
  let app: BoltApp;
  beforeEach(async () => {
    app = new bolt.App({
      token: TOKEN,
      signingSecret: SECRET,
      clientOptions: { slackApiUrl: workspace.apiUrl },
      logger,
    });
    const server = (await app.start(0)) as unknown as { address(): AddressInfo };
    workspace.setEventsUrl(`http://127.0.0.1:${server.address().port}/slack/events`);
  });
  afterEach(async () => void (await app.stop()));

  const postCard = async (): Promise<string> =>
    (await slack.chat.postMessage({ channel: CHANNEL, text: 'card', blocks: actions(button('choose-slot:2'), select) }))
      .ts!;
  const option = (value: string) => ({ text: { type: 'plain_text', text: value }, value });
  const select = {
    type: 'static_select',
    action_id: 'choose-slot:more',
    placeholder: { type: 'plain_text', text: 'More times' },
    option_groups: [{ label: { type: 'plain_text', text: 'Mon' }, options: [option('s8'), option('s9')] }],
  };

  test('a click arrives signed, with its value, message and clicker, and the response_url answers him alone', async () => {
    const seen: BlockAction<ButtonAction>[] = [];
    app.action<BlockAction<ButtonAction>>('choose-slot:2', async ({ ack, body, respond }) => {
      seen.push(body);
      await respond({ text: 'That time has gone.', response_type: 'ephemeral' });
      await ack();
    });
    const ts = await postCard();
    const { status, triggerId } = await workspace.click(DANA, CHANNEL, ts, 'choose-slot:2');
    expect(status).toBe(200);
    expect(seen[0]).toMatchObject({
      trigger_id: triggerId,
      user: { id: DANA },
      team: { id: 'T01DEMO' },
      channel: { id: CHANNEL },
      container: { type: 'message', message_ts: ts, channel_id: CHANNEL },
      message: { ts, text: 'card' },
      actions: [{ action_id: 'choose-slot:2', type: 'button', value: '{"bookingId":"b1","version":1}' }],
    });
    expect(workspace.state.ephemerals(DANA).map(({ text }) => text)).toEqual(['That time has gone.']);
    expect(workspace.state.ephemerals(SAM)).toEqual([]);
  });

  test('a choice in a select arrives with its option; replace_original edits the message', async () => {
    app.action('choose-slot:more', async ({ ack, action, respond }) => {
      await ack();
      const { selected_option: chosen } = action as { selected_option: { value: string } };
      await respond({ text: `chose ${chosen.value}`, replace_original: true });
    });
    const ts = await postCard();
    await expect(workspace.click(DANA, CHANNEL, ts, 'choose-slot:more', { selectedOption: 's1' })).rejects.toThrow(
      /no option/,
    );
    const changed = new Promise<WorkspaceChange>((resolve) => workspace.onChange(resolve));
    await workspace.click(DANA, CHANNEL, ts, 'choose-slot:more', { selectedOption: 's9' });
    expect(await changed).toMatchObject({ type: 'message', message: { ts, text: 'chose s9' } });
  });

  test('a modal opens once per trigger; its submission carries what was typed; errors keep it open', async () => {
    const block = (id: string, element: object) => ({
      type: 'input',
      block_id: id,
      optional: true,
      label: { type: 'plain_text', text: id },
      element: { action_id: id, ...element },
    });
    const view = {
      type: 'modal',
      callback_id: 'rate',
      private_metadata: '{"bookingId":"b1"}',
      title: { type: 'plain_text', text: 'Rate the repair' },
      submit: { type: 'plain_text', text: 'Send' },
      blocks: [
        block('stars', { type: 'static_select', options: [option('4'), option('5')] }),
        block('comment', { type: 'plain_text_input', multiline: true }),
      ],
    } as never;
    const second: unknown[] = [];
    app.action<BlockAction>('choose-slot:2', async ({ ack, body, client }) => {
      await client.views.open({ trigger_id: body.trigger_id, view });
      second.push(await refusal(client.views.open({ trigger_id: body.trigger_id, view })));
      await ack();
    });
    const submitted: ViewSubmitAction['view'][] = [];
    app.view('rate', async ({ ack, view: sent }) => {
      submitted.push(sent);
      const starless = sent.state.values['stars']?.['stars']?.selected_option === null;
      const answer = ack as AckFn<object>;
      await answer(starless ? { response_action: 'errors', errors: { stars: 'Please choose.' } } : {});
    });

    await workspace.click(DANA, CHANNEL, await postCard(), 'choose-slot:2');
    expect(second).toEqual(['exchanged_trigger_id']);
    const refused = await workspace.submitView(DANA, { comment: 'quick' });
    expect(refused.errors).toEqual({ stars: 'Please choose.' });
    expect(workspace.state.views(DANA).at(-1)?.errors).toEqual({ stars: 'Please choose.' });
    await workspace.submitView(DANA, { stars: '5', comment: 'quick' });
    expect(workspace.state.views(DANA)).toEqual([]);
    expect(submitted[1]).toMatchObject({ callback_id: 'rate', private_metadata: '{"bookingId":"b1"}' });
    expect(submitted[1]?.state.values).toMatchObject({
      stars: { stars: { selected_option: { value: '5' } } },
      comment: { comment: { value: 'quick' } },
    });
  });

  test('a wrong secret and an old timestamp are turned away by the framework', async () => {
    app.action('choose-slot:2', async ({ ack }) => ack());
    const request = workspace.clickRequest(DANA, CHANNEL, await postCard(), 'choose-slot:2');
    expect((await workspace.send(request)).status).toBe(200);
    const forged = { ...request, headers: { ...request.headers, 'x-slack-signature': `v0=${'0'.repeat(64)}` } };
    expect((await workspace.send(forged)).status).toBe(401);
    const late = workspace.sign({ type: 'block_actions' }, Math.floor(Date.now() / 1000) - 301);
    expect((await workspace.send(late)).status).toBe(401);
  });
});

test('an app that is not there is told as status 0', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  workspace.setEventsUrl(`http://127.0.0.1:${(taken.address() as AddressInfo).port}/slack/events`);
  await new Promise((resolve) => taken.close(resolve));
  const { ts } = await slack.chat.postMessage({ channel: CHANNEL, text: 'x', blocks: actions(button('a')) });
  expect(await workspace.click(DANA, CHANNEL, ts!, 'a')).toMatchObject({ status: 0 });
});
