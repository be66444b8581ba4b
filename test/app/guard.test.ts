import { createGuard } from '../../adapters/guard/index.ts';
import { guardNetwork } from '../../src/app/guarded-network.ts';
import type { ProviderNetwork } from '../../src/app/ports/network.ts';
import { asProviderId } from '../../src/domain/ids.ts';
import type { Provider } from '../../src/domain/directory.ts';
import { createFakeNetwork } from '../support/fake-network.ts';
import type { FakeNetwork } from '../support/fake-network.ts';
import { until } from '../support/waiting.ts';

const PROBE_MS = 40;
const clock = { now: () => new Date(), trueNow: () => new Date() };
const shop = {
  providerId: asProviderId('P1'),
  name: 'Shop 1',
  network: 'firestone',
  networkRef: '1',
  services: ['BATTERY_12V'],
} as unknown as Provider;
const order = { reference: 'B1-1', slot: { networkRef: '1', networkSlotId: 's', start: '2031-01-06T15:00:00.000Z' } };
const ORDER = order as unknown as Parameters<ProviderNetwork['book']>[0];
const PLACE = { confirmation: 'FC-1', networkRef: '1', reference: 'B1-1' };

let inner: FakeNetwork;
let guarded: ProviderNetwork;
let recoveries: string[];
let down: boolean[];
beforeEach(() => {
  recoveries = [];
  down = [];
  inner = createFakeNetwork(() => [], clock);
  const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
  guarded = guardNetwork(inner, {
    guard: createGuard(),
    clock,
    log,
    metrics: { networkDown: (_, isDown) => void down.push(isDown) },
    anyShop: async () => shop,
    onRecovery: (network) => void recoveries.push(network),
    probeMs: PROBE_MS,
  });
});
afterEach(() => guarded.close());

const search = async () => [...(await guarded.search([shop], 'BATTERY_12V')).values()][0];
async function fall(): Promise<void> {
  inner.down = true;
  for (let i = 0; i < 5; i++) await search();
}

test('five calls in a row without an answer: from then on it is answered at once that nobody is there, and nothing is asked', async () => {
  await fall();
  const { searches } = inner;
  const nobody = { ok: false, error: { kind: 'unavailable', why: 'refused' } };
  expect(await search()).toEqual(nobody);
  expect(await guarded.book(ORDER)).toEqual(nobody);
  expect(await guarded.cancel(PLACE)).toEqual(nobody);
  expect(await guarded.lookup?.('B1-1')).toEqual(nobody);
  expect([inner.searches, inner.calls]).toEqual([searches, []]);
  expect(down).toEqual([false, true]);
});

test('an answer in between, also a refusal, begins the count anew', async () => {
  inner.down = true;
  for (let i = 0; i < 4; i++) await search();
  inner.down = false;
  inner.next.book.push('rejected');
  expect(await guarded.book(ORDER)).toMatchObject({ error: { kind: 'rejected' } });
  inner.down = true;
  for (let i = 0; i < 4; i++) await search();
  expect(down).toEqual([false]);
  expect(inner.searches).toBe(8);
});

test('a booking whose outcome is unknown counts as silence', async () => {
  inner.next.book.push('unknown', 'unknown', 'unknown', 'unknown', 'unknown');
  for (let i = 0; i < 5; i++) expect(await guarded.book(ORDER)).toMatchObject({ error: { kind: 'unknown' } });
  expect(down).toEqual([false, true]);
});

test('while it is down it is probed one call at a time; the first answer opens the way and is told once', async () => {
  await fall();
  const before = inner.searches;
  const began = Date.now();
  await until('it was probed three times', () => inner.searches >= before + 3 || undefined);
  expect(Date.now() - began).toBeGreaterThanOrEqual(3 * PROBE_MS - 15);
  expect(down).toEqual([false, true]);
  expect(recoveries).toEqual([]);

  inner.down = false;
  await until('it is back', () => recoveries[0]);
  expect(down).toEqual([false, true, false]);
  const probed = inner.searches;
  expect(await guarded.book(ORDER)).toMatchObject({ ok: true });
  await new Promise((go) => setTimeout(go, 3 * PROBE_MS));
  expect([inner.searches, recoveries]).toEqual([probed, ['firestone']]);
});

test('nothing is probed after the end', async () => {
  await fall();
  await guarded.close();
  const { searches } = inner;
  await new Promise((go) => setTimeout(go, 3 * PROBE_MS));
  expect(inner.searches).toBe(searches);
});

test('shops that answer each for themselves are left as they are', () => {
  const local: ProviderNetwork = { ...inner, followUp: async () => ({ ok: true, value: undefined }) };
  const parts = { guard: createGuard(), clock, anyShop: async () => shop, onRecovery: () => undefined };
  const log = { debug() {}, info() {}, warn() {}, error() {}, child: () => log };
  expect(guardNetwork(local, { ...parts, log, metrics: { networkDown: () => undefined } })).toBe(local);
});
