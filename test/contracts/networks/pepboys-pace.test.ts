import { performance } from 'node:perf_hooks';
import { startPepBoysSandbox } from '../../../adapters/providers/pepboys/sandbox/index.ts';
import { orderFor } from './harness.ts';
import { json, startOdd } from './odd-server.ts';
import { connectPepBoys, pepboysProvider } from './pepboys-harness.ts';
import { nameOf, shopWith } from './pepboys-replies.ts';
import { short } from './suite.ts';

let closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  closers = [];
});

async function open(odd: Parameters<typeof startOdd>[0]) {
  const server = await startOdd(odd);
  const { network, seen } = connectPepBoys(server.url);
  closers = [() => network.close(), () => server.close()];
  return { server, network, seen };
}

test('35 calls at once: never are more than 10 answered within any 1,000 ms', async () => {
  const at: number[] = [];
  const { network } = await open((_one, response) => {
    json(response, 200, []);
    at.push(performance.now());
  });
  const answers = await Promise.all(Array.from({ length: 35 }, (_, i) => network.lookup(`b-${i}`)));
  expect(answers.map(short)).toEqual(Array<string>(35).fill('ok'));
  const spans = at.slice(10).map((time, i) => time - at[i]!);
  expect(spans).toHaveLength(25);
  expect(Math.min(...spans)).toBeGreaterThan(1_000);
  expect(at.at(-1)! - at[0]!).toBeLessThan(6_000);
});

test('a network that counts strictly never has to refuse', async () => {
  const sandbox = await startPepBoysSandbox({ shops: [] });
  const { network, seen } = connectPepBoys(sandbox.url);
  closers = [() => network.close(), () => sandbox.close()];
  await Promise.all(Array.from({ length: 25 }, (_, i) => network.lookup(`b-${i}`)));
  expect(seen.requests).toEqual(Array<string>(25).fill('lookup ok'));
});

test('a 429 stops everything for as long as it says', async () => {
  const at: number[] = [];
  const { network } = await open((_one, response) => {
    at.push(performance.now());
    if (at.length === 1) json(response, 429, { error: 'rate_limited' }, { 'Retry-After': '1' });
    else json(response, 200, []);
  });
  expect(await network.lookup('b-1')).toMatchObject({ ok: false, error: { why: 'rate-limited', retryAfterMs: 1000 } });
  // Who cannot wait so long is told at once.
  const began = performance.now();
  const impatient = await network.lookup('b-1', { timeoutMs: 200 });
  expect(impatient).toMatchObject({ ok: false, error: { kind: 'unavailable', why: 'rate-limited' } });
  expect(performance.now() - began).toBeLessThan(150);
  expect(short(await network.lookup('b-1'))).toBe('ok');
  expect(at).toHaveLength(2);
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(1_000);
});

test('a booking goes before the searches that wait in line', async () => {
  const { server, network } = await open(shopWith({}));
  const store = pepboysProvider('0412', { timeZone: 'America/New_York' });
  const slot = { networkSlotId: '2026-11-23T0900/BATT/0412', start: '2026-11-23T14:00:00.000Z', end: '', capacity: 1 };
  await network.search([store], 'BATTERY_12V');
  const searches = Array.from({ length: 20 }, () => network.search([store], 'BATTERY_12V'));
  expect(short(await network.book(orderFor(store, slot, 'BATTERY_12V', 'b-1')))).toBe('ok');
  expect(server.asked.map(nameOf).indexOf('hold')).toBeLessThanOrEqual(10);
  expect(server.asked.map(nameOf).filter((name) => name === 'search').length).toBeLessThan(21);
  await Promise.all(searches);
});

test('one that waits in line past its deadline was surely not sent', async () => {
  const { server, network } = await open(shopWith({}));
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      network.cancel({ confirmation: 'PB-99183', networkRef: '0412', reference: `b-${i}` }, { timeoutMs: 500 }),
    ),
  );
  expect(answers.map(short).filter((answer) => answer === 'ok')).toHaveLength(10);
  expect(answers.map(short).filter((answer) => answer === 'unavailable timeout')).toHaveLength(2);
  expect(server.asked).toHaveLength(10);
});

test('closing ends all waiting', async () => {
  const { network } = await open(() => undefined);
  const waiting = Promise.all(Array.from({ length: 12 }, (_, i) => network.lookup(`b-${i}`)));
  await network.close();
  expect(new Set((await waiting).map(short))).toEqual(new Set(['unavailable refused', 'unavailable timeout']));
});
