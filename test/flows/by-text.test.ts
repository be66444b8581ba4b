import { asFleetId, asMemberId, asVehicleId } from '../../src/domain/ids.ts';
import { DANAS, numbersIn, postSigned, startSmsWorld } from '../support/sms-world.ts';
import type { Handset, SmsWorld } from '../support/sms-world.ts';
import { TWILIO } from '../support/twilio-api.ts';
import { until } from '../support/waiting.ts';
import { CHICAGO } from '../support/world.ts';
import type { WorldOptions } from '../support/world.ts';

const LEES = '+13125550161';
const IDAS = '+13125550162';
const MINUTE_MS = 60_000;

let world: SmsWorld;
let dana: Handset;
const open = async (options: Partial<WorldOptions> = {}) => {
  world = await startSmsWorld({ vehicles: ['truck-17', 'truck-18'], ...options });
  dana = world.handset(DANAS);
};
afterEach(() => world.close());

/** Books the first time of an offer that Dana reads now. */
async function book(vehicleId: string): Promise<string> {
  const bookingId = await world.raise(vehicleId);
  const [first] = numbersIn(await dana.reads(new RegExp(`^${vehicleId}: 12 V battery`)));
  await dana.send(`${first}`);
  await world.inState(bookingId, 'scheduled');
  await dana.reads(new RegExp(`^${vehicleId} is booked`));
  return bookingId;
}
const stateOf = async (bookingId: string) => (await world.booking(bookingId)).phase.state;

test('with two open cases each number means one time, and a word that fits both is answered by the vehicles', async () => {
  await open();
  const [one, two] = [await world.raise('truck-17'), await world.raise('truck-18')];
  const numbers = [...numbersIn(await dana.reads(/^truck-1\d: /)), ...numbersIn(await dana.reads(/^truck-1\d: /))];
  expect(new Set(numbers)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  const all = dana.inbox();
  const mine = (vehicleId: string) => numbersIn(all.find((text) => text.startsWith(vehicleId)) ?? '');
  await dana.send(`${mine('truck-18')[0]}.`);
  await world.inState(two, 'scheduled');
  expect(await stateOf(one)).toBe('offered');
  await dana.send(`#${mine('truck-17')[1]}`);
  await world.inState(one, 'scheduled');
  await dana.reads(/is booked/);
  await dana.reads(/is booked/);

  await dana.send('c');
  const which = await dana.reads(/^Which one\? Reply its number\./);
  expect(which).toMatch(
    /\n7\) truck-1[78], 12 V battery: booked Mon, Jan 6, .*\n8\) truck-1[78], 12 V battery: booked /,
  );
  const line = /^(\d+)\) truck-18/m.exec(which)?.[1];
  await dana.send(`${line}`);
  await dana.reads(/^Cancel truck-18, .* Fee: \$30\.00\. Reply YES or NO\.$/);
  await dana.send('NO');
  await dana.reads(/^truck-18: nothing is cancelled\.$/);
  // The vehicle's id behind the word asks nothing back.
  await dana.send('C truck-17');
  await dana.reads(/^Cancel truck-17/);
  await dana.send('Yes.');
  await world.inState(one, 'cancelled');
  expect(await stateOf(two)).toBe('scheduled');

  await dana.send('status');
  expect(await dana.reads(/^truck-18, 12 V battery: booked Mon/)).not.toContain('truck-17');
}, 30_000);

