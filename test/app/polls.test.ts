import { pollGroups } from '../../src/app/polling/groups.ts';
import { refreshProviders } from '../../src/app/usecases/refresh-providers.ts';
import { asProviderId } from '../../src/domain/ids.ts';
import { ok } from '../../src/domain/result.ts';
import { stableFraction } from '../../src/domain/spread.ts';
import { pollingWorld } from '../support/polling.ts';
import type { PollingWorld } from '../support/polling.ts';
import { shopAt } from '../support/recommending.ts';

const EVERY = 900_000;
const shopsNamed = (count: number) => Array.from({ length: count }, (_, i) => shopAt(`firestone-${10_000 + i}`, 5));
const single = { name: 'firestone', traits: {} };
const batched = { name: 'pepboys', traits: { searchBatch: 50 } };

let world: PollingWorld;
afterEach(() => world?.close());

describe('when shops are asked', () => {
  test('is spread evenly over the interval, also over ids that follow each other', () => {
    const tenths = new Array<number>(10).fill(0);
    for (const { providerId } of shopsNamed(5_000)) tenths[Math.floor(stableFraction(providerId) * 10)]! += 1;
    // Five hundred each; five times the spread that chance alone has.
    for (const count of tenths) expect(Math.abs(count - 500)).toBeLessThan(106);
  });

  test('stays as it is while other shops come and go', () => {
    const offsetsOf = (count: number) =>
      new Map(
        [...pollGroups(single, shopsNamed(count), EVERY).values()].flatMap(({ offsetMs, shops }) =>
          shops.map(({ providerId }) => [providerId, offsetMs]),
        ),
      );
    const [before, after] = [offsetsOf(300), offsetsOf(400)];
    expect(before.size).toBe(300);
    for (const [shop, offset] of before) expect(after.get(shop)).toBe(offset);
    for (const offset of after.values()) expect(offset >= 0 && offset < EVERY).toBe(true);
  });

  test('is one time for each fifty shops of a network that takes fifty a call', () => {
    const groups = [...pollGroups(batched, shopsNamed(120), EVERY).values()];
    expect(groups.map(({ key, shops }) => [key, shops.length])).toEqual([
      ['batch-0', 50],
      ['batch-1', 50],
      ['batch-2', 20],
    ]);
    const again = [...pollGroups(batched, shopsNamed(140), EVERY).values()];
    expect(again.map(({ offsetMs }) => offsetMs)).toEqual(groups.map(({ offsetMs }) => offsetMs));
  });

  test('ends for a group that is not there any more, whoever planned it', async () => {
    world = await pollingWorld();
    const shops = await world.putShops(2);
    await world.house.polls.plan();
    const [first, second] = [...world.repeats.values()];
    const part = pollGroups(single, [shops[0]!], EVERY).keys().next().value;
    expect(first!.id).toBe(`poll-firestone-${part}`);
    await world.house.stores.directory.deleteProvider(shops[0]!.providerId);
    await world.restart();
    world.changes.length = 0;
    expect([await world.run(first!), await world.run(second!)]).toEqual([undefined, undefined]);
    expect([world.changes, world.calls]).toEqual([[`-poll-firestone-${part}`], [['p00001']]]);
  });

  test('is planned once, and anew for shops that came or went alone', async () => {
    world = await pollingWorld({ searchBatch: 2 });
    await world.putShops(4);
    await world.house.polls.plan();
    expect(world.changes.splice(0)).toEqual(['+poll-firestone-batch-0', '+poll-firestone-batch-1']);
    await world.house.polls.plan();
    expect(world.changes).toEqual([]);
    await world.putShops(5);
    await world.house.polls.plan();
    expect(world.changes.splice(0)).toEqual(['+poll-firestone-batch-2']);
    for (const i of [2, 3, 4]) await world.house.stores.directory.deleteProvider(asProviderId(`p0000${i}`));
    await world.house.polls.plan();
    expect(world.changes.splice(0)).toEqual(['-poll-firestone-batch-1', '-poll-firestone-batch-2']);
  });
});

describe('a round', () => {
  test('asks every shop once for each service, as many together as the network takes, and stores what they say', async () => {
    world = await pollingWorld({ searchBatch: 50 });
    const shops = await world.putShops(120, ['BATTERY_12V', 'OIL']);
    expect(await world.round()).toEqual([undefined, undefined, undefined]);
    expect(world.calls.map(({ length }) => length).sort()).toEqual([20, 20, 50, 50, 50, 50]);
    for (const { providerId } of shops)
      for (const service of ['BATTERY_12V', 'OIL'] as const)
        expect((await world.house.stores.availability.get(providerId, service))?.slots).toHaveLength(1);
  });

  test('has at most sixteen calls under way at one network', async () => {
    world = await pollingWorld();
    await world.putShops(300);
    await world.house.polls.plan();
    await Promise.all([...world.repeats.values()].map(world.run));
    expect(world.calls).toHaveLength(300);
    expect(world.most).toBe(16);
  });
});

describe('a shop that still has what it had', () => {
  test('is as young as its answer, and says it in full where what was stored is another’s', async () => {
    world = await pollingWorld();
    const shops = await world.putShops(40);
    world.fingerprintOf = (shop) => `as-before-${shop}`;
    await world.round();
    world.later(15);
    const [first, second] = shops.map(({ providerId }) => providerId);
    if (!first || !second) throw new Error('There are too few shops.');
    const { availability } = world.house.stores;
    await availability.drop(first, 'BATTERY_12V');
    await availability.put([
      { providerId: second, service: 'BATTERY_12V', slots: [], asOf: '2026-11-23T14:10:00.000Z' },
    ]);
    await world.round();
    // Once each, and the two once more.
    expect(world.calls.flat().sort()).toEqual([...shops.map(({ providerId }) => providerId), first, second].sort());
    for (const { providerId } of shops) {
      const { asOf, slots } = (await availability.get(providerId, 'BATTERY_12V')) ?? {};
      expect([asOf, slots?.length]).toEqual(['2026-11-23T14:15:00.000Z', 1]);
    }
  });
});

