import { asFleetId, asVehicleId } from '../../../src/domain/ids.ts';
import { alertOf, bearer, startHttp, withFleet, type Http } from '../http/harness.ts';

const MINUTE_MS = 60_000;
const NORTH = { lat: 42.5, lon: -87.8 };
const SOUTH = { lat: 41.2, lon: -87.2 };

let http: Http;
let apiKey: string;
beforeEach(async () => {
  http = await startHttp();
  apiKey = await withFleet(http);
});
afterEach(() => http.close());

async function raise(alertId: string, observedAt: string, location: object): Promise<void> {
  const answer = await http.call('POST', '/v1/alerts', alertOf(alertId, { observedAt, location }), bearer(apiKey));
  expect(answer.status).toBe(202);
}
const place = async () => http.stores.directory.vehicle(asFleetId('acme'), asVehicleId('truck-17'));
const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

test.each([
  ['of the last year there is', () => '9999-12-31T23:59:59Z'],
  ['of a hundred years from now', () => '2126-01-01T00:00:00Z'],
  ['an hour ahead', () => inMinutes(60)],
  ['6 minutes ahead', () => inMinutes(6)],
])('a position %s counts as one of now: the next true one is newer', async (_when, instant) => {
  const observedAt = instant();
  const before = Date.now();
  await raise('from-the-future', observedAt, NORTH);
  const claimed = await place();
  expect(claimed?.location).toEqual(NORTH);
  expect(Date.parse(claimed?.locationAt ?? '')).toBeGreaterThanOrEqual(before);
  expect(Date.parse(claimed?.locationAt ?? '')).toBeLessThanOrEqual(Date.now());

  await new Promise((resolve) => setTimeout(resolve, 2));
  await raise('true', inMinutes(0), SOUTH);
  expect((await place())?.location).toEqual(SOUTH);
});

test('a clock that is a little fast is believed', async () => {
  const observedAt = inMinutes(4);
  await raise('a-fast-clock', observedAt, NORTH);
  expect(await place()).toMatchObject({ location: NORTH, locationAt: observedAt });
});

test('an older position does not replace a newer one', async () => {
  await raise('now', inMinutes(-1), NORTH);
  await raise('late', inMinutes(-30), SOUTH);
  expect((await place())?.location).toEqual(NORTH);
});
