import type { Inbound } from '../../../src/app/intents/dispatch.ts';
import type { Settled } from '../../../src/app/ports/deliveries.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { ADMIN_TOKEN, alertOf, bearer, moveTo, startHttp, withBooking, withFleet, type Http } from './harness.ts';

let http: Http;
let apiKey: string;
let otherKey: string;
let booking: Booking;
let received: Inbound[];
let settled: Promise<Settled> | undefined;

beforeEach(async () => {
  received = [];
  settled = undefined;
  http = await startHttp({
    intentWaitMs: 150,
    // Writes down what comes, and passes it on unless a test answers itself.
    replace: ({ dispatch }) => ({
      dispatch: {
        receive: async (inbound) => {
          received.push(inbound);
          return settled === undefined ? dispatch.receive(inbound) : { seen: false, settled };
        },
      },
    }),
  });
  apiKey = await withFleet(http);
  otherKey = await withFleet(http, 'other');
  booking = await withBooking(http, apiKey);
});
afterEach(() => http.close());

const get = (path: string, key: string) => http.call('GET', path, undefined, bearer(key));
const intent = (body: object, key = apiKey, id: string = booking.bookingId) =>
  http.call('POST', `/v1/bookings/${id}/intents`, body, bearer(key));

describe('reading', () => {
  test('a fleet and the operator read a booking and its history; another fleet 403, an unknown id 404', async () => {
    const path = `/v1/bookings/${booking.bookingId}`;
    for (const key of [apiKey, ADMIN_TOKEN]) {
      const shown = await get(path, key);
      expect(shown.status).toBe(200);
      expect(shown.json).toMatchObject({
        bookingId: booking.bookingId,
        fleetId: 'acme',
        vehicleId: 'truck-17',
        state: 'offered',
        version: booking.version,
        alerts: [{ alertId: 'sf-1' }],
        offer: { slots: [], fallbacks: [] },
        outcomes: [],
      });
      const { items, cursor } = (await get(`${path}/history`, key)).json;
      expect(cursor).toBeNull();
      expect(items[0]).toEqual({
        at: booking.history[0]?.at,
        actor: { kind: expect.any(String), id: expect.any(String), channel: expect.any(String) },
        intent: 'alert',
        from: null,
        to: 'offered',
        version: 1,
      });
    }
    for (const each of [path, `${path}/history`]) {
      expect((await get(each, otherKey)).json.code).toBe('OTHER_FLEET');
      expect((await http.call('GET', each)).status).toBe(401);
    }
    expect((await get('/v1/bookings/01JUNKNOWN', apiKey)).status).toBe(404);
  });

  test('lists are filtered by state and vehicle, newest first, page by page; a fleet sees its own', async () => {
    const second = await withBooking(http, otherKey, 'other-1');
    await moveTo(http, booking, { state: 'expired' });
    const third = await http.call('POST', '/v1/alerts', alertOf('sf-3', { system: 'brakes' }), bearer(apiKey));
    const ids = async (query: string, key: string) =>
      (await get(`/v1/bookings${query}`, key)).json.items.map((item: { bookingId: string }) => item.bookingId);

    const brakes = third.json.bookingId;
    expect(await ids('', apiKey)).toEqual([brakes, booking.bookingId]);
    expect(await ids('', ADMIN_TOKEN)).toEqual([brakes, second.bookingId, booking.bookingId]);
    expect(await ids('?fleetId=other', ADMIN_TOKEN)).toEqual([second.bookingId]);
    expect(await ids('?state=expired', apiKey)).toEqual([booking.bookingId]);
    expect(await ids('?state=expired,offered&vehicleId=truck-17', apiKey)).toEqual([brakes, booking.bookingId]);
    expect(await ids('?state=expired&state=offered', apiKey)).toEqual([brakes, booking.bookingId]);
    expect(await ids('?vehicleId=truck-18', apiKey)).toEqual([]);

    const page = await get('/v1/bookings?limit=1', apiKey);
    expect(page.json.items).toHaveLength(1);
    expect(await ids(`?limit=1&cursor=${page.json.cursor}`, apiKey)).toEqual([booking.bookingId]);
    expect((await get('/v1/bookings?fleetId=other', apiKey)).json.code).toBe('OTHER_FLEET');
  });

  test.each([
    ['state=asleep', 'state.0'],
    ['limit=0', 'limit'],
    ['limit=many', 'limit'],
    ['fleetId=a%20b', 'fleetId'],
    [`cursor=${'x'.repeat(513)}`, 'cursor'],
  ])('the query %s is refused', async (query, path) => {
    const refused = await get(`/v1/bookings?${query}`, apiKey);
    expect([refused.status, refused.json.code, refused.json.errors[0].path]).toEqual([400, 'INVALID_QUERY', path]);
  });

  test.each(['garbage', '\0', '💥', '__proto__', "';--", 'AAAA', 'YQ==', `${Buffer.from('a').toString('base64url')}!`])(
    'the cursor %j was never given: it is refused by its name, in every list',
    async (cursor) => {
      for (const list of [
        'bookings',
        'fleets',
        'providers',
        'agreements',
        'fleets/acme/members',
        'fleets/acme/vehicles',
      ]) {
        const refused = await http.admin('GET', `/v1/${list}?cursor=${encodeURIComponent(cursor)}`);
        expect([list, refused.status, refused.json.code]).toEqual([list, 400, 'INVALID_QUERY']);
        expect(refused.json.errors).toEqual([
          { path: 'cursor', message: 'must be the cursor of the page before, as it was given' },
        ]);
      }
    },
  );

  test('every state can be asked for', async () => {
    const states = [
      ...['offered', 'requested', 'awaiting-approval', 'scheduled', 'moving', 'in-progress', 'completed'],
      ...['cancelled', 'no-show', 'manual', 'dismissed', 'expired', 'failed'],
    ];
    for (const state of states) {
      const found = await get(`/v1/bookings?state=${state}`, apiKey);
      expect([state, found.status]).toEqual([state, 200]);
    }
  });
});