describe('a network that fails', () => {
  const silent = { why: 'server-error' } as const;

  test('is asked less and less often, also after a restart, and as ever from its first answer on', async () => {
    world = await pollingWorld({ searchBatch: 50 });
    await world.putShops(50);
    world.says = () => silent;
    await world.house.polls.plan();
    const [batch] = [...world.repeats.values()];
    if (!batch) throw new Error('Nothing was planned.');
    const pauses: number[] = [];
    for (let asked = 0; pauses.length < 9;) {
      await world.run(batch);
      if (world.calls.length > asked) pauses.push(0);
      asked = world.calls.length;
      pauses[pauses.length - 1]! += 0.5;
      world.later(0.5);
      if (pauses.length === 6) await world.restart();
    }
    // In minutes: two failures are forgiven, then the pause doubles; the longest is an hour.
    expect(pauses.slice(0, 8)).toEqual([0.5, 0.5, 0.5, 1, 2, 4, 8, 16]);

    world.later(60);
    world.says = () => 'free';
    world.calls.length = 0;
    for (let i = 0; i < 3; i++) await world.run(batch);
    expect(world.calls).toHaveLength(3);
  });

  test('that wants to be left alone for two minutes is, and another’s call that it answers ends it', async () => {
    world = await pollingWorld();
    const [shop] = await world.putShops(2);
    world.says = () => ({ why: 'rate-limited', retryAfterMs: 120_000 });
    await world.house.polls.plan();
    const [one, other] = [...world.repeats.values()];
    if (!one || !other || !shop) throw new Error('Too little was planned.');
    await world.run(one);
    await world.run(other);
    expect(world.calls).toHaveLength(1);
    world.later(1.9);
    await world.run(other);
    expect(world.calls).toHaveLength(1);
    world.later(0.2);
    await world.run(other);
    expect(world.calls).toHaveLength(2);

    world.says = () => 'free';
    world.house.polls.heard('firestone', [shop.providerId]);
    await world.run(one);
    expect(world.calls).toHaveLength(3);
  });

  test('and is known to be down is not asked at all: its probes see when it is back', async () => {
    world = await pollingWorld();
    await world.putShops(20);
    world.down = true;
    const answers = await world.round();
    expect(world.calls).toEqual([]);
    // Each looks again after a minute or two, unless its own turn comes before.
    const waits = answers.flatMap((answer) => (answer ? [answer.againInMs] : []));
    expect(waits.length).toBeGreaterThan(10);
    for (const ms of waits) expect(ms >= 60_000 && ms < 120_000).toBe(true);
    world.down = false;
    await world.round();
    expect(world.calls).toHaveLength(20);
  });

  test('waits no longer when the clock was set back meanwhile', async () => {
    world = await pollingWorld();
    await world.putShops(1);
    world.says = () => ({ why: 'rate-limited', retryAfterMs: 600_000 });
    await world.round();
    world.later(-24 * 60);
    await world.round();
    expect(world.calls).toHaveLength(1);
  });
});

describe('a shop that fails while its network answers', () => {
  test.each([
    ['does not know it', true, 'unknown'],
    ['answers for each shop by itself', false, { why: 'timeout' }],
  ] as const)('where the network %s: is asked at every second, fourth and eighth round', async (_, watched, word) => {
    world = await pollingWorld({ watched });
    await world.putShops(3);
    world.says = (shop) => (shop === 'p00001' ? word : 'free');
    const asked: number[] = [];
    for (let round = 0; round < 24; round++) {
      await world.round();
      if (world.calls.flat().includes('p00001')) asked.push(round);
      expect(world.calls.flat().filter((shop) => shop !== 'p00001')).toHaveLength(2);
      world.later(15);
      if (round === 9) await world.restart();
    }
    expect(asked).toEqual([0, 1, 3, 7, 15, 23]);
    world.says = () => 'free';
    world.later(7 * 15);
    for (let round = 0; round < 3; round++) {
      await world.round();
      expect(world.calls.flat()).toContain('p00001');
      world.later(15);
    }
  });
});

describe('a network’s own list', () => {
  test('refreshes the shops that are known, adds none, and is asked for what changed since', async () => {
    world = await pollingWorld();
    await world.putShops(2);
    const asked: (string | undefined)[] = [];
    const { services: _, ...renamed } = shopAt('their-own-id', 9, { networkRef: 'p00001', name: 'Renamed' });
    world.network.listProviders = async (options) => {
      asked.push(options?.updatedSince);
      return ok([{ ...renamed, services: ['OIL'] }, shopAt('stranger', 3)]);
    };
    const version = () => world.house.stores.directory.providersVersion();
    await refreshProviders(world.house.core, 'firestone');
    const [first, second] = await world.house.stores.directory.allProviders();
    expect(first?.name).toBe('Shop p00000');
    expect(second).toMatchObject({ providerId: 'p00001', name: 'Renamed', services: ['OIL'], phone: '+13125550111' });
    expect(await world.house.stores.directory.allProviders()).toHaveLength(2);

    const before = await version();
    world.later(15);
    await refreshProviders(world.house.core, 'firestone');
    // Five minutes of overlap for a clock that is behind ours; what is the same is not written.
    expect(asked).toEqual([undefined, '2026-11-23T13:55:00.000Z']);
    expect(await version()).toBe(before);
  });
});
