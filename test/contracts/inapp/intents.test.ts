import { asFleetId, asMemberId } from '../../../src/domain/ids.ts';
import { bearer, cookie, furnish, openInbox, type InboxHouse } from '../../support/inbox.ts';
import { tempDir } from '../../support/temp.ts';

interface Item {
  readonly bookingId: string;
  readonly state: string;
  readonly card: { readonly title: string; readonly actions: readonly { readonly intent: string }[] };
  readonly yours: readonly { readonly deliveryId: string; readonly result: string }[];
}

let house: InboxHouse;
beforeEach(async () => {
  house = await openInbox(tempDir(), { env: { PUBLIC_URL: 'http://localhost:3000' } });
  await furnish(house);
});
afterEach(() => house.close());

const tokenOf = async (memberId: string, fleetId?: string) => (await house.session(memberId, fleetId)).token;
const list = async (token: string, query = '') => {
  const answer = await fetch(`${house.url}/v1/inbox/bookings${query}`, { headers: bearer(token) });
  return ((await answer.json()) as { items: Item[] }).items;
};

test('a click does what it says, in the member’s name, and is answered in words', async () => {
  const bookingId = await house.raise('v1');
  const token = await tokenOf('dana');
  const done = await house.act(token, {
    intent: 'dismiss',
    bookingId,
    version: 1,
    reason: 'false-positive',
    deliveryId: 'd1',
  });
  expect(done).toMatchObject({ status: 202, json: { bookingId, outcome: 'accepted' } });
  expect(done.json['message']).toMatch(/^[A-Z].+\.$/);
  const { history, phase } = await house.booking(bookingId);
  expect(phase.state).toBe('dismissed');
  expect(history.at(-1)?.actor).toMatchObject({ kind: 'member', id: 'dana', channel: 'inapp' });

  // The same click again: the same success and no second effect.
  const { version } = await house.booking(bookingId);
  expect(await house.act(token, { intent: 'dismiss', bookingId, deliveryId: 'd1' })).toEqual(done);
  expect((await house.booking(bookingId)).version).toBe(version);
  // What became of it stands with the card for him, and in the booking under the id that he gave it.
  const [item] = await list(token, `?ids=${bookingId}`);
  expect(item?.yours).toEqual([expect.objectContaining({ deliveryId: 'd1', result: 'done' })]);
  expect((await list(await tokenOf('omar'), `?ids=${bookingId}`))[0]?.yours).toEqual([]);
  const view = house.pitcrew.parts.app.api.view(await house.booking(bookingId));
  expect(view.lastOutcome).toMatchObject({ deliveryId: 'd1', intent: 'dismiss', result: 'done' });
});

test('two members may use the same id: each has his own click', async () => {
  const bookingId = await house.raise('v1');
  const [dana, omar] = [await tokenOf('dana'), await tokenOf('omar')];
  expect((await house.act(dana, { intent: 'snooze', minutes: 30, bookingId, deliveryId: 'd1' })).json['outcome']).toBe(
    'accepted',
  );
  expect((await house.act(omar, { intent: 'dismiss', bookingId, deliveryId: 'd1' })).json['outcome']).toBe('accepted');
  expect((await house.booking(bookingId)).phase.state).toBe('dismissed');
});

test('a viewer reads: he sees the case without buttons, and is refused in words', async () => {
  const bookingId = await house.raise('v1');
  const token = await tokenOf('sam');
  const [item] = await list(token);
  expect(item?.card.title).toMatch(/^v1: /);
  expect(item?.card.actions).toEqual([]);
  const refused = await house.act(token, { intent: 'dismiss', bookingId });
  expect(refused).toMatchObject({ status: 202, json: { outcome: 'refused' } });
  expect((await house.booking(bookingId)).phase.state).toBe('offered');
});

test('another fleet’s case is not seen and not touched; one that is nowhere is not found', async () => {
  const foreign = await house.raise('v1', 'beta');
  const token = await tokenOf('dana');
  expect(await list(token)).toEqual([]);
  expect(await list(token, `?ids=${foreign}`)).toEqual([]);
  expect((await house.act(token, { intent: 'dismiss', bookingId: foreign })).status).toBe(403);
  expect((await house.act(token, { intent: 'dismiss', bookingId: 'nowhere' })).status).toBe(404);
  expect((await house.booking(foreign)).version).toBeLessThan(3);
});

