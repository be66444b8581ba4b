import { randomBytes } from 'node:crypto';
import { createKeys } from '../../adapters/shared/index.ts';
import { createLog, createMetrics } from '../../adapters/observability/index.ts';
import { openSqliteStores } from '../../adapters/stores/sqlite/index.ts';
import type { Availability, Unchanged } from '../../src/app/ports/availability.ts';
import type { Core } from '../../src/app/core.ts';
import type { WatchedNetwork } from '../../src/app/ports/guard.ts';
import type { Repeat } from '../../src/app/ports/jobs.ts';
import type { Rejected, Unavailable } from '../../src/app/ports/network.ts';
import { createPolls } from '../../src/app/polling/polls.ts';
import type { ProviderId } from '../../src/domain/ids.ts';
import type { Result } from '../../src/domain/result.ts';
import { fail, ok } from '../../src/domain/result.ts';
import { createFakeNetwork } from './fake-network.ts';
import { MONDAY_8, shopAt, slotAt } from './recommending.ts';
import { tempDir } from './temp.ts';

const MINUTE = 60_000;

/** What a network answers about a shop: free times, a reason why not, or that it does not know it. */
export type Word = 'free' | 'unknown' | (Omit<Unavailable, 'kind'> & { readonly afterMs?: number });

/** The rounds of polls over a real SQLite file, with a network whose shops say what they are told to. */
export async function pollingWorld(options: { readonly searchBatch?: number; readonly watched?: boolean } = {}) {
  const { searchBatch, watched = true } = options;
  const ring = `test:${randomBytes(32).toString('base64')}`;
  const dataDir = tempDir();
  const world = {
    now: Date.parse(MONDAY_8),
    /** Every call: the shops that were asked together. */
    calls: [] as string[][],
    says: (_shop: string): Word => 'free',
    /** What a shop's answer is recognised by; without it the network cannot tell. */
    fingerprintOf: undefined as ((shop: string) => string) | undefined,
    down: false,
    /** Calls that are under way, and the most there ever were. */
    underWay: 0,
    most: 0,
    repeats: new Map<string, Repeat>(),
    /** What was scheduled and ended since the last look, by id. */
    changes: [] as string[],
  };
  const clock = { now: () => new Date(world.now), trueNow: () => new Date(world.now) };
  const log = createLog({ level: 'silent' });
  const network: WatchedNetwork = {
    ...createFakeNetwork(() => [], clock, searchBatch === undefined ? {} : { searchBatch }),
    name: 'firestone',
    ...(watched ? { isDown: () => world.down } : {}),
    async search(shops, service) {
      world.calls.push(shops.map(({ providerId }) => providerId));
      world.most = Math.max(world.most, (world.underWay += 1));
      await new Promise((resolve) => setTimeout(resolve, 1));
      world.underWay -= 1;
      return new Map(
        shops.map(({ providerId }): [ProviderId, Result<Availability, Unavailable | Rejected>] => {
          const word = world.says(providerId);
          const fingerprint = world.fingerprintOf?.(providerId);
          if (word === 'free')
            return [
              providerId,
              ok({
                providerId,
                service,
                slots: [slotAt('24 09:00')],
                fingerprint,
                asOf: new Date(world.now).toISOString(),
              }),
            ];
          if (word === 'unknown')
            return [providerId, fail({ kind: 'rejected', reason: 'There is no such store.' } as const)];
          return [providerId, fail({ kind: 'unavailable', ...word } as const)];
        }),
      );
    },
  };
  network.searchAgain = async (shops, service, known) => {
    const answers = await network.search(shops, service);
    return new Map(
      [...answers].map(([shop, answer]): [ProviderId, Result<Availability | Unchanged, Unavailable | Rejected>] => {
        if (!answer.ok) return [shop, answer];
        const { providerId, asOf, fingerprint } = answer.value;
        const isKnown = fingerprint !== undefined && known(shop) === fingerprint;
        return [shop, ok(isKnown ? { providerId, service, asOf, unchanged: fingerprint } : answer.value)];
      }),
    );
  };
  const queue = {
    schedule: async (repeats: readonly Repeat[]) => {
      for (const repeat of repeats) world.repeats.set(repeat.id, repeat);
      world.changes.push(...repeats.map(({ id }) => `+${id}`));
    },
    unschedule: async (ids: readonly string[]) => {
      for (const id of ids) world.repeats.delete(id);
      world.changes.push(...ids.map((id) => `-${id}`));
    },
  };

  const open = async () => {
    const stores = await openSqliteStores({ dataDir, keys: createKeys(ring), clock, log });
    const { directory, availability, cursors } = stores;
    const core = {
      ...{ directory, availability, cursors, clock, log },
      ...{ queue, networks: new Map([[network.name, network]]), metrics: createMetrics() },
    } as unknown as Core;
    return { stores, core, polls: createPolls(core, 900) };
  };
  let house = await open();
  const { signal } = new AbortController();

  return Object.assign(world, {
    network,
    signal,
    get house() {
      return house;
    },
    later: (minutes: number) => void (world.now += minutes * MINUTE),
    /** As after a crash: nothing is left but the file. */
    async restart() {
      await house.stores.close();
      house = await open();
    },
    async putShops(
      count: number,
      services: readonly ['BATTERY_12V'] | readonly ['BATTERY_12V', 'OIL'] = ['BATTERY_12V'],
    ) {
      const shops = Array.from({ length: count }, (_, i) => shopAt(`p${String(i).padStart(5, '0')}`, 5, { services }));
      await house.stores.directory.putProviders(shops);
      return shops;
    },
    /** One job of the plan. */
    run: ({ id, payload }: Repeat) =>
      house.polls.poll(String(payload['network']), String(payload['group']), { id, signal }),
    /** Every job of the plan once, one after another. */
    async round() {
      world.calls.length = 0;
      await house.polls.plan();
      const answers = [];
      for (const repeat of world.repeats.values()) answers.push(await this.run(repeat));
      return answers;
    },
    close: () => house.stores.close(),
  });
}

export type PollingWorld = Awaited<ReturnType<typeof pollingWorld>>;
