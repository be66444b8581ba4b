import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSlackChannel, slackEnv } from '../../../adapters/slack/index.ts';
import { NOW, SECRET, nothingLogged, nothingMeasured, startSlack, type Slack } from './harness.ts';
import { card } from './sample-card.ts';

const CLIENT = { SLACK_CLIENT_ID: '111.222', SLACK_CLIENT_SECRET: 'the-client-secret' };
const HOUR_MS = 3_600_000;
let slack: Slack;
beforeEach(async () => void (slack = await startSlack({ env: CLIENT })));
afterEach(() => slack.close());

const granted = (more: object = {}) => ({
  ok: true,
  access_token: 'xoxb-of-t02',
  token_type: 'bot',
  bot_user_id: 'UBOT2',
  app_id: 'A01',
  team: { id: 'T02', name: 'Beta <Freight>' },
  enterprise: null,
  is_enterprise_install: false,
  ...more,
});
const exchanges = () => slack.api.of('oauth.v2.access');
const post = (teamId = 'T02') => slack.channel.post(`slack:${teamId}/C02`, card, { retry: false });
const postedWith = () =>
  slack.api.calls.filter(({ method }) => method === 'chat.postMessage').map(({ token }) => token);

/** A browser that goes to Slack; answers what it has to bring back. */
async function begin() {
  const answer = await fetch(`${slack.origin}/slack/install`, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';', 1)[0] ?? '';
  const location = new URL(answer.headers.get('location') ?? '');
  return { cookie, location, state: location.searchParams.get('state') ?? '', answer };
}
async function comeBack(query: Record<string, string>, cookie = '') {
  const url = `${slack.origin}/slack/oauth_redirect?${new URLSearchParams(query)}`;
  const answer = await fetch(url, { headers: { cookie } });
  return { status: answer.status, text: await answer.text() };
}
async function install(grant: object = granted()) {
  slack.api.order('oauth.v2.access', { body: grant });
  const { state, cookie } = await begin();
  return comeBack({ code: 'c-1', state }, cookie);
}
async function event(type: string, more: object = {}, fields: object = {}) {
  const body = { type: 'event_callback', event_id: 'Ev1', team_id: 'T02', event: { type, ...fields }, ...more };
  return slack.send(JSON.stringify(body), { 'content-type': 'application/json' });
}

