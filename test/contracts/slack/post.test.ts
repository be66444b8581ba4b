import { slackEnv } from '../../../adapters/slack/index.ts';
import type { Card } from '../../../src/app/cards/card.ts';
import type { Fleet } from '../../../src/domain/directory.ts';
import { startSlack, type Slack } from './harness.ts';

let slack: Slack;
beforeEach(async () => void (slack = await startSlack()));
afterEach(() => slack.close());

const card: Card = {
  bookingId: 'bk-1',
  version: 3,
  state: 'offered',
  severity: 'warning',
  tone: 'warning',
  title: 'truck-17: 12 V battery at 71 %',
  status: 'Choose a time: one click books it.',
  fallbackText: 'truck-17 & its battery',
  facts: [],
  slots: [],
  moreSlots: [],
  fallbacks: [],
  actions: [],
  footer: [],
};
const target = 'slack:T01/C01';
const ref = { teamId: 'T01', channelId: 'C01', ts: '1700000001.000100' };
const metadata = { event_type: 'pitcrew_booking', event_payload: { bookingId: 'bk-1', version: 3 } };
/** All calls but the one that asks once whose token it is. */
const methods = () => slack.api.calls.map(({ method }) => method).filter((method) => method !== 'auth.test');

describe('posting a card', () => {
  test('goes to the fleet’s channel with the token, and answers where it lies', async () => {
    expect(slack.channel.targetOf({ kind: 'slack', teamId: 'T01', channelId: 'C01' }, {} as Fleet)).toBe(target);
    expect(slack.channel.targetOf({ kind: 'email' }, {} as Fleet)).toBeUndefined();
    expect(await slack.channel.post(target, card, { retry: false })).toEqual({ ok: true, value: ref });
    expect(slack.api.calls.map(({ token }) => token)).toEqual(['xoxb-test-token', 'xoxb-test-token']);
    expect(slack.api.of('chat.postMessage')).toMatchObject([
      { channel: 'C01', text: 'truck-17 &amp; its battery', metadata, unfurl_links: 'false', unfurl_media: 'false' },
    ]);
  });

  test('asks whose token it is once, for all cards at once', async () => {
    await Promise.all([1, 2, 3].map(() => slack.channel.post(target, card, { retry: false })));
    await slack.channel.post(target, card, { retry: false });
    expect(slack.api.of('auth.test')).toHaveLength(1);
  });

  test('to a team that the token does not serve is refused in words', async () => {
    expect(await slack.channel.post('slack:T02/C01', card, { retry: false })).toEqual({
      ok: false,
      error: { code: 'rejected', reason: 'SLACK_BOT_TOKEN serves the team T01, not T02.' },
    });
    expect(slack.failures).toEqual(['rejected']);
  });

  test('a second time, after a try of unknown outcome, finds the first card', async () => {
    const theirs = { ts: '1.1', bot_id: 'B99', metadata };
    const other = {
      ts: '2.2',
      bot_id: 'B01',
      metadata: { ...metadata, event_payload: { bookingId: 'bk-2', version: 3 } },
    };
    const ours = { ts: '3.3', bot_id: 'B01', metadata };
    slack.api.order('conversations.history', { body: { ok: true, messages: [{ ts: '9.9' }, theirs, other, ours] } });
    const found = { ok: true, value: { teamId: 'T01', channelId: 'C01', ts: '3.3' } };
    expect(await slack.channel.post(target, card, { retry: true })).toEqual(found);
    expect(methods()).toEqual(['conversations.history']);
    expect(slack.api.of('conversations.history')).toMatchObject([{ channel: 'C01', include_all_metadata: 'true' }]);

    expect(await slack.channel.post(target, { ...card, version: 4 }, { retry: true })).toEqual(found);
    expect(slack.api.of('chat.update')).toMatchObject([{ ts: '3.3', metadata: { event_payload: { version: 4 } } }]);
    expect(slack.api.of('chat.postMessage')).toEqual([]);
  });

  test('a second time posts when there is no first card, or when history may not be read', async () => {
    expect((await slack.channel.post(target, card, { retry: true })).ok).toBe(true);
    slack.api.order('conversations.history', { body: { ok: false, error: 'missing_scope' } });
    expect((await slack.channel.post(target, card, { retry: true })).ok).toBe(true);
    expect(slack.api.of('chat.postMessage')).toHaveLength(2);
  });

  test('a second time waits while history cannot be had: it might post twice', async () => {
    slack.api.order('conversations.history', { status: 500 });
    expect(await slack.channel.post(target, card, { retry: true })).toMatchObject({ error: { code: 'unreachable' } });
    expect(slack.api.of('chat.postMessage')).toEqual([]);
  });
});

describe('a failure', () => {
  test.each([
    ['a rate limit', { status: 429, headers: { 'retry-after': '7' } }, 'rate-limited', 7000],
    ['a rate limit in the body', { body: { ok: false, error: 'ratelimited' } }, 'rate-limited', undefined],
    ['an error of theirs', { status: 503 }, 'unreachable', undefined],
    ['an error of theirs in the body', { body: { ok: false, error: 'internal_error' } }, 'unreachable', undefined],
    ['a dropped connection', { drop: true }, 'unreachable', undefined],
    ['an unknown channel', { body: { ok: false, error: 'channel_not_found' } }, 'rejected', undefined],
    ['a bad token', { body: { ok: false, error: 'invalid_auth' } }, 'rejected', undefined],
    ['a code that nobody knows', { body: { ok: false, error: 'constructor' } }, 'rejected', undefined],
  ])('%s is one try and a value', async (_what, order, code, retryAfterMs) => {
    slack.api.order('chat.update', order);
    const result = await slack.channel.update(ref, card);
    expect(result).toMatchObject({ ok: false, error: { code, reason: expect.stringMatching(/^[A-Z].*\.$/) } });
    expect(result.ok ? undefined : result.error.retryAfterMs).toBe(retryAfterMs);
    expect(methods()).toEqual(['chat.update']);
    expect(slack.failures).toEqual([code]);
  });

  test('of Slack at the start does not matter: it is asked again when it is needed', async () => {
    slack.api.order('auth.test', { drop: true });
    expect(await slack.channel.post(target, card, { retry: false })).toMatchObject({ error: { code: 'unreachable' } });
    slack.api.order('auth.test', {});
    expect(await slack.channel.post(target, card, { retry: false })).toMatchObject({ ok: true });
  });
});

