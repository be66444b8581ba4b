import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ACME, BEN, BETA, GAMMA, addTenants, atRest, raiseFor } from '../support/tenants.ts';
import type { Tenant } from '../support/tenants.ts';
import { CHANNEL, DANA, SAM, STRANGER, startWorld } from '../support/world.ts';
import type { Person, World } from '../support/world.ts';
import { tempDir } from '../support/temp.ts';
import { sentWith, until } from '../support/waiting.ts';

let world: World;
/** A booking of each fleet, by the fleet's id. */
let cases: Map<string, string>;
const of = ({ fleetId }: Tenant): string => cases.get(fleetId) ?? '';

beforeEach(async () => {
  world = await startWorld({ dataDir: tempDir(), vehicles: ['van-1'], guests: [BEN] });
  await addTenants(world, ['van-1', 'van-of-others']);
  cases = new Map();
  for (const fleet of [ACME, BETA, GAMMA]) cases.set(fleet.fleetId, await raiseFor(world, fleet, 'van-1'));
  await atRest(world, [...cases.values()]);
});
afterEach(() => world.close());

describe('over /v1', () => {
  async function call({ apiKey }: Tenant, method: string, path: string, body?: object) {
    const answer = await fetch(world.url + path, {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return { status: answer.status, text: await answer.text() };
  }

  test("with its own key a fleet comes to nothing of another's", async () => {
    const theirs = of(BETA);
    const before = await atRest(world, [theirs]);
    const intent = { intent: 'dismiss', memberId: 'beta-manager', deliveryId: 'd-1' };
    const tries: [string, string, object?][] = [
      ['GET', `/v1/bookings/${theirs}`],
      ['GET', `/v1/bookings/${theirs}/history`],
      ['GET', '/v1/bookings?fleetId=beta'],
      ['POST', `/v1/bookings/${theirs}/intents`, intent],
      ['GET', '/v1/fleets'],
      ['GET', '/v1/fleets/beta'],
      ['PUT', '/v1/fleets/beta', { name: 'Taken', timeZone: 'UTC' }],
      ['DELETE', '/v1/fleets/beta'],
      ['GET', '/v1/fleets/beta/members'],
      ['GET', '/v1/fleets/beta/members/beta-manager'],
      ['PUT', '/v1/fleets/beta/members/me', { name: 'Me', roles: ['manager'] }],
      ['GET', '/v1/fleets/beta/vehicles/van-1'],
      ['PUT', '/v1/fleets/acme/members/me', { name: 'Me', roles: ['manager'] }],
      ['GET', '/v1/providers'],
    ];
    for (const [method, path, body] of tries) {
      const { status, text } = await call(ACME, method, path, body);
      expect([method, path, status]).toEqual([method, path, 403]);
      expect(text).not.toMatch(/van-1|Ben Other|Fleet beta/);
    }
    expect(await atRest(world, [theirs])).toEqual(before);
    const listed = JSON.parse((await call(ACME, 'GET', '/v1/bookings?vehicleId=van-1')).text);
    expect(listed.items.map(({ bookingId }: { bookingId: string }) => bookingId)).toEqual([of(ACME)]);
  });

  test("another fleet's vehicle is none, by id and by VIN", async () => {
    const alert = { alertId: 'x', system: 'brakes', severity: 'warning', observedAt: new Date().toISOString() };
    for (const vehicle of [{ vehicleId: 'van-of-others' }, { vin: '1FTFW1E5XNFB00001' }]) {
      const { status, text } = await call(ACME, 'POST', '/v1/alerts', { ...alert, ...vehicle });
      expect([status, JSON.parse(text).code]).toEqual([400, 'UNKNOWN_VEHICLE']);
    }
  });

  test('one fleet cannot sign for another', async () => {
    const body = JSON.stringify({
      alertId: 'forged',
      vehicleId: 'van-1',
      system: 'brakes',
      severity: 'warning',
      observedAt: new Date().toISOString(),
    });
    const time = Math.floor(Date.now() / 1000);
    const mac = createHmac('sha256', ACME.apiKey).update(`${time}.${body}`).digest('hex');
    const send = (fleet: string) =>
      fetch(`${world.url}/v1/alerts`, {
        method: 'POST',
        headers: { 'x-pitcrew-fleet': fleet, 'x-pitcrew-signature': `t=${time},v1=${mac}` },
        body,
      });
    expect((await send('beta')).status).toBe(401);
    expect((await send('no-such-fleet')).status).toBe(401);
    expect((await send('acme')).status).toBe(202);
  });

  test("another fleet's member cannot be acted for", async () => {
    const intent = { intent: 'dismiss', memberId: 'beta-manager', deliveryId: 'd-1' };
    const { status, text } = await call(ACME, 'POST', `/v1/bookings/${of(ACME)}/intents`, intent);
    expect([status, JSON.parse(text).outcome]).toEqual([202, 'refused']);
    expect((await world.booking(of(ACME))).phase.state).toBe('offered');
  });
});

/** A click by somebody with a value of his own making, signed as Slack signs. */
async function clickWith(person: Person, actionId: string, value: object, changes: object = {}): Promise<number> {
  const [card] = world.workspace.messages(CHANNEL);
  const shown = JSON.stringify(card?.blocks);
  const button = ['more-slots', 'cancel', 'rate:comment'].find((name) => shown.includes(`"${name}"`)) ?? 'none';
  const { body } = world.workspace.clickRequest(person.id, CHANNEL, card?.ts ?? '', button);
  const payload = JSON.parse(new URLSearchParams(body).get('payload') ?? '{}');
  const [action] = payload.actions;
  const forged = {
    ...payload,
    trigger_id: actionId.startsWith('rate:comment') ? payload.trigger_id : `made.up.${sentWith()}`,
    actions: [{ ...action, action_id: actionId, value: JSON.stringify(value) }],
    ...changes,
  };
  return (await world.workspace.send(world.workspace.sign(forged))).status;
}

describe('in one Slack workspace', () => {
  test.each(['choose-slot:1', 'more-slots', 'dismiss', 'cancel', 'rate:5'])(
    "a manager who sends %s for another fleet's booking is told so alone, and nothing changes",
    async (actionId) => {
      const theirs = [of(BETA), of(GAMMA)];
      const before = await atRest(world, theirs);
      for (const [i, bookingId] of theirs.entries()) {
        const slotId = before[i]?.offer.slots[0]?.slotId;
        expect(await clickWith(DANA, actionId, { bookingId, version: 1, slotId, stars: 5 })).toBe(200);
      }
      await until('he is told twice', () => world.whispers(DANA).length === 2 || undefined);
      expect(new Set(world.whispers(DANA))).toEqual(
        new Set(['You are not a member of this fleet in Pitcrew. Ask your fleet’s administrator to add you.']),
      );
      expect(world.whispers(BEN)).toEqual([]);
      expect(await atRest(world, theirs)).toEqual(before);
      expect(world.shops.ledger()).toEqual([]);
    },
  );

  test("the rating form shows nobody but the fleet's own people what was said of its repair", async () => {
    const bookingId = of(BETA);
    const [{ offer } = { offer: undefined }] = await atRest(world, [bookingId]);
    await clickWith(BEN, 'choose-slot:1', { bookingId, slotId: offer?.slots[0]?.slotId });
    await world.inState(bookingId, 'scheduled');
    world.shops.postStatus(`${bookingId}-1`, 'READY');
    await world.inState(bookingId, 'completed');
    const formOf = async (person: Person): Promise<string> => {
      await clickWith(person, 'rate:comment', { bookingId, version: 1 });
      const form = await until('a form is open', () => world.workspace.state.views(person.id).at(-1));
      return JSON.stringify(form.view);
    };
    expect(await formOf(BEN)).toContain('van-1');
    await world.workspace.submitView(BEN.id, { stars: '2', comment: 'Between us: they lost a bolt.' });
    await until('it is rated', async () => (await world.booking(bookingId)).rating?.stars === 2 || undefined);
    expect(await formOf(BEN)).toContain('they lost a bolt');

    for (const person of [DANA, SAM, STRANGER]) expect(await formOf(person)).not.toMatch(/lost a bolt|van-1/);
    await world.workspace.submitView(DANA.id, { stars: '5', comment: 'Not mine to say' });
    await world.told(DANA, /^You are not a member of this fleet/);
    expect((await world.booking(bookingId)).rating?.stars).toBe(2);
  });
});

test('a response URL that is not Slack’s is never followed; the answer comes another way', async () => {
  const asked: string[] = [];
  const trap = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => trap.listen(0, '127.0.0.1', resolve));
  const { port } = trap.address() as AddressInfo;
  try {
    const urls = [
      `http://127.0.0.1:${port}/a`,
      `http://localhost:${port}/b`,
      `${world.workspace.url}@127.0.0.1:${port}/c`,
    ];
    for (const [i, response_url] of urls.entries()) {
      await clickWith(STRANGER, 'dismiss', { bookingId: of(ACME) }, { response_url });
      await until('he is told', () => world.whispers(STRANGER).length === i + 1 || undefined);
    }
    expect(asked).toEqual([]);
  } finally {
    await new Promise((resolve) => trap.close(resolve));
  }
});

test('a click from a card that is out of date does nothing twice and nothing wrong', async () => {
  const bookingId = of(ACME);
  const { offer } = await world.booking(bookingId);
  const [first, second] = offer.slots.map(({ slotId }) => slotId);
  expect(await clickWith(DANA, 'choose-slot:1', { bookingId, version: 1, slotId: first })).toBe(200);
  await world.inState(bookingId, 'scheduled');
  const booked = await atRest(world, [bookingId]);
  for (const version of [0, 1, 2 ** 40]) {
    await clickWith(DANA, 'choose-slot:2', { bookingId, version, slotId: second });
    await clickWith(DANA, 'dismiss', { bookingId, version });
  }
  await until('he is told each time', () => world.whispers(DANA).length === 6 || undefined);
  expect((await world.booking(bookingId)).phase).toEqual(booked[0]?.phase);
  expect(world.shops.ledger().filter(({ status }) => status === 'CONFIRMED')).toHaveLength(1);
});
