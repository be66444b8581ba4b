import { alertOf, ADMIN_TOKEN, bearer, signedBy, startHttp, withFleet, type Http } from './harness.ts';

let http: Http;
let apiKey: string;
beforeEach(async () => {
  http = await startHttp();
  apiKey = await withFleet(http);
});
afterEach(() => http.close());

const post = (body: unknown, headers: Record<string, string>) => http.call('POST', '/v1/alerts', body, headers);
const notUtf8 = Buffer.from(JSON.stringify(alertOf('sf-1', { message: '?' })).replace('?', '\xff'), 'latin1');
const bookingsOf = async () => (await http.stores.bookings.find({ limit: 200 })).items;

describe('an alert', () => {
  test('opens a case; the same alert again is a duplicate; another of the same system joins', async () => {
    const first = await post(alertOf('sf-1'), bearer(apiKey));
    expect(first.status).toBe(202);
    expect(first.json).toEqual({ alertId: 'sf-1', bookingId: expect.any(String), status: 'accepted' });
    const { bookingId } = first.json;
    expect((await post(alertOf('sf-1'), bearer(apiKey))).json).toEqual({
      alertId: 'sf-1',
      bookingId,
      status: 'duplicate',
    });
    expect((await post(alertOf('sf-2'), bearer(apiKey))).json).toEqual({
      alertId: 'sf-2',
      bookingId,
      status: 'merged',
    });
    expect(await bookingsOf()).toHaveLength(1);
  });

  test('names its vehicle by VIN as well', async () => {
    const { vehicleId: _, ...rest } = alertOf('sf-1', { vin: '1M8GDM9AXKP042788' });
    expect((await post(rest, bearer(apiKey))).json.status).toBe('accepted');
  });

  test('may name its vehicle in both ways, but not two vehicles', async () => {
    const both = await post(alertOf('sf-1', { vin: '1m8gdm9axkp042788' }), bearer(apiKey));
    expect(both.json.status).toBe('accepted');
    await http.admin('PUT', '/v1/fleets/acme/vehicles/truck-18', { vin: '1FTFW1E5XNFA00001', class: 'light' });
    for (const vin of ['1FTFW1E5XNFA00001', '1FTFW1E5XNFA99999']) {
      const refused = await post(alertOf('sf-2', { vin }), bearer(apiKey));
      expect([refused.status, refused.json.code, refused.json.errors[0].path]).toEqual([400, 'INVALID_BODY', 'vin']);
      expect(refused.text).not.toContain(vin);
    }
    expect(await bookingsOf()).toHaveLength(1);
  });

  test('of an unknown vehicle is refused', async () => {
    const refused = await post(alertOf('sf-1', { vehicleId: 'truck-99' }), bearer(apiKey));
    expect([refused.status, refused.json.code, refused.json.errors[0].path]).toEqual([
      400,
      'UNKNOWN_VEHICLE',
      'vehicleId',
    ]);
    expect(refused.text).not.toContain('truck-99');
  });

  test('may carry fields that nobody knows', async () => {
    expect((await post(alertOf('sf-1', { colour: 'red' }), bearer(apiKey))).status).toBe(202);
  });

  test.each([
    [{ alertId: '' }, 'alertId'],
    [{ alertId: 'x'.repeat(129) }, 'alertId'],
    [{ system: 'horn' }, 'system'],
    [{ severity: 2 }, 'severity'],
    [{ observedAt: 'yesterday' }, 'observedAt'],
    [{ observedAt: '2026-02-30T00:00:00Z' }, 'observedAt'],
    [{ value: '71' }, 'value'],
    [{ location: { lat: 91, lon: 0 } }, 'location.lat'],
    [{ faultCodes: ['P0A80', 7] }, 'faultCodes.1'],
    [{ vehicleId: undefined }, 'vehicleId'],
    [{ message: 'm'.repeat(2001) }, 'message'],
  ])('with %j is refused at that field', async (wrong, path) => {
    const refused = await post(alertOf('sf-1', wrong), bearer(apiKey));
    expect([refused.status, refused.json.code]).toEqual([400, 'INVALID_BODY']);
    expect(refused.json.errors.map((error: { path: string }) => error.path)).toEqual([path]);
    expect(await bookingsOf()).toHaveLength(0);
  });

  test.each([
    ['nothing', '', 400, 'INVALID_JSON'],
    ['no JSON', '{"alertId":', 400, 'INVALID_JSON'],
    ['JSON with bytes that are no UTF-8', notUtf8, 400, 'INVALID_JSON'],
    ['a list', '[]', 400, 'INVALID_BODY'],
    ['more than 1 MiB', `"${'x'.repeat(1024 * 1024)}"`, 413, 'TOO_LARGE'],
  ])('that is %s is refused', async (_what, body, status, code) => {
    const refused = await post(body, bearer(apiKey));
    expect([refused.status, refused.json.code]).toEqual([status, code]);
    expect(refused.json).toEqual({
      type: expect.stringMatching(/^urn:pitcrew:problem:[a-z-]+$/),
      title: expect.any(String),
      status,
      detail: expect.any(String),
      code,
      errors: expect.any(Array),
    });
  });

  test('that is compressed is refused', async () => {
    const refused = await post(alertOf('sf-1'), { ...bearer(apiKey), 'content-encoding': 'gzip' });
    expect([refused.status, refused.json.code]).toEqual([415, 'UNSUPPORTED_ENCODING']);
  });
});

