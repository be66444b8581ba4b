import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as bodyText } from 'node:stream/consumers';
import twilioSdk from 'twilio';
import { startTwilio } from '../../adapters/demo/index.ts';
import type { Twilio } from '../../adapters/demo/index.ts';
import { openTwilio } from '../../adapters/sms/client.ts';
import { until } from '../support/waiting.ts';

const ACCOUNT = `AC${'0'.repeat(32)}`;
const TOKEN = 'an-auth-token';
const BOT = '+13125550199';
const ROSA = '+13125550154';

let twilio: Twilio;
let app: Server;
let appUrl: string;
let arrived: { path: string; form: Record<string, string>; isSigned: boolean }[];

beforeEach(async () => {
  arrived = [];
  app = createServer((request, response) => {
    void bodyText(request).then((body) => {
      const form = Object.fromEntries(new URLSearchParams(body));
      const signature = String(request.headers['x-twilio-signature']);
      const path = request.url ?? '';
      arrived.push({ path, form, isSigned: twilioSdk.validateRequest(TOKEN, signature, `${appUrl}${path}`, form) });
      response.end();
    });
  });
  await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve));
  appUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}`;
  twilio = await startTwilio({ accountSid: ACCOUNT, authToken: TOKEN, number: BOT });
  twilio.setAppUrl(appUrl);
});
afterEach(async () => {
  await twilio.close();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

const client = (authToken = TOKEN) =>
  openTwilio(
    {
      ...{ TWILIO_ACCOUNT_SID: ACCOUNT, TWILIO_AUTH_TOKEN: authToken, TWILIO_API_URL: twilio.apiUrl },
      PITCREW_PLAINTEXT_HOSTS: '',
    },
    5000,
  );

test('Twilio’s own client sends to a phone, finds it there, and hears that it was delivered', async () => {
  const { messages } = await client();
  const { sid } = await messages.create({
    ...{ to: ROSA, from: BOT, body: 'three times', statusCallback: `${appUrl}/sms/status` },
  });
  await until('the receipt arrives', () => arrived[0]);
  expect(arrived).toMatchObject([
    { path: '/sms/status', isSigned: true, form: { MessageSid: sid, MessageStatus: 'delivered', To: ROSA, From: BOT } },
  ]);
  expect((await messages.list({ to: ROSA, limit: 5 })).map((text) => [text.sid, text.body, text.status])).toEqual([
    [sid, 'three times', 'delivered'],
  ]);
  expect(twilio.texts()).toMatchObject([{ from: BOT, to: ROSA, body: 'three times', direction: 'outbound-api' }]);
});

test('a text of a phone arrives signed; after STOP nothing is taken until START', async () => {
  const { messages } = await client();
  const send = () => messages.create({ to: ROSA, from: BOT, body: 'hello' });
  expect(await twilio.send(ROSA, 'stop')).toBe(200);
  expect(arrived).toMatchObject([
    { path: '/sms/inbound', isSigned: true, form: { From: ROSA, To: BOT, Body: 'stop', NumMedia: '0' } },
  ]);
  await expect(send()).rejects.toMatchObject({ status: 400, code: 21_610 });
  await twilio.send(ROSA, 'START');
  expect((await send()).status).toBe('queued');
});

test('another token, a number that is none and an empty text are refused as Twilio refuses them', async () => {
  const to = (number: string, body: string, token = TOKEN) =>
    client(token).then(({ messages }) => messages.create({ to: number, from: BOT, body }));
  await expect(to(ROSA, 'hello', 'another-token')).rejects.toMatchObject({ status: 401, code: 20_003 });
  await expect(to('312', 'hello')).rejects.toMatchObject({ status: 400, code: 21_211 });
  await expect(to(ROSA, '')).rejects.toMatchObject({ status: 400, code: 21_602 });
  expect(twilio.texts()).toEqual([]);
});