test('MORE brings more times with numbers that go on; an old number and one that never was are answered in words', async () => {
  await open();
  const bookingId = await world.raise();
  await dana.reads(/^truck-17: /);
  await dana.send('more');
  const more = await dana.reads(/^truck-17, more times:/);
  expect(numbersIn(more).slice(0, 3)).toEqual([4, 5, 6]);
  await dana.send('5');
  await world.inState(bookingId, 'scheduled');
  await dana.reads(/^truck-17 is booked/);
  await dana.send('1');
  await dana.reads(/^truck-17: It is already booked: /);
  await dana.send('77');
  await dana.reads(/^There is no 77\) to choose\. STATUS says what is under way\.$/);
  await dana.send('What is this?');
  await dana.reads(/^That was not understood\./);
  await dana.send('R when the moon is blue');
  expect(await dana.reads(/^truck-17: “?"?when the moon is blue/)).toContain('names no time that can be understood');
}, 30_000);

test('a fee is named and asked for before anything is cancelled', async () => {
  await open();
  const bookingId = await book('truck-17');
  await dana.send('C');
  await dana.reads(/^Cancel truck-17, .*\? Fee: \$30\.00\. Reply YES or NO\.$/);
  expect(await stateOf(bookingId)).toBe('scheduled');
  await dana.send('YES');
  await dana.reads(/^truck-17: Cancelled by Dana Reyes\. The shop charges \$30\.00\.$/);
  expect(await stateOf(bookingId)).toBe('cancelled');
}, 30_000);

test('STOP is remembered: nothing is sent until START, also where only the carrier has told of it', async () => {
  await open();
  expect(await dana.send(' Stop ')).toBe(200);
  const bookingId = await world.raise();
  await until('the offer is made', async () => (await world.booking(bookingId)).offer.slots.length > 0 || undefined);
  await dana.send('STATUS');
  await dana.send('MORE');
  await new Promise((go) => setTimeout(go, 700));
  expect(world.twilio.asked).toEqual([]);
  await dana.send('START');
  await dana.reads(/^You get texts from Pitcrew\./);
  await dana.send('STATUS');
  await dana.reads(/^truck-17, 12 V battery: waits for a choice$/);

  // Somebody blocked us at his carrier: the first refusal teaches it.
  world.twilio.optedOut.add(DANAS);
  await dana.send('HELP');
  await until('Twilio was asked', () => world.twilio.asked.length === 3 || undefined);
  await until(
    'it is remembered',
    async () => (await world.pitcrew.parts.store.memory.read('sms-opt-outs', DANAS)) ?? undefined,
  );
  await dana.send('HELP');
  await new Promise((go) => setTimeout(go, 300));
  expect(world.twilio.asked).toHaveLength(3);
}, 30_000);

test('a number of two fleets: each case in its own fleet, by its own member', async () => {
  await open();
  await world.fleet('beta');
  const { directory } = world.pitcrew.parts.store;
  const fleetId = asFleetId('beta');
  await directory.putMember({
    fleetId,
    memberId: asMemberId('ops'),
    name: 'Dana at Beta',
    roles: ['manager'],
    phone: DANAS,
  });
  await directory.putVehicle({
    ...{ fleetId, vehicleId: asVehicleId('bus-4'), vin: '1FTFW1E5XNFA00099', class: 'light', gvwrLb: 9_500 },
    location: CHICAGO,
  });
  const acme = await world.raise('truck-17');
  await dana.reads(/^truck-17: /);
  const beta = await world.raise('bus-4', { fleetId: 'beta' });
  const [first] = numbersIn(await dana.reads(/^bus-4: /));
  expect(first).toBe(4);
  await dana.send('4');
  await world.inState(beta, 'scheduled');
  await dana.reads(/^bus-4 is booked/);
  await dana.send('1');
  await world.inState(acme, 'scheduled');
  const by = async (id: string) =>
    (await world.booking(id)).history.find(({ intent }) => intent === 'choose-slot')?.actor;
  expect([await by(beta), await by(acme)]).toMatchObject([
    { id: 'ops', channel: 'sms' },
    { id: 'dana', channel: 'sms' },
  ]);
  await dana.reads(/^truck-17 is booked/);
  await dana.send('R tomorrow at 10');
  expect(await dana.reads(/^Which one\?/)).toMatch(/\) bus-4, [\s\S]*\) truck-17, |\) truck-17, [\s\S]*\) bus-4, /);
}, 30_000);

