import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyText } from 'node:stream/consumers';
import { startTeams } from '../../adapters/demo/index.ts';
import type { Teams } from '../../adapters/demo/index.ts';
import { createConnector } from '../../adapters/teams/connector.ts';
import { createProof } from '../../adapters/teams/proof.ts';
import { teamsEnv } from '../../adapters/teams/index.ts';
import type { Log } from '../../src/app/ports/log.ts';

const NOA = '00000000-0000-4000-8000-000000000002';
const ROOM = '19:fleet@thread.tacv2';
const clock = { trueNow: () => new Date() };
const silent = () => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent, child: () => log };

let teams: Teams;
let app: Server;
let arrived: { authorization: string; activity: Record<string, unknown> }[];

beforeEach(async () => {
  arrived = [];
  teams = await startTeams({
    ...{ appId: 'an-app', appPassword: 'a-password-of-it', tenantId: 'a-tenant' },
    people: [{ id: NOA, name: 'Noa Lind', title: 'Depot manager' }],
    room: { id: ROOM, name: 'Fleet' },
  });
  app = createServer((request, response) => {
    void bodyText(request).then((body) => {
      arrived.push({
        authorization: request.headers.authorization ?? '',
        activity: JSON.parse(body) as Record<string, unknown>,
      });
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: 'ok' }),
      );
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  teams.setMessagesUrl(`http://127.0.0.1:${(app.address() as AddressInfo).port}/teams/messages`);
});
afterEach(async () => {
  await teams.close();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

const connect = (password = 'a-password-of-it') =>
  createConnector(teamsEnv.parse({ ...teams.env, TEAMS_APP_PASSWORD: password }), clock);

test('the Bot Framework’s own client posts, edits and answers in a thread; another password gets no token', async () => {
  const { call } = connect();
  const posted = await call(teams.serviceUrl, ({ conversations }) =>
    conversations.sendToConversation(ROOM, { type: 'message', text: 'one' }),
  );
  const id = posted.ok ? posted.value.id : '';
  const edited = await call(teams.serviceUrl, ({ conversations }) =>
    conversations.updateActivity(ROOM, id, { type: 'message', text: 'two' }),
  );
  const thread = `${ROOM};messageid=${id}`;
  const replied = await call(teams.serviceUrl, ({ conversations }) =>
    conversations.replyToActivity(thread, id, { type: 'message', text: 'three' }),
  );
  expect([posted.ok, edited.ok, replied.ok]).toEqual([true, true, true]);
  expect(teams.activities()).toMatchObject([
    { id, conversationId: ROOM, activity: { text: 'two' }, edits: 1 },
    { conversationId: ROOM, threadOf: id, activity: { text: 'three' }, edits: 0 },
  ]);
  const lost = await call(teams.serviceUrl, ({ conversations }) =>
    conversations.updateActivity(ROOM, '404', { type: 'message', text: 'x' }),
  );
  const stranger = await connect('another-password').call(teams.serviceUrl, ({ conversations }) =>
    conversations.sendToConversation(ROOM, { type: 'message', text: 'no' }),
  );
  expect([lost.ok, stranger.ok]).toEqual([false, false]);
  expect(teams.activities()).toHaveLength(2);
});

test('a click arrives as an invoke whose token the Bot Framework’s SDK accepts', async () => {
  const value = { action: { type: 'Action.Execute', verb: 'choose-slot', data: { bookingId: 'b', version: 1 } } };
  const answer = await teams.invoke({ userId: NOA, conversationId: ROOM, name: 'adaptiveCard/action', value });
  expect(answer).toMatchObject({ status: 200, body: { value: 'ok' } });
  const [{ authorization, activity }] = arrived as [(typeof arrived)[number]];
  expect(activity).toMatchObject({
    ...{ type: 'invoke', name: 'adaptiveCard/action', value, serviceUrl: teams.serviceUrl },
    ...{ from: { aadObjectId: NOA }, conversation: { id: ROOM, conversationType: 'channel', tenantId: 'a-tenant' } },
  });
  const proof = createProof(teamsEnv.parse(teams.env), clock, log);
  const token = await proof.ofHeader(authorization);
  expect(token !== undefined && (await proof.covers(token, activity))).toBe(true);
  await proof.close();
  await expect(teams.invoke({ userId: 'nobody', conversationId: ROOM, name: 'task/fetch', value: {} })).rejects.toThrow(
    'nobody is not in this Teams.',
  );
});
