import { bearer, cookie, furnish, listenTo, openInbox } from '../../support/inbox.ts';
import type { InboxEvents, InboxHouse } from '../../support/inbox.ts';
import { tempDir } from '../../support/temp.ts';
import { freePort, until } from '../../support/waiting.ts';

let dataDir: string;
let houses: InboxHouse[];
let streams: InboxEvents[];
beforeEach(() => {
  dataDir = tempDir();
  [houses, streams] = [[], []];
});
afterEach(async () => {
  for (const stream of streams) await stream.close();
  for (const house of houses) await house.close();
});

async function start(options?: Parameters<typeof openInbox>[1], port?: number): Promise<InboxHouse> {
  const house = await openInbox(dataDir, options, port);
  houses.push(house);
  return house;
}

async function listen(url: string, headers: Record<string, string>): Promise<InboxEvents> {
  const stream = await listenTo(url, headers);
  streams.push(stream);
  return stream;
}

const resumed = (headers: Record<string, string>, stream: InboxEvents) => ({
  ...headers,
  'last-event-id': stream.all.at(-1)?.id ?? '',
});

/** Waits until a booking has come to rest and the stream has told of it as it stands. */
async function caughtUp(house: InboxHouse, stream: InboxEvents, bookingId: string): Promise<number> {
  return until(`the stream has told of ${bookingId} as it stands`, async () => {
    const { version } = await house.booking(bookingId);
    return version > 1 && stream.versions()[bookingId] === version ? version : undefined;
  });
}

test('open bookings come first, then each change as it happens; closed ones and other fleets’ do not come', async () => {
  const house = await start();
  await furnish(house);
  const [one, two, gone, foreign] = [
    await house.raise('v1'),
    await house.raise('v2'),
    await house.raise('v3'),
    await house.raise('v1', 'beta'),
  ];
  const { token } = await house.session('dana');
  await house.act(token, { intent: 'dismiss', bookingId: gone });
  for (const id of [one, two, gone, foreign])
    await until('the offers are made', async () => ((await house.booking(id)).version > 1 ? true : undefined));

  const stream = await listen(house.url, cookie(token));
  expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  await stream.until('both came', (all) => all.length === 2);
  for (const { event, id, data } of stream.all) {
    expect(event).toBe('booking');
    expect(id).toMatch(/^[0-9a-zA-Z.-]{1,800}$/);
    const { bookingId, version, phase } = await house.booking(data.bookingId);
    expect(data).toEqual({ bookingId, version, state: phase.state });
  }
  expect(stream.all.map(({ data }) => data.bookingId).sort()).toEqual([one, two].sort());

  await house.act(token, { intent: 'dismiss', bookingId: two });
  await stream.until('it is told', (all) => all.some(({ data }) => data.state === 'dismissed'), 1_000);
  const late = await house.raise('v4');
  await caughtUp(house, stream, late);
  expect(Object.keys(stream.versions()).sort()).toEqual([one, two, late].sort());
});

test('with the id of the last event exactly what was missed comes: nothing twice, nothing left out, also of what was closed', async () => {
  const house = await start();
  await furnish(house);
  const { token } = await house.session('dana');
  const ids = [await house.raise('v1'), await house.raise('v2'), await house.raise('v3')];
  const first = await listen(house.url, cookie(token));
  for (const id of ids) await caughtUp(house, first, id);
  const before = first.versions();
  await first.close();

  await house.act(token, { intent: 'dismiss', bookingId: ids[1] });
  const fresh = await house.raise('v4');
  await until('its offer is made', async () => ((await house.booking(fresh)).version > 1 ? true : undefined));

  const second = await listen(house.url, resumed(cookie(token), first));
  await second.until('both came', (all) => all.length >= 2);
  expect(second.all.map(({ data }) => data.bookingId)).toEqual([ids[1], fresh]);
  expect(second.all[0]?.data).toEqual({
    bookingId: ids[1],
    version: (before[ids[1] ?? ''] ?? 0) + 1,
    state: 'dismissed',
  });

  // Again at once: there is nothing to tell, until something happens.
  const third = await listen(house.url, resumed(cookie(token), second));
  await house.act(token, { intent: 'dismiss', bookingId: fresh });
  await third.until('the next change comes', (all) => all.length > 0);
  expect(third.all.map(({ data }) => [data.bookingId, data.state])).toEqual([[fresh, 'dismissed']]);
});