describe('an approver', () => {
  const waiting = async () => {
    await open({ policy: { booking: 'approve', approveOver: { amount: 100, currency: 'USD' } } });
    await world.hire('ida', 'Ida Stern', { roles: ['approver'], phone: IDAS });
    await world.hire('lee', 'Lee Okafor', { roles: ['approver'], phone: LEES });
    const bookingId = await world.raise();
    const [first] = numbersIn(await dana.reads(/^truck-17: /));
    await dana.send(`${first}`);
    await world.inState(bookingId, 'awaiting-approval');
    await dana.reads(/^truck-17: Waiting for Ida Stern to approve it, until Mon, Jan 6, /);
    return bookingId;
  };

  test('approves by YES, and nobody else’s YES is one', async () => {
    const bookingId = await waiting();
    const ida = world.handset(IDAS);
    const asked = await ida.reads(/^truck-17: 12 V battery/);
    expect(asked).toMatch(/\nTo be approved: Mon, Jan 6, .*\nShop: .*\nEstimate: \$\d+\.00\nWhy: /);
    expect(asked).toMatch(/\nReply YES to approve, NO to reject\.$/);
    await dana.send('YES');
    await dana.reads(/^Nothing waits for a YES or NO\./);
    await ida.send('Yes, but hurry');
    await world.inState(bookingId, 'scheduled');
    await ida.reads(/^truck-17 is booked: /);
    await dana.reads(/^truck-17 is booked: /);
    expect((await world.booking(bookingId)).approvals).toMatchObject([{ decision: 'approved', comment: 'but hurry' }]);
    expect(world.handset(LEES).inbox()).toEqual([]);
  }, 30_000);

  test('rejects by NO; the chooser reads why, and the times come again', async () => {
    const bookingId = await waiting();
    const ida = world.handset(IDAS);
    await ida.reads(/^truck-17: /);
    await ida.send('no too dear');
    await world.inState(bookingId, 'offered');
    expect(await dana.reads(/was not approved by Ida Stern/)).toContain('too dear');
    await ida.reads(/was not approved by Ida Stern/);
  }, 30_000);

  test('whom a text does not reach is passed over at once, whoever tells it how often', async () => {
    const bookingId = await waiting();
    const ida = world.handset(IDAS);
    await ida.reads(/^truck-17: /);
    const text = world.twilio.texts.find(({ to }) => to === IDAS);
    if (!text) throw new Error('Ida got no text.');
    expect(await world.receipt(text, 'delivered')).toBe(200);
    expect(await stateOf(bookingId)).toBe('awaiting-approval');
    expect([
      await world.receipt(text, 'undelivered', 30_003),
      await world.receipt(text, 'undelivered', 30_003),
    ]).toEqual([200, 200]);
    const lee = world.handset(LEES);
    await lee.reads(/^truck-17: 12 V battery[\s\S]*Waiting for Lee Okafor/);
    await lee.send('YES');
    await world.inState(bookingId, 'scheduled');
    const { history } = await world.booking(bookingId);
    expect(history.filter(({ intent }) => intent === 'escalate')).toHaveLength(1);
  }, 30_000);

  test('who said STOP is not asked while somebody else can be', async () => {
    await open({ policy: { booking: 'approve', approveOver: { amount: 100, currency: 'USD' } } });
    await world.hire('ida', 'Ida Stern', { roles: ['approver'], phone: IDAS });
    await world.hire('lee', 'Lee Okafor', { roles: ['approver'], phone: LEES });
    await world.handset(IDAS).send('STOP');
    const bookingId = await world.raise();
    const [first] = numbersIn(await dana.reads(/^truck-17: /));
    await dana.send(`${first}`);
    await world.handset(LEES).reads(/^truck-17: 12 V battery/);
    expect((await world.inState(bookingId, 'awaiting-approval')).phase).toMatchObject({
      approval: { approver: { memberId: 'lee' } },
    });
  }, 30_000);
});

test('nobody answers: the next manager gets the offer himself, and is reminded before the appointment', async () => {
  await open({ policy: { remindAfterMinutes: 10 } });
  const bookingId = await world.raise('truck-17', { severity: 'critical' });
  await dana.reads(/^truck-17: /);
  world.later(11 * MINUTE_MS);
  await dana.reads(/^Reminder: truck-17: /);
  const [first] = numbersIn(dana.inbox()[0] ?? '');
  await dana.send(`${first}`);
  await world.inState(bookingId, 'scheduled');
}, 30_000);