describe('an intent on behalf of a member', () => {
  const dismiss = { intent: 'dismiss', memberId: 'dana', deliveryId: 'd-1', reason: 'false-positive' };

  test('is done, and done once', async () => {
    const done = await intent(dismiss);
    expect(done.status).toBe(202);
    expect(done.json).toEqual({ bookingId: booking.bookingId, outcome: 'accepted', message: expect.any(String) });
    expect((await intent(dismiss)).json).toEqual(done.json);
    expect(received[0]).toEqual({
      id: `host:acme/${booking.bookingId}/d-1`,
      channel: 'host',
      body: {
        kind: 'intent',
        bookingId: booking.bookingId,
        intent: { intent: 'dismiss', reason: 'false-positive' },
        actor: { kind: 'member', fleetId: 'acme', memberId: 'dana', channel: 'host' },
      },
    });
    const shown = await get(`/v1/bookings/${booking.bookingId}`, apiKey);
    expect(shown.json.state).toBe('dismissed');
    const history = await get(`/v1/bookings/${booking.bookingId}/history`, apiKey);
    expect(history.json.items.at(-1).actor).toEqual({ kind: 'member', id: 'dana', channel: 'host' });
    expect(history.json.items).toHaveLength(2);
  });

  test('of somebody unknown is refused in words, 202', async () => {
    for (const memberId of ['ghost', '__proto__', 'not an id']) {
      const refused = await intent({ ...dismiss, memberId, deliveryId: memberId });
      expect([refused.status, refused.json.outcome]).toEqual([202, 'refused']);
    }
    expect((await get(`/v1/bookings/${booking.bookingId}`, apiKey)).json.state).toBe('offered');
  });

  test('of a viewer is refused in words, 202', async () => {
    await http.admin('PUT', '/v1/fleets/acme/members/vic', { name: 'Vic', roles: ['viewer'] });
    const refused = await intent({ ...dismiss, memberId: 'vic' });
    expect([refused.status, refused.json.outcome]).toEqual([202, 'refused']);
  });

  test('that takes longer than the wait is answered as under way', async () => {
    settled = new Promise(() => {});
    const answer = await intent(dismiss);
    expect(answer.json).toEqual({
      bookingId: booking.bookingId,
      outcome: 'accepted',
      message: 'This is under way; how it ends will stand in the outcomes of the booking.',
    });
  });

  test('that ends within the wait is answered with its outcome', async () => {
    settled = new Promise((resolve) =>
      setTimeout(() => resolve({ outcome: 'absorbed', message: 'It is chosen already.' }), 20),
    );
    expect((await intent(dismiss)).json).toMatchObject({ outcome: 'absorbed', message: 'It is chosen already.' });
  });

  test.each([
    [{ ...dismiss, intent: 'explode' }, 'intent'],
    [{ ...dismiss, deliveryId: '' }, 'deliveryId'],
    [{ ...dismiss, deliveryId: 'new\nline' }, 'deliveryId'],
    [{ ...dismiss, memberId: 7 }, 'memberId'],
    [{ intent: 'choose-slot', memberId: 'dana', deliveryId: 'd-1' }, 'slotId'],
    [{ intent: 'rate', memberId: 'dana', deliveryId: 'd-1', stars: 6 }, 'stars'],
  ])('%j is refused at its field', async (body, path) => {
    const refused = await intent(body);
    expect([refused.status, refused.json.errors[0].path]).toEqual([400, path]);
    expect(received).toHaveLength(0);
  });

  test("is the fleet's own affair: another fleet 403, the operator 403, an unknown booking 404, nobody 401", async () => {
    expect((await intent(dismiss, otherKey)).json.code).toBe('OTHER_FLEET');
    expect((await intent(dismiss, ADMIN_TOKEN)).json.code).toBe('FLEET_ONLY');
    expect((await intent(dismiss, apiKey, '01JUNKNOWN')).status).toBe(404);
    expect((await intent(dismiss, 'nobody')).status).toBe(401);
    expect(received).toHaveLength(0);
  });
});
