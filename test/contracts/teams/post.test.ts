import type { Card } from '../../../src/app/cards/card.ts';
import { teamsEnv } from '../../../adapters/teams/index.ts';
import { readConfig } from '../../../src/config.ts';
import { TENANT } from '../../support/bot-framework.ts';
import { DANA, MEMBERS, ROOM, startTeams } from './harness.ts';
import type { Teams } from './harness.ts';
import { cardViolations } from './judges.ts';

let teams: Teams;
beforeEach(async () => void (teams = await startTeams()));
afterEach(() => teams.close());

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
const ROOM_TARGET = `teams:room/${TENANT}/${ROOM}`;
const first = { retry: false };
const post = () => teams.channel.post(teams.channel.targetOf(teams.fleet.channels[0]!, teams.fleet)!, card, first);
const asked = (operation: string) => teams.service.requests.filter((one) => one.operation === operation);

describe('posting a card', () => {
  test('goes to the fleet’s conversation with a token of the app’s own, and answers where it lies', async () => {
    expect(teams.channel.targetOf(teams.fleet.channels[0]!, teams.fleet)).toBe(ROOM_TARGET);
    expect(teams.channel.targetOf({ kind: 'email' }, teams.fleet)).toBeUndefined();
    const posted = await post();
    const [message] = teams.service.in(ROOM);
    expect(posted).toEqual({
      ok: true,
      value: { serviceUrl: teams.service.serviceUrl, tenantId: TENANT, conversationId: ROOM, activityId: message?.id },
    });
    expect(message?.activity).toMatchObject({
      type: 'message',
      summary: 'truck-17: 12 V battery at 71 %',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
    });
    expect(cardViolations(message?.activity.attachments[0].content)).toEqual([]);
  });

  test('asks for one token, however many cards there are, and for a new one when that is refused', async () => {
    await Promise.all([post(), post(), post()]);
    expect([asked('token').length, teams.service.in(ROOM).length]).toEqual([1, 3]);
    teams.service.revokeTokens();
    expect(await post()).toMatchObject({ error: { code: 'unreachable' } });
    expect((await post()).ok).toBe(true);
    expect(asked('token')).toHaveLength(2);
  });

  test('to a person begins his chat once, at the fleet’s service and in its tenant', async () => {
    const target = teams.channel.personTargetOf!(MEMBERS[0]!, teams.fleet)!;
    expect(target).toBe('teams:person/acme/dana');
    expect(teams.channel.personTargetOf!({ ...MEMBERS[0]!, teamsUserId: undefined }, teams.fleet)).toBeUndefined();
    expect(teams.channel.personTargetOf!(MEMBERS[0]!, { ...teams.fleet, channels: [] })).toBeUndefined();
    await teams.channel.post(target, card, first);
    await teams.channel.post(target, card, first);
    expect(teams.service.created).toMatchObject([
      {
        isGroup: false,
        tenantId: TENANT,
        members: [{ id: DANA.aadObjectId }],
        channelData: { tenant: { id: TENANT } },
      },
    ]);
    expect(teams.service.in(`a:${DANA.aadObjectId}`)).toHaveLength(2);
  });

  test('that belongs under a digest goes into its thread', async () => {
    const digest = { digestId: 'd1', title: '2 vehicle alerts came', fallbackText: 'x', lines: [] };
    await post();
    const head = await teams.channel.digest!(ROOM_TARGET, digest, first);
    const under = head.ok ? head.value : {};
    expect((await teams.channel.post(ROOM_TARGET, card, { ...first, under })).ok).toBe(true);
    expect(teams.service.in(`${ROOM};messageid=${under['activityId']}`)).toHaveLength(1);
  });
});

describe('a posted card', () => {
  test('is edited in place and gets lines in its thread', async () => {
    const posted = await post();
    const ref = posted.ok ? posted.value : {};
    expect(await teams.channel.update(ref, { ...card, version: 4 })).toEqual({ ok: true });
    const [message] = teams.service.in(ROOM);
    expect(message?.edits).toBe(1);
    expect(message?.activity.attachments[0].content.refresh.action.data).toEqual({ bookingId: 'bk-1', version: 4 });
    const note = { bookingId: 'bk-1', vehicleId: 'truck-17', noteId: 'n3', text: 'Work has begun **now**.' };
    expect(await teams.channel.note(ref, note, first)).toEqual({ ok: true });
    expect(teams.service.in(`${ROOM};messageid=${message?.id}`)).toMatchObject([
      { replyToId: message?.id, activity: { text: 'Work has begun **now**.', textFormat: 'plain' } },
    ]);
  });

  test('in a person’s chat, where nothing has a thread, gets lines that name the vehicle', async () => {
    const posted = await teams.channel.post('teams:person/acme/dana', card, first);
    const ref = posted.ok ? posted.value : {};
    await teams.channel.note(ref, { bookingId: 'bk-1', vehicleId: 'truck-17', noteId: 'n1', text: 'Booked.' }, first);
    const lines = teams.service.in(`a:${DANA.aadObjectId}`).map(({ activity }) => activity.text);
    expect(lines).toEqual([undefined, 'truck-17: Booked.']);
  });

  test('of another platform is none', async () => {
    expect(await teams.channel.update({ messageSid: 'SM1' }, card)).toMatchObject({ error: { code: 'rejected' } });
    expect(teams.service.requests).toEqual([]);
  });

  test('a notice is a card too', async () => {
    const notice = { id: 'n1', title: 'Week 47', words: ['All is well.'], facts: [{ label: 'Booked', value: '12' }] };
    await post();
    expect(await teams.channel.announce!(ROOM_TARGET, notice)).toEqual({ ok: true });
    const { activity } = teams.service.in(ROOM).at(-1)!;
    expect(cardViolations(activity.attachments[0].content)).toEqual([]);
    expect(JSON.stringify(activity)).toContain('All is well.');
  });
});