test('an id that is none of ours, or lies ahead of the clock, is as none', async () => {
  const house = await start();
  await furnish(house);
  const id = await house.raise('v1');
  const { token } = await house.session('dana');
  const ahead = (Date.now() + 3_600_000).toString(36);
  for (const last of ['', '42', 'x'.repeat(3_000), '%%%', '1.2.3', `${ahead}.`, ahead]) {
    const stream = await listen(house.url, { ...bearer(token), 'last-event-id': last });
    await stream.until(`after ${last.slice(0, 20)} the open booking comes`, (all) => all.length > 0);
    expect(stream.all[0]?.data.bookingId).toBe(id);
    await stream.close();
  }
});

test('a restart: the stream ends, and goes on from the last id with what happened meanwhile', async () => {
  const port = await freePort();
  const house = await start({}, port);
  await furnish(house);
  const { token } = await house.session('dana');
  const [one, two] = [await house.raise('v1'), await house.raise('v2')];
  const before = await listen(house.url, cookie(token));
  for (const id of [one, two]) await caughtUp(house, before, id);
  const closing = house.close();
  await before.ended;
  await closing;

  const again = await start({}, port);
  await again.act(token, { intent: 'dismiss', bookingId: one });
  const after = await listen(again.url, resumed(cookie(token), before));
  await after.until('the change comes', (all) => all.length > 0);
  expect(after.all.map(({ data }) => [data.bookingId, data.state])).toEqual([[one, 'dismissed']]);
});

test('what one process writes is heard in another within a second; a stream goes on at either of them', async () => {
  const worker = await start();
  await furnish(worker);
  const web = await start({ role: 'web' });
  const { token } = await worker.session('dana');
  const id = await worker.raise('v1');
  const stream = await listen(web.url, cookie(token));
  await caughtUp(worker, stream, id);

  await worker.act(token, { intent: 'dismiss', bookingId: id });
  const since = Date.now();
  await stream.until('it is heard elsewhere', (all) => all.at(-1)?.data.state === 'dismissed');
  expect(Date.now() - since).toBeLessThan(1_000);

  const more = await worker.raise('v2');
  const elsewhere = await listen(worker.url, resumed(cookie(token), stream));
  await caughtUp(worker, elsewhere, more);
  expect(elsewhere.all.every(({ data }) => data.bookingId === more)).toBe(true);
});

test('a version is never told after a newer one, and at rest every page has the newest, whatever happens at once', async () => {
  const house = await start();
  await furnish(house);
  const web = await start({ role: 'web' });
  const people = await Promise.all(['dana', 'omar', 'sam'].map((id) => house.session(id)));
  const ids = await Promise.all(['v1', 'v2', 'v3', 'v4', 'v5'].map((vehicle) => house.raise(vehicle)));
  for (const { token } of people) {
    await listen(house.url, cookie(token));
    await listen(web.url, cookie(token));
  }
  await Promise.all(
    ids.flatMap((bookingId, n) => [
      house.act(people[0]?.token ?? '', { intent: 'more-slots', bookingId }),
      web.act(people[1]?.token ?? '', { intent: n % 2 === 0 ? 'dismiss' : 'more-slots', bookingId }),
    ]),
  );
  for (const stream of streams) for (const id of ids) await caughtUp(house, stream, id);
  for (const { all } of streams) {
    const last = new Map<string, number>();
    for (const { data } of all) {
      expect(data.version).toBeGreaterThan(last.get(data.bookingId) ?? 0);
      last.set(data.bookingId, data.version);
    }
  }
  // The cards are those versions, too.
  const { items } = (await (
    await fetch(`${web.url}/v1/inbox/bookings?ids=${ids.join(',')}`, { headers: bearer(people[0]?.token ?? '') })
  ).json()) as { items: { bookingId: string; version: number; card: { version: number } }[] };
  for (const { bookingId, version, card } of items)
    expect([version, card.version]).toEqual(Array(2).fill((await house.booking(bookingId)).version));
});

test('a member has at most ten streams; the next is told when to come again', async () => {
  const house = await start();
  await furnish(house);
  const { token } = await house.session('dana');
  for (let n = 0; n < 10; n += 1) expect((await listen(house.url, cookie(token))).status).toBe(200);
  const refused = await fetch(`${house.url}/v1/inbox/events`, { headers: cookie(token) });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '30']);
  const other = (await house.session('omar')).token;
  expect((await listen(house.url, cookie(other))).status).toBe(200);
  await streams[0]?.close();
  await until('its place is free', async () => {
    const next = await listen(house.url, cookie(token));
    return next.status === 200 ? true : undefined;
  });
});