test.each([
  ['an unknown intent', { intent: 'explode' }, 'intent'],
  ['stars beyond five', { intent: 'rate', stars: 6 }, 'stars'],
  ['a reschedule that names nothing', { intent: 'reschedule' }, 'text'],
  ['a delivery without an id', { intent: 'undo', deliveryId: '' }, 'deliveryId'],
])('%s is bad input, named', async (_, body, path) => {
  const bookingId = await house.raise('v1');
  const answer = await house.act(await tokenOf('dana'), { bookingId, ...body });
  expect(answer.status).toBe(400);
  expect(answer.json['errors']).toEqual([expect.objectContaining({ path })]);
});

describe('a page of somebody else, in whose browser the cookie is', () => {
  const send = async (headers: Record<string, string>, bookingId: string, token: string) =>
    fetch(`${house.url}/v1/inbox/intents`, {
      ...{ method: 'POST', headers: { ...cookie(token), ...headers } },
      body: JSON.stringify({ intent: 'dismiss', bookingId, deliveryId: 'from-a-page' }),
    });
  const JSON_BODY = { 'content-type': 'application/json' };

  test.each<[string, Record<string, string>]>([
    ['of another origin', { ...JSON_BODY, origin: 'https://evil.test' }],
    ['of no origin that it would tell', { ...JSON_BODY, origin: 'null' }],
    ['of another port of this host', { ...JSON_BODY, origin: 'http://localhost:3001' }],
    ['of another site, as the browser says', { ...JSON_BODY, 'sec-fetch-site': 'cross-site' }],
    ['of the same site only', { ...JSON_BODY, 'sec-fetch-site': 'same-site' }],
    ['with a form', { 'content-type': 'text/plain' }],
    [
      'with a form of our own origin',
      { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://localhost:3000' },
    ],
  ])('%s changes nothing: 403', async (_, headers) => {
    const bookingId = await house.raise('v1');
    const answer = await send(headers, bookingId, await tokenOf('dana'));
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'FOREIGN_ORIGIN']);
    expect((await house.booking(bookingId)).phase.state).toBe('offered');
    // Nor is it let to read: no answer of ours names an origin.
    const read = await fetch(`${house.url}/v1/inbox/bookings`, {
      headers: { ...cookie('x'), origin: 'https://evil.test' },
    });
    expect([...read.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test('our own page may', async () => {
    const bookingId = await house.raise('v1');
    const own = { ...JSON_BODY, origin: 'http://localhost:3000', 'sec-fetch-site': 'same-origin' };
    expect((await send(own, bookingId, await tokenOf('dana'))).status).toBe(202);
    expect((await house.booking(bookingId)).phase.state).toBe('dismissed');
  });
});

test('each reads in his own language and zone', async () => {
  const { directory } = house.pitcrew.parts.store;
  const [fleetId, memberId] = [asFleetId('acme'), asMemberId('dana')];
  await directory.putMember({
    ...{ fleetId, memberId },
    name: 'Dana',
    roles: ['manager'],
    locale: 'de-DE',
    timeZone: 'Europe/Berlin',
  });
  await house.raise('v1');
  const reported = async (id: string) => JSON.stringify((await list(await tokenOf(id)))[0]?.card);
  expect(await reported('dana')).toMatch(/\d{1,2}:\d\d MEZ/);
  expect(await reported('omar')).toMatch(/\d{1,2}:\d\d [AP]M C[SD]T/);
});

test('cases that were closed of late come apart, the last first', async () => {
  const token = await tokenOf('dana');
  const ids = [await house.raise('v1'), await house.raise('v2'), await house.raise('v3')];
  await house.act(token, { intent: 'dismiss', bookingId: ids[1] });
  await house.act(token, { intent: 'dismiss', bookingId: ids[0] });
  expect((await list(token)).map(({ bookingId }) => bookingId)).toEqual([ids[2]]);
  const closed = await list(token, '?of=closed');
  expect(closed.map(({ bookingId, state }) => [bookingId, state])).toEqual([
    [ids[0], 'dismissed'],
    [ids[1], 'dismissed'],
  ]);
});