describe('an installation', () => {
  test('begins at Slack’s own page, with the scopes of the manifest and the way back', async () => {
    const { location, answer } = await begin();
    expect(`${location.origin}${location.pathname}`).toBe(`${slack.api.origin}/oauth/v2/authorize`);
    expect(Object.fromEntries(location.searchParams)).toMatchObject({
      client_id: '111.222',
      scope: expect.stringMatching(/(^|,)chat:write(,|$)/),
      redirect_uri: 'https://pitcrew.test/slack/oauth_redirect',
    });
    expect(answer.headers.get('set-cookie')).toMatch(/; Path=\/slack; HttpOnly; SameSite=Lax; Secure$/);
  });

  test('trades the code for the team’s token, with which that team’s cards are posted from then on', async () => {
    expect(await post()).toEqual({
      ok: false,
      error: {
        code: 'rejected',
        reason: 'SLACK_BOT_TOKEN serves the team T01, not T02. Install it at https://pitcrew.test/slack/install.',
      },
    });
    slack.api.order('oauth.v2.access', { body: granted() });
    const { state, cookie } = await begin();
    const done = await comeBack({ code: 'c-1', state }, cookie);
    expect(done.status).toBe(200);
    expect(done.text).toContain('Pitcrew is installed in Beta &#60;Freight&#62;.');
    expect(exchanges()).toEqual([
      {
        client_id: '111.222',
        client_secret: 'the-client-secret',
        code: 'c-1',
        redirect_uri: 'https://pitcrew.test/slack/oauth_redirect',
      },
    ]);
    expect(await post()).toMatchObject({ ok: true, value: { teamId: 'T02' } });
    expect(await post('T01')).toMatchObject({ ok: true });
    expect(postedWith()).toEqual(['xoxb-of-t02', 'xoxb-test-token']);
  });

  test('leaves no token in the clear on the disk', async () => {
    await install(granted({ refresh_token: 'xoxe-1-secret', expires_in: 43_200 }));
    const files = readdirSync(slack.folder).map((name) => readFileSync(join(slack.folder, name)).toString('latin1'));
    expect(files.join('').length).toBeGreaterThan(1_000);
    for (const secret of ['xoxb-of-t02', 'xoxe-1-secret']) expect(files.join('')).not.toContain(secret);
  });

  test.each([
    ['without a state', () => ({})],
    ['with one of somebody else’s making', () => ({ state: `9999999999999.${'a'.repeat(64)}.${'b'.repeat(64)}` })],
    [
      'with a changed one',
      ({ state }: { state: string }) => ({ state: state.replace(/.$/, (c) => (c === '0' ? '1' : '0')) }),
    ],
    ['with a longer life', ({ state }: { state: string }) => ({ state: state.replace(/^./, '9') })],
  ])('%s is refused, and its code stays unused', async (_what, change) => {
    const begun = await begin();
    const changed = change(begun);
    const cookie = 'state' in changed ? `pitcrew_slack_install=${changed.state}` : begun.cookie;
    expect(await comeBack({ code: 'c-1', ...changed }, cookie)).toMatchObject({ status: 400 });
    expect(exchanges()).toEqual([]);
  });

  test('in another browser than the one that asked for it is refused', async () => {
    const [mine, theirs] = [await begin(), await begin()];
    expect((await comeBack({ code: 'c-1', state: mine.state })).status).toBe(400);
    expect((await comeBack({ code: 'c-1', state: mine.state }, theirs.cookie)).status).toBe(400);
    expect(exchanges()).toEqual([]);
  });

  test('is good once, also for two at the same moment, and for ten minutes', async () => {
    slack.api.order('oauth.v2.access', { body: granted() });
    const { state, cookie } = await begin();
    const tries = await Promise.all([1, 2, 3].map(() => comeBack({ code: 'c-1', state }, cookie)));
    expect(tries.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect((await comeBack({ code: 'c-2', state }, cookie)).status).toBe(400);
    const late = await begin();
    slack.later(600_001);
    expect((await comeBack({ code: 'c-3', state: late.state }, late.cookie)).status).toBe(400);
    expect(exchanges()).toHaveLength(1);
  });

  test('that the person or Slack refuses says so, and nothing is kept', async () => {
    const refused = await begin();
    expect((await comeBack({ error: 'access_denied', state: refused.state }, refused.cookie)).status).toBe(400);
    expect(await install({ ok: false, error: 'invalid_code' })).toMatchObject({ status: 400 });
    expect(await install(granted({ team: null, is_enterprise_install: true }))).toMatchObject({ status: 400 });
    slack.api.order('oauth.v2.access', { status: 503 });
    const { state, cookie } = await begin();
    expect(await comeBack({ code: 'c-1', state }, cookie)).toMatchObject({ status: 502 });
    expect(await post()).toMatchObject({ error: { code: 'rejected' } });
  });

  test('is not offered without a client id', async () => {
    const other = await startSlack();
    expect(other.channel.routes.map(({ path }) => path)).toEqual(['/slack/events']);
    await other.close();
  });
});

describe('a token that rotates', () => {
  const rotating = granted({ refresh_token: 'xoxe-1', expires_in: 43_200 });
  const next = { ...granted({ access_token: 'xoxb-next', refresh_token: 'xoxe-2', expires_in: 43_200 }) };

  test('is used while it is good, and fetched anew once before its end, whoever posts', async () => {
    await install(rotating);
    slack.later(10 * HOUR_MS);
    await post();
    expect(exchanges()).toHaveLength(1);
    slack.api.order('oauth.v2.access', { body: next });
    slack.later(1.5 * HOUR_MS);
    await Promise.all([1, 2, 3, 4].map(() => post()));
    expect(exchanges().slice(1)).toEqual([
      {
        client_id: '111.222',
        client_secret: 'the-client-secret',
        grant_type: 'refresh_token',
        refresh_token: 'xoxe-1',
      },
    ]);
    expect(postedWith()).toEqual(['xoxb-of-t02', ...Array(4).fill('xoxb-next')]);
  });

  test('is fetched by one of two processes only, even when it is over already', async () => {
    await install(rotating);
    slack.api.order('oauth.v2.access', { body: next, delayMs: 150 });
    slack.later(13 * HOUR_MS);
    const at = () => new Date(NOW.getTime() + 13 * HOUR_MS);
    const other = createSlackChannel({
      config: slackEnv.parse({ SLACK_SIGNING_SECRET: SECRET, ...CLIENT, SLACK_API_URL: slack.api.apiUrl }),
      ...slack.shelf,
      ...{ publicUrl: 'https://pitcrew.test', log: nothingLogged, metrics: nothingMeasured },
      dispatch: { receive: () => Promise.reject(new Error('unused')) },
      clock: { now: at, trueNow: at },
    });
    const posts = await Promise.all([post(), other.post('slack:T02/C02', card, { retry: false })]);
    await other.close();
    expect(posts.map(({ ok }) => ok)).toEqual([true, true]);
    expect(exchanges()).toHaveLength(2);
    expect(postedWith()).toEqual(['xoxb-next', 'xoxb-next']);
  });

  test('that cannot be renewed is used to its end, then cards fail in words', async () => {
    await install(rotating);
    slack.api.order('oauth.v2.access', { body: { ok: false, error: 'invalid_refresh_token' } });
    slack.later(11.5 * HOUR_MS);
    expect(await post()).toMatchObject({ ok: true });
    slack.later(HOUR_MS);
    expect(await post()).toEqual({
      ok: false,
      error: expect.objectContaining({
        code: 'rejected',
        reason: 'Slack does not accept the refresh token. Install the app again.',
      }),
    });
  });
});

describe('an app that was taken out of a team', () => {
  test.each([
    ['app_uninstalled', {}],
    ['tokens_revoked', { tokens: { oauth: ['U9'], bot: ['UBOT2'] } }],
  ])('by %s has its token dropped before that is acknowledged', async (type, fields) => {
    await install();
    await post();
    expect((await event(type, {}, fields)).status).toBe(200);
    expect(await post()).toEqual({
      ok: false,
      error: {
        code: 'rejected',
        reason: 'Pitcrew was removed from the Slack workspace T02. Install it at https://pitcrew.test/slack/install.',
      },
    });
    expect(postedWith()).toHaveLength(1);
    await install(granted({ access_token: 'xoxb-again' }));
    expect(await post()).toMatchObject({ ok: true });
  });

  test('keeps its token when only people’s own were revoked, or when the event is of an earlier installation', async () => {
    await install();
    await event('tokens_revoked', {}, { tokens: { oauth: ['U9'], bot: [] } });
    await event('app_uninstalled', { event_time: NOW.getTime() / 1000 - 300 });
    expect(await post()).toMatchObject({ ok: true });
    await event('app_uninstalled', { event_time: NOW.getTime() / 1000 + 1 });
    expect(await post()).toMatchObject({ ok: false });
  });

  test('loses the configured token too, and no other team’s', async () => {
    await install();
    await event('app_uninstalled', { team_id: 'T01' });
    expect(await post('T01')).toMatchObject({ error: { code: 'rejected' } });
    expect(await post('T02')).toMatchObject({ ok: true });
  });
});
