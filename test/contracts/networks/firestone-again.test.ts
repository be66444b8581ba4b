import type { IncomingMessage, ServerResponse } from 'node:http';
import { connectFirestone, firestoneProvider } from './firestone-harness.ts';
import { SUNDAY } from './harness.ts';
import { availability, json, startOdd } from './odd-server.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- replies are made wrong on purpose
type Loose = any;

let server: Awaited<ReturnType<typeof startOdd>>;
let connected: ReturnType<typeof connectFirestone>;
let answer: (asked: IncomingMessage, response: ServerResponse) => void;
let now = SUNDAY;
const shop = firestoneProvider('023845', { timeZone: 'America/Chicago' });

beforeAll(async () => {
  server = await startOdd((asked, response) => answer(asked as Loose, response));
  connected = connectFirestone(server.url, { now: () => now });
});
afterAll(async () => {
  await connected.network.close();
  await server.close();
});

/** What the shop says when it is asked again, with what is known of it. */
async function again(reply: unknown, known?: string): Promise<Loose> {
  now = SUNDAY;
  answer = (_asked, response) =>
    typeof reply === 'string'
      ? void response.writeHead(200, { 'content-type': 'application/json' }).end(reply)
      : json(response, 200, reply);
  const found = (await connected.network.searchAgain([shop], 'BATTERY_12V', () => known)).get(shop.providerId);
  return found?.ok ? found.value : found?.error;
}

const at = (asOf: string, more: object = {}) => ({ ...availability(), asOf, ...more });

test('a reply that differs in its age alone is recognised, and is as old as it says', async () => {
  const first = await again(at('2026-11-22T15:04:05Z'));
  expect(first.slots.length).toBeGreaterThan(0);
  expect(first.fingerprint).toMatch(/^[\w+/]{22}$/);
  const second = await again(at('2026-11-22T15:01:05Z'), first.fingerprint);
  expect(second).toEqual({
    providerId: shop.providerId,
    service: 'BATTERY_12V',
    unchanged: first.fingerprint,
    asOf: expect.any(String),
  });
  // Three minutes older than the first.
  expect(Date.parse(first.asOf) - Date.parse(second.asOf)).toBeGreaterThan(170_000);
  expect(Date.parse(first.asOf) - Date.parse(second.asOf)).toBeLessThan(190_000);
});

test('a reply with one bay more, of another day, or of another store is read in full', async () => {
  const { fingerprint } = await again(at('2026-11-22T15:04:05Z'));
  const more: Loose = at('2026-11-22T15:04:05Z');
  more.days[0].slots[0].baysOpen += 1;
  expect((await again(more, fingerprint)).slots).toBeDefined();
  expect(await again(at('2026-11-22T15:04:05Z', { storeNumber: '099999' }), fingerprint)).toMatchObject({
    why: 'bad-reply',
    field: 'storeNumber',
  });
});

test.each([
  [
    'stands a second time, deeper',
    JSON.stringify(at('2026-11-22T15:04:05Z')).replace('{', '{"more":{"asOf":"2026-11-22T15:04:05Z"},'),
  ],
  [
    'is not the one that counts',
    JSON.stringify(at('2026-11-22T15:04:05Z')).replace(/}$/, ',"\\u0061sOf":"2026-11-22T14:00:00Z"}'),
  ],
  ['is no plain moment', JSON.stringify(at('2026-11-22T16:04:05+01:00'))],
])('a reply whose age %s has no fingerprint, and is read all the same', async (_what, text) => {
  const found = await again(text);
  expect(found.slots.length).toBeGreaterThan(0);
  expect(found.fingerprint).toBeUndefined();
});

test('what breaks the contract is never recognised', async () => {
  const broken: Loose = at('2026-11-22T15:04:05Z');
  broken.days[0].slots[0].start = 'nine';
  for (let i = 0; i < 2; i++) expect(await again(broken, 'anything')).toMatchObject({ why: 'bad-reply' });
});