describe('a failure', () => {
  const refused = (code: string) => ({ body: { error: { code, message: 'secret of somebody' } } });
  test.each([
    ['a rate limit', { status: 429, headers: { 'retry-after': '7' } }, 'rate-limited', 7000],
    ['a rate limit of Teams’ other kind', { status: 412 }, 'rate-limited', undefined],
    ['an error of theirs', { status: 502 }, 'unreachable', undefined],
    ['a maintenance that says how long', { status: 503, headers: { 'retry-after': '2' } }, 'unreachable', 2000],
    ['a dropped connection', { drop: true }, 'unreachable', undefined],
    ['an app that was removed', { status: 403, ...refused('BotNotInConversationRoster') }, 'rejected', undefined],
    [
      'a message that was deleted',
      { status: 404, ...refused('ActivityNotFoundInConversation') },
      'rejected',
      undefined,
    ],
    ['a code that nobody knows', { status: 400, ...refused('constructor') }, 'rejected', undefined],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:9/' } }, 'unreachable', undefined],
  ])('%s is one try and a value', async (_what, order, code, retryAfterMs) => {
    const posted = await post();
    teams.service.order('update', order);
    const result = await teams.channel.update(posted.ok ? posted.value : {}, card);
    expect(result).toMatchObject({ ok: false, error: { code, reason: expect.stringMatching(/^[A-Z].*\.$/) } });
    expect(result.ok ? undefined : result.error.retryAfterMs).toBe(retryAfterMs);
    expect(JSON.stringify(result)).not.toContain('secret');
    expect([asked('update').length, teams.failures]).toEqual([1, [code]]);
  });

  test.each([
    ['a wrong password', { status: 401 }, 'Microsoft does not accept TEAMS_APP_ID and TEAMS_APP_PASSWORD.'],
    ['a dropped connection', { drop: true }, 'The server that gives out tokens for Teams cannot be reached.'],
    ['an odd answer', { body: [1] }, 'Microsoft’s answer to the request for a token was not understood.'],
  ])('of the token: %s is told, and tried again the next time', async (_what, order, reason) => {
    teams.service.order('token', order);
    expect(await post()).toEqual({ ok: false, error: { code: 'unreachable', reason } });
    expect((await post()).ok).toBe(true);
  });

  test('a service without TLS outside this machine is not spoken to', async () => {
    const entry = {
      kind: 'teams',
      serviceUrl: 'http://teams.example/',
      conversationId: ROOM,
      tenantId: TENANT,
    } as const;
    const target = teams.channel.targetOf(entry, teams.fleet)!;
    expect(await teams.channel.post(target, card, first)).toMatchObject({
      error: { code: 'rejected', reason: expect.stringContaining('must be https outside this machine') },
    });
    expect(teams.service.requests).toEqual([]);
  });
});

describe('the variables', () => {
  const right = { TEAMS_APP_ID: 'an-app', TEAMS_APP_PASSWORD: 'a-secret-of-it' };

  test('default to Microsoft itself', () => {
    expect(teamsEnv.parse(right).TEAMS_OPENID_METADATA_URL).toBe(
      'https://login.botframework.com/v1/.well-known/openidconfiguration',
    );
  });

  test.each(['http://login.example/keys', 'ftp://127.0.0.1/', 'https://me:secret@login.example/', 'keys'])(
    'do not take %s for the keys',
    (url) => {
      const parsed = teamsEnv.safeParse({ ...right, TEAMS_OPENID_METADATA_URL: url });
      expect(parsed.error?.issues.map(({ path }) => path)).toEqual([['TEAMS_OPENID_METADATA_URL']]);
    },
  );

  test('that are missing are named', () => {
    const missing = teamsEnv.safeParse({ TEAMS_TENANT_ID: TENANT }).error?.issues.map(({ path }) => path[0]);
    expect(missing).toEqual(['TEAMS_APP_ID', 'TEAMS_APP_PASSWORD']);
  });

  test.each(['TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID', 'TEAMS_OPENID_METADATA_URL', 'TEAMS_TOKEN_URL'])(
    'do not let a Pitcrew start by %s alone: without an app id anybody could speak in Teams’ name',
    (name) => {
      const config = readConfig({ [name]: 'http://127.0.0.1:1/keys', TEAMS_APP_ID: '', LOG_LEVEL: 'loud' });
      const named = config.ok ? [] : config.error.map((problem) => problem.name);
      expect(named).toEqual(expect.arrayContaining(['LOG_LEVEL', 'TEAMS_APP_ID']));
    },
  );
});