describe('its proof', () => {
  const body = JSON.stringify(alertOf('sf-1'));
  const minutes = (n: number) => Date.now() + n * 60_000;

  test.each([0, -4.9, 4.9])('a signature made %d minutes from now is taken', async (n) => {
    expect((await post(body, signedBy('acme', apiKey, body, minutes(n)))).status).toBe(202);
  });

  test.each([-5.1, 5.1, 60, -1e6])('a signature made %d minutes from now is not', async (n) => {
    const refused = await post(body, signedBy('acme', apiKey, body, minutes(n)));
    expect(refused.status).toBe(401);
    expect(await bookingsOf()).toHaveLength(0);
  });

  test('every forgery is 401 and opens nothing', async () => {
    const good = signedBy('acme', apiKey, body);
    const forged: Record<string, string>[] = [
      {},
      bearer(`${apiKey}x`),
      bearer(''),
      { authorization: `Basic ${apiKey}` },
      signedBy('acme', 'another-key', body),
      signedBy('acme', apiKey, `${body} `),
      signedBy('ghost', apiKey, body),
      { ...good, 'x-pitcrew-fleet': 'ghost' },
      { 'x-pitcrew-signature': good['x-pitcrew-signature'] },
      { ...good, 'x-pitcrew-signature': good['x-pitcrew-signature'].replace('v1=', 'v1=0') },
      { ...good, 'x-pitcrew-signature': good['x-pitcrew-signature'].replace(/t=\d+/, 't=NaN') },
      { ...good, 'x-pitcrew-signature': 'v1=' },
      // A wrong token is not saved by a right signature.
      { ...good, ...bearer('wrong') },
    ];
    for (const headers of forged) {
      const refused = await post(body, headers);
      expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="pitcrew"']);
    }
    expect(await bookingsOf()).toHaveLength(0);
  });

  test('a signature opens no other route, so that a body cannot be replayed elsewhere', async () => {
    const refused = await http.call('GET', '/v1/bookings', undefined, signedBy('acme', apiKey, ''));
    expect(refused.status).toBe(401);
  });

  test("the operator's token is no fleet's, and a fleet's key is no operator's: 403", async () => {
    const alert = await post(body, bearer(ADMIN_TOKEN));
    expect([alert.status, alert.json.code]).toEqual([403, 'FLEET_ONLY']);
    for (const [method, path] of [
      ['GET', '/v1/fleets'],
      ['GET', '/v1/fleets/acme'],
      ['PUT', '/v1/fleets/acme/members/dana'],
      ['DELETE', '/v1/fleets/acme/vehicles/truck-17'],
      ['GET', '/v1/providers'],
    ] as const) {
      const refused = await http.call(method, path, undefined, bearer(apiKey));
      expect([refused.status, refused.json.code]).toEqual([403, 'OPERATOR_ONLY']);
    }
  });

  test("a deleted fleet's key proves nothing any more", async () => {
    await http.admin('DELETE', '/v1/fleets/acme');
    expect((await post(body, bearer(apiKey))).status).toBe(401);
    expect((await post(body, signedBy('acme', apiKey, body))).status).toBe(401);
  });
});
