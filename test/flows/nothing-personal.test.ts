import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { asFleetId, asMemberId, asVehicleId } from '../../src/domain/ids.ts';
import { embeddedTest, fileOf } from '../support/profile.ts';
import { keptLog } from '../support/tenants.ts';
import { CHICAGO, STRANGER, startWorld } from '../support/world.ts';
import type { World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

/** Everything personal or secret of this story. Each is really used below; none may be found where it does not belong. */
const MARK = {
  vin: '1FTBW2CM5HKMARK01',
  plate: 'PLATE-MARK',
  name: 'Marker Personname',
  slackUser: 'U01MARKERID',
  strangerUser: STRANGER.id,
  phone: '+13125550199',
  email: 'marker.person@acme.test',
  comment: 'Marker comment on the mechanic',
  reason: 'other: marker reason of Mister X',
  wrongPhone: 'marker 312 no phone',
  alertMessage: 'Marker Personname drives it',
  shopPhone: '+13125550177',
  apiKey: 'an-api-key-for-tests-only',
  adminToken: 'marker-admin-token-of-length',
  signingSecret: 'test-signing-secret',
  botToken: 'xoxb-test-bot-token',
  clientSecret: 'sample-firestone-secret',
  webhookSecret: 'sample-firestone-webhook-secret',
  responseUrl: '/response/',
} as const;
const MANAGER = { id: MARK.slackUser, name: MARK.name };

/** Which marks stand in a text, also in base64 or encoded for a URL, and in any case: a Slack id only as Slack writes it. */
const marksIn = (text: string): string[] => {
  const low = text.toLowerCase();
  return Object.entries(MARK)
    .filter(([what, mark]) => {
      const forms = [
        mark,
        Buffer.from(mark).toString('base64').replace(/=+$/, '').slice(0, -2),
        encodeURIComponent(mark),
      ];
      if (what.endsWith('User')) return forms.some((form) => text.includes(form));
      return forms.some((form) => low.includes(form.toLowerCase()));
    })
    .map(([what]) => what);
};

let world: World;
let dataDir: string;
let lines: string[];
/** Every answer of ours to a call that went wrong, and what `/metrics` says. */
let answers: string[];

afterEach(() => world.close());

embeddedTest(
  'a whole story with everything that may go wrong in it leaves nothing personal in logs, answers, metrics and files',
  async () => {
    dataDir = tempDir();
    answers = [];
    const kept = keptLog();
    lines = kept.lines;
    world = await startWorld({
      dataDir,
      managers: [MANAGER],
      vehicles: ['truck-17', 'truck-18'],
      pitcrew: { logger: kept.log },
      env: { LOG_LEVEL: 'trace', PITCREW_ADMIN_TOKEN: MARK.adminToken, PROVIDER_TIMEOUT_MS: '800' },
    });
    await fillDirectory();

    await bookCompleteAndRate();
    await dismissAfterTrouble();
    await wrongCalls();
    await storeThatCannotBeWritten();
    answers.push(await (await fetch(`${world.url}/metrics`)).text(), await (await fetch(`${world.url}/readyz`)).text());

    // The search works: what is not secret is found in each of these places.
    const written = lines.join('\n');
    expect(written.length).toBeGreaterThan(500);
    expect(answers.join('\n')).toContain('pitcrew_bookings_total');
    expect(stored()).toContain('truck-17');
    expect(marksIn(`x ${MARK.vin.toLowerCase()} ${Buffer.from(MARK.name).toString('base64')}`)).toEqual([
      'vin',
      'name',
    ]);

    expect(lines.filter((line) => marksIn(line).length > 0).map((line) => [marksIn(line), line])).toEqual([]);
    expect(answers.filter((text) => marksIn(text).length > 0)).toEqual([]);
    expect(marksIn(stored())).toEqual([]);
    await world.pitcrew.close();
    expect(marksIn(stored())).toEqual([]);
    expect(marksIn(lines.join('\n'))).toEqual([]);
  },
);

/** The bytes of the store's files. The key ring and the operator's token lie beside them, for their owner alone. */
function stored(): string {
  const files = readdirSync(dataDir, { recursive: true }).map(String);
  expect(files).toContain('pitcrew.db');
  for (const file of files) expect([file, statSync(join(dataDir, file)).mode & 0o077]).toEqual([file, 0]);
  return files
    .filter((file) => file.includes('.db'))
    .map((file) => readFileSync(join(dataDir, file)).toString('latin1'))
    .join('\n');
}

async function fillDirectory(): Promise<void> {
  const { directory } = world.pitcrew.parts.store;
  const fleetId = asFleetId('acme');
  const memberId = asMemberId(MARK.slackUser.toLowerCase());
  await directory.deleteMember(fleetId, memberId);
  const person = { fleetId, memberId: asMemberId('m1'), name: MARK.name, phone: MARK.phone, email: MARK.email };
  await directory.putMember({ ...person, roles: ['manager'], slackUserId: MARK.slackUser });
  const vehicle = { fleetId, vin: MARK.vin, plate: MARK.plate, class: 'light' as const, location: CHICAGO };
  await directory.putVehicle({ ...vehicle, vehicleId: asVehicleId('truck-17') });
}

async function bookCompleteAndRate(): Promise<void> {
  const bookingId = await world.raise('truck-17', { message: MARK.alertMessage });
  await world.card(bookingId);
  // Someone who is no member, and the shop with an outcome that has to be looked up.
  await world.click(STRANGER, bookingId, 'choose-slot:2');
  world.shops.setFaults('book:timeout-after=1x1,lookup:error500=1x1,cancel:malformed=1x1');
  await world.click(MANAGER, bookingId, 'choose-slot:1');
  await world.inState(bookingId, 'scheduled', 30_000);
  world.shops.setFaults('');
  world.shops.postStatus(`${bookingId}-1`, 'READY');
  await world.inState(bookingId, 'completed');
  await world.card(bookingId, (text) => text.includes('rate:comment'));
  world.workspace.fail('response_url', { status: 500 });
  world.workspace.fail('chat.update', { error: 'channel_not_found' });
  world.workspace.fail('views.open', { error: 'internal_error' });
  await world.click(MANAGER, bookingId, 'rate:comment');
  await world.told(MANAGER, /could not be opened/);
  await world.click(MANAGER, bookingId, 'rate:comment');
  await until('the form is open', () => world.workspace.state.views(MANAGER.id).at(-1));
  await world.workspace.submitView(MANAGER.id, { stars: '5', comment: MARK.comment });
  await until(
    'it is rated',
    async () => (await world.booking(bookingId)).rating?.comment === MARK.comment || undefined,
  );
}

async function dismissAfterTrouble(): Promise<void> {
  world.workspace.fail('chat.postMessage', { status: 503 });
  world.shops.setFaults('availability:error500=1x2,availability:wrong-type=1x2');
  const bookingId = await world.raise('truck-18');
  await world.card(bookingId, undefined, 20_000);
  const answer = await call('POST', `/v1/bookings/${bookingId}/intents`, MARK.apiKey, {
    intent: 'dismiss',
    memberId: 'm1',
    deliveryId: 'd-1',
    reason: MARK.reason,
  });
  expect(answer).toContain('accepted');
  await world.inState(bookingId, 'dismissed');
}

/** Calls that are refused: each brings marks, and none may come back. */
async function wrongCalls(): Promise<void> {
  const alert = { alertId: 'a-1', system: 'battery_12v', severity: 'warning', observedAt: new Date().toISOString() };
  const member = { name: MARK.name, roles: ['manager'], phone: MARK.wrongPhone, email: `${MARK.email}@x` };
  const vehicle = { vin: `${MARK.vin}${MARK.vin}`, plate: { of: MARK.plate }, class: MARK.name };
  const wrong = [
    call('POST', '/v1/alerts', MARK.apiKey, {
      ...alert,
      vin: MARK.vin.replace('01', '02'),
      message: MARK.alertMessage,
    }),
    call('POST', '/v1/alerts', MARK.apiKey, { ...alert, vin: MARK.vin, severity: MARK.name, [MARK.email]: 1 }),
    call('POST', '/v1/alerts', MARK.apiKey, `{"vin":"${MARK.vin}`),
    call('POST', '/v1/alerts', `${MARK.apiKey}x`, alert),
    call('PUT', '/v1/fleets/acme/members/m2', MARK.adminToken, member),
    call('PUT', `/v1/fleets/acme/members/${encodeURIComponent(MARK.email)}`, MARK.adminToken, member),
    call('PUT', '/v1/fleets/acme/vehicles/v2', MARK.adminToken, vehicle),
    call('PUT', '/v1/fleets/acme/vehicles/v2', MARK.adminToken, { ...vehicle, externalIds: { [MARK.phone]: 7 } }),
    call('GET', `/v1/bookings?cursor=${encodeURIComponent(MARK.phone)}&state=${MARK.vin}`, MARK.apiKey),
    call('GET', `/v1/bookings/${MARK.vin}`, MARK.apiKey),
    call('GET', `/${MARK.vin}/${MARK.slackUser}?email=${MARK.email}`, MARK.apiKey),
    call('DELETE', `/v1/fleets/acme/members/m1`, MARK.adminToken),
    post('/slack/events', JSON.stringify({ type: MARK.name, user: MARK.slackUser }), {}),
    post('/slack/events', `payload=${encodeURIComponent(JSON.stringify({ user: { id: MARK.slackUser } }))}`, {}),
    shopWord({ eventId: MARK.email, confirmation: '..', status: MARK.name, at: MARK.phone, [MARK.vin]: MARK.vin }),
    shopWord({ eventId: 7, confirmation: { [MARK.name]: MARK.name } }),
  ];
  answers.push(...(await Promise.all(wrong)));
}

/** While nothing can be written, clicks, alerts and statuses are refused; their errors are logged. */
async function storeThatCannotBeWritten(): Promise<void> {
  const handle = fileOf(world.pitcrew.parts.store);
  const bookingId = await world.raise('truck-17', { message: MARK.alertMessage });
  await world.card(bookingId);
  handle.read((db) => db.exec('PRAGMA query_only = ON'));
  expect(await world.click(MANAGER, bookingId, 'choose-slot:1')).toBe(503);
  const alert = { alertId: 'a-9', system: 'brakes', severity: 'warning', observedAt: new Date().toISOString() };
  answers.push(await call('POST', '/v1/alerts', MARK.apiKey, { ...alert, vin: MARK.vin, message: MARK.alertMessage }));
  answers.push(
    await shopWord({ eventId: 'e', confirmation: MARK.name, status: 'READY', at: new Date().toISOString() }),
    await call('PUT', '/v1/fleets/acme/members/m3', MARK.adminToken, {
      name: MARK.name,
      roles: ['viewer'],
      email: MARK.email,
    }),
  );
  expect(answers.slice(-3).map((text) => JSON.parse(text).status)).toEqual([503, 503, 503]);
  handle.read((db) => db.exec('PRAGMA query_only = OFF'));
}

async function call(method: string, path: string, token: string, body?: object | string): Promise<string> {
  const answer = await fetch(world.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return answer.text();
}

async function post(path: string, body: string, headers: Record<string, string>): Promise<string> {
  const type = { 'content-type': body.startsWith('{') ? 'application/json' : 'application/x-www-form-urlencoded' };
  return (await fetch(world.url + path, { method: 'POST', headers: { ...type, ...headers }, body })).text();
}

function shopWord(event: object): Promise<string> {
  const body = JSON.stringify(event);
  const time = Math.floor(Date.now() / 1000);
  const mac = createHmac('sha256', MARK.webhookSecret).update(`${time}.${body}`).digest('hex');
  return post('/providers/firestone/webhook', body, { 'x-firestone-signature': `t=${time},v1=${mac}` });
}