test('an urgent offer that did not arrive goes to the next manager at once', async () => {
  await open();
  await world.hire('lee', 'Lee Okafor', { phone: LEES });
  const bookingId = await world.raise('truck-17', { severity: 'critical' });
  await dana.reads(/^truck-17: /);
  const lee = world.handset(LEES);
  await lee.reads(/^truck-17: /);
  const text = world.twilio.texts.find(({ to }) => to === DANAS);
  if (!text) throw new Error('Dana got no text.');
  expect(await world.receipt(text, 'failed', 30_005)).toBe(200);
  const [first] = numbersIn(await lee.reads(/^Reminder: truck-17: /));
  await lee.send(`${first}`);
  await world.inState(bookingId, 'scheduled');
  expect((await world.booking(bookingId)).history.map(({ intent }) => intent)).toContain('escalate');
}, 30_000);

test('where Twilio cannot tell us what became of a text, the text goes out all the same', async () => {
  await open();
  world.twilio.faults.push({ status: 400, code: 21_609 });
  await world.raise();
  await dana.reads(/^truck-17: /);
  const forms = world.twilio.texts.map(({ form }) => form['StatusCallback']);
  expect([world.twilio.asked.length, forms]).toEqual([2, [undefined]]);
}, 30_000);

test('the same text twice has one effect, a stranger learns nothing, and only what Twilio signed for our address counts', async () => {
  await open({ env: { PUBLIC_URL: 'https://pitcrew.example/fleet' } });
  const bookingId = await world.raise();
  await dana.reads(/^truck-17: /);
  const sid = `SM${'a'.repeat(32)}`;
  expect([await dana.send('C', sid), await dana.send('STATUS', sid), await dana.send('HELP', sid)]).toEqual([
    200, 200, 200,
  ]);
  await dana.reads(/^Nothing is booked that could be cancelled/);
  const stranger = world.handset('+13125559999');
  for (const words of ['1', 'STATUS', 'HELP', 'MORE', 'YES', 'START']) expect(await stranger.send(words)).toBe(200);
  expect(dana.inbox()).toHaveLength(2);
  expect(stranger.inbox()).toEqual([]);

  const form = { MessageSid: `SM${'b'.repeat(32)}`, From: DANAS, To: TWILIO.TWILIO_FROM, Body: '1' };
  const statusOf = async (signedFor: string, token?: string) =>
    (await postSigned(signedFor, '/sms/inbound', form, { to: world.url, ...(token ? { token } : {}) })).status;
  // For the address under which it arrived, for the prefix left away, with another token.
  expect(await statusOf(world.url)).toBe(403);
  expect(await statusOf('https://pitcrew.example')).toBe(403);
  expect(await statusOf('https://pitcrew.example/fleet', 'another-token')).toBe(403);
  expect(await stateOf(bookingId)).toBe('offered');
  const odd = { ...form, From: 'somebody' };
  expect((await postSigned('https://pitcrew.example/fleet', '/sms/inbound', odd, { to: world.url })).status).toBe(400);
  // The query is signed too.
  const asked = await postSigned('https://pitcrew.example/fleet', '/sms/inbound?shard=2', form, { to: world.url });
  expect([asked.status, asked.headers.get('content-type'), await asked.text()]).toEqual([
    200,
    'text/xml; charset=utf-8',
    expect.stringMatching(/<Response\/>$/),
  ]);
  await world.inState(bookingId, 'scheduled');
}, 30_000);

test('an answer of Twilio’s that got lost is no reason for a second text', async () => {
  await open();
  world.twilio.faults.push({ dropAfter: true });
  const bookingId = await world.raise();
  await dana.reads(/^truck-17: /);
  await until(
    'the offer counts as posted',
    async () => {
      const card = (await world.booking(bookingId)).cards[0];
      return card?.ref['sid'] ?? undefined;
    },
    20_000,
  );
  expect(dana.inbox()).toHaveLength(1);
}, 30_000);
