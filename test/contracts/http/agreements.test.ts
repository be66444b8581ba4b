import { bearer, startHttp, withFleet, type Http } from './harness.ts';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});
afterEach(() => http.close());

const usd = (amount: number) => ({ amount, currency: 'USD' });
const TERMS = [
  { from: '2026-01-01', to: '2026-12-31', percent: 8.5, cap: usd(2_000) },
  { from: '2027-01-01', flat: usd(1_500) },
];

test('an agreement is made, replaced, shown, listed and deleted', async () => {
  const made = await http.admin('PUT', '/v1/agreements/firestone', { terms: TERMS });
  expect([made.status, made.json]).toEqual([201, { network: 'firestone', terms: TERMS }]);
  const again = await http.admin('PUT', '/v1/agreements/firestone', { terms: TERMS.slice(1) });
  expect([again.status, again.json]).toEqual([200, { network: 'firestone', terms: TERMS.slice(1) }]);
  await http.admin('PUT', '/v1/agreements/pepboys', { terms: TERMS });
  expect((await http.admin('GET', '/v1/agreements/firestone')).json).toEqual(again.json);
  const page = await http.admin('GET', '/v1/agreements?limit=1');
  expect(page.json.items).toEqual([again.json]);
  const rest = await http.admin('GET', `/v1/agreements?cursor=${String(page.json.cursor)}`);
  expect(rest.json).toEqual({ items: [{ network: 'pepboys', terms: TERMS }], cursor: null });
  expect((await http.admin('DELETE', '/v1/agreements/firestone')).status).toBe(204);
  for (const method of ['GET', 'DELETE'])
    expect((await http.admin(method, '/v1/agreements/firestone')).status).toBe(404);
});

test('terms come back by their days; unknown fields are ignored', async () => {
  const body = { terms: [{ ...TERMS[1], note: 'x' }, TERMS[0]], more: true };
  expect((await http.admin('PUT', '/v1/agreements/firestone', body)).json.terms).toEqual(TERMS);
});

test.each([
  ['no terms', {}, 'terms'],
  ['none at all', { terms: [] }, 'terms'],
  ['a term without a first day', { terms: [{ percent: 8 }] }, 'terms.0.from'],
  ['a day that is not in the calendar', { terms: [{ from: '2026-02-29', percent: 8 }] }, 'terms.0.from'],
  ['a time of day', { terms: [{ from: '2026-01-01T00:00:00Z', percent: 8 }] }, 'terms.0.from'],
  ['the last day before the first', { terms: [{ from: '2026-02-01', to: '2026-01-31', percent: 8 }] }, 'terms.0.to'],
  ['neither percent nor flat', { terms: [{ from: '2026-01-01', cap: usd(1) }] }, 'terms.0.percent'],
  ['both of them', { terms: [{ from: '2026-01-01', percent: 8, flat: usd(1) }] }, 'terms.0.flat'],
  ['less than nothing', { terms: [{ from: '2026-01-01', percent: -0.1 }] }, 'terms.0.percent'],
  ['more than all', { terms: [{ from: '2026-01-01', percent: 100.1 }] }, 'terms.0.percent'],
  ['a percentage in words', { terms: [{ from: '2026-01-01', percent: '8' }] }, 'terms.0.percent'],
  ['parts of a cent', { terms: [{ from: '2026-01-01', flat: usd(1.5) }] }, 'terms.0.flat.amount'],
  [
    'no such currency',
    { terms: [{ from: '2026-01-01', percent: 8, cap: { amount: 1, currency: 'XYZ' } }] },
    'terms.0.cap.currency',
  ],
  ['a shared day', { terms: [TERMS[0], { from: '2026-12-31', percent: 9 }] }, 'terms.1.from'],
  ['two that go on', { terms: [TERMS[1], TERMS[0], { from: '2030-01-01', percent: 9 }] }, 'terms.2.from'],
])('%s: 400, naming the place', async (_, body, path) => {
  const refused = await http.admin('PUT', '/v1/agreements/firestone', body);
  expect([refused.status, refused.json.code]).toEqual([400, 'INVALID_BODY']);
  expect(refused.json.errors.map((error: { path: string }) => error.path)).toEqual([path]);
  expect((await http.admin('GET', '/v1/agreements')).json.items).toEqual([]);
});

test('only the operator may: a fleet is refused, a stranger not let in', async () => {
  const apiKey = await withFleet(http);
  for (const [method, path, body] of [
    ['GET', '/v1/agreements', undefined],
    ['GET', '/v1/agreements/firestone', undefined],
    ['PUT', '/v1/agreements/firestone', { terms: TERMS }],
    ['DELETE', '/v1/agreements/firestone', undefined],
  ] as const) {
    expect((await http.call(method, path, body, bearer(apiKey))).status).toBe(403);
    expect((await http.call(method, path, body)).status).toBe(401);
  }
});

test('they are sealed on the disk, and described in openapi.json', async () => {
  await http.admin('PUT', '/v1/agreements/firestone', { terms: [{ from: '2026-01-01', percent: 8.765 }] });
  const rows = http.stores.handle.prepare('SELECT * FROM agreements').all();
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain('8.765');
  const { paths } = (await http.call('GET', '/openapi.json')).json;
  expect(Object.keys(paths['/v1/agreements/{network}']).sort()).toEqual(['delete', 'get', 'put']);
  expect(Object.keys(paths['/v1/agreements'])).toEqual(['get']);
});