describe('a posted card', () => {
  test('is edited in place and gets lines in its thread', async () => {
    expect(await slack.channel.update(ref, card)).toEqual({ ok: true, value: undefined });
    expect(
      await slack.channel.note(
        ref,
        { bookingId: card.bookingId, noteId: 'n3', text: 'Work has begun <!here>.' },
        { retry: false },
      ),
    ).toEqual({ ok: true, value: undefined });
    expect(slack.api.of('chat.update')).toMatchObject([{ channel: 'C01', ts: '1700000001.000100', metadata }]);
    expect(slack.api.of('chat.postMessage')).toMatchObject([
      { channel: 'C01', thread_ts: '1700000001.000100', text: 'Work has begun &lt;!here&gt;.' },
    ]);
  });

  test('of another platform is none', async () => {
    expect(await slack.channel.update({ messageSid: 'SM1' }, card)).toMatchObject({ error: { code: 'rejected' } });
    expect(slack.api.calls).toEqual([]);
  });
});

describe('telling one person alone', () => {
  const reply = (more: Record<string, string>) => ({
    channel: 'slack',
    ref: { teamId: 'T01', userId: 'U01', channelId: 'C01', ...more },
  });

  test('uses the response URL of his click', async () => {
    const responseUrl = `${slack.api.origin}/actions/1`;
    expect(await slack.channel.tell(reply({ responseUrl }), 'Somebody was faster.')).toEqual({ ok: true });
    expect(slack.api.hooks).toEqual([
      {
        path: '/actions/1',
        body: { response_type: 'ephemeral', replace_original: false, text: 'Somebody was faster.' },
      },
    ]);
    expect(slack.api.calls).toEqual([]);
  });

  test.each([
    'http://127.0.0.1:9/steal',
    'https://hooks.slack.com.evil.test/x',
    'https://hooks.slack.com@evil.test/',
    'file:///x',
    'x',
  ])('does not follow a response URL to %s', async (responseUrl) => {
    const asked: string[] = [];
    const { fetch } = globalThis;
    globalThis.fetch = (input, init) => (asked.push(String(input)), fetch(input, init));
    try {
      expect((await slack.channel.tell(reply({ responseUrl }), 'No.')).ok).toBe(true);
    } finally {
      globalThis.fetch = fetch;
    }
    expect(asked.filter((url) => !url.startsWith(slack.api.origin))).toEqual([]);
    expect(slack.api.of('chat.postEphemeral')).toMatchObject([{ channel: 'C01', user: 'U01', text: 'No.' }]);
  });

  test('does not follow where a response URL redirects to', async () => {
    const responseUrl = `${slack.api.origin}/actions/1`;
    slack.api.order('hook', { status: 302, headers: { location: `${slack.api.origin}/elsewhere` } });
    expect((await slack.channel.tell(reply({ responseUrl }), 'No.')).ok).toBe(true);
    expect(slack.api.hooks.map(({ path }) => path)).toEqual(['/actions/1']);
    expect(slack.api.of('chat.postEphemeral')).toHaveLength(1);
  });

  test('goes on to an ephemeral message in the thread, then to a direct message', async () => {
    slack.api.order('hook', { status: 404 });
    slack.api.order('chat.postEphemeral', { body: { ok: false, error: 'user_not_in_channel' } });
    const told = await slack.channel.tell(reply({ responseUrl: `${slack.api.origin}/old`, threadTs: '1.1' }), 'Sorry.');
    expect(told.ok).toBe(true);
    expect(slack.api.of('chat.postEphemeral')).toMatchObject([{ thread_ts: '1.1' }]);
    expect(slack.api.of('chat.postMessage')).toMatchObject([{ channel: 'U01', text: 'Sorry.' }]);
  });

  test('waits for Slack rather than write a direct message while it is down', async () => {
    slack.api.order('chat.postEphemeral', { status: 503 });
    expect(await slack.channel.tell(reply({}), 'Sorry.')).toMatchObject({ error: { code: 'unreachable' } });
    expect(slack.api.of('chat.postMessage')).toEqual([]);
  });
});

describe('the variables', () => {
  const right = { SLACK_SIGNING_SECRET: 'a-signing-secret', SLACK_BOT_TOKEN: 'xoxb-1-2-3' };

  test('default to Slack itself', () => {
    expect(slackEnv.parse(right).SLACK_API_URL).toBe('https://slack.com/api/');
  });

  test.each(['https://slack.com/api', 'slack.com/api/', 'ftp://slack.com/api/', 'https://slack.com/api/?x=1'])(
    'do not take %s for the API',
    (url) => {
      const parsed = slackEnv.safeParse({ ...right, SLACK_API_URL: url });
      expect(parsed.error?.issues.map(({ path, message }) => [path, message])).toEqual([
        [['SLACK_API_URL'], expect.stringContaining('ends in /api/')],
      ]);
    },
  );

  test('that are missing are named', () => {
    const missing = slackEnv.safeParse({}).error?.issues.map(({ path }) => path[0]);
    expect(missing).toEqual(['SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN']);
  });
});
