import { z } from 'zod';
import type { ProviderId } from '../../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PollCursors } from '../ports/poll-cursors.ts';

/** So many failures in a row are nothing yet: one broken shop is no broken network. */
const FREE_FAILURES = 2;
/** The first pause, as a part of the interval: half a minute of 15. Each further one is twice as long. */
const FIRST_PAUSE = 1 / 30;
/** The longest pause of a network, and the longest of a shop, in intervals. */
const LONGEST_PAUSE = 4;
const LONGEST_FOR_SHOP = 8;
/** Shops that are remembered to fail: a bound on what is stored. */
const MAX_SHOPS = 2_000;

const failing = z.object({ failures: z.int().min(1), until: z.int() });
const memory = z.object({ network: failing.optional(), shops: z.record(z.string(), failing) });
type Failing = z.output<typeof failing>;

/** How a network that fails is asked less and less often, and a shop too; the first answer ends it. */
export interface Patience {
  /** How long the network is still to be left alone, in milliseconds; 0: ask. */
  pauseMs(): number;
  /** Whether this shop may be asked in this round. */
  isDue(shop: ProviderId): boolean;
  /** A call that began at this moment (business time, ms) got no answer; `retryAfterMs` is what the network asked for. */
  failed(beganAt: number, retryAfterMs?: number): void;
  answered(): void;
  shopFailed(shop: ProviderId): void;
  shopAnswered(shop: ProviderId): void;
}

export interface Patiences {
  /** Works with what is known of a network, here and before a restart, and stores what changed. */
  use<T>(network: string, work: (patience: Patience) => Promise<T>): Promise<T>;
  /** Someone else heard from the network and these shops. */
  heard(network: string, shops: readonly ProviderId[]): void;
}

/** Patience with each network, kept in the store under `patience/<network>`. */
export function createPatiences(parts: {
  readonly cursors: PollCursors;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'warn'>;
  readonly everyMs: number;
}): Patiences {
  const { cursors, clock, log, everyMs } = parts;
  const now = (): number => clock.now().getTime();
  const known = new Map<string, Known>();

  async function load(network: string): Promise<Known> {
    const record = known.get(network) ?? createRecord(now, everyMs);
    known.set(network, record);
    await record.saving;
    // Another process may have learned something; what is in hand here is not thrown away.
    if (record.users === 0 && !record.dirty) {
      const text = await cursors.get(cursorOf(network));
      if (text !== undefined && record.users === 0 && !record.dirty) record.read(text);
    }
    return record;
  }

  function save(network: string, record: Known): Promise<void> {
    if (!record.dirty) return record.saving;
    record.dirty = false;
    record.saving = cursors.put(cursorOf(network), record.text()).catch((error: unknown) => {
      record.dirty = true;
      log.warn({ err: error, network }, 'How long a network is left alone could not be stored; it is tried again');
    });
    return record.saving;
  }

  return {
    async use(network, work) {
      const record = await load(network);
      record.users += 1;
      try {
        return await work(record.patience);
      } finally {
        record.users -= 1;
        await save(network, record);
      }
    },
    heard(network, shops) {
      const record = known.get(network);
      if (!record) return;
      record.patience.answered();
      for (const shop of shops) record.patience.shopAnswered(shop);
      void save(network, record);
    },
  };
}

const cursorOf = (network: string): string => `patience/${network}`;

type Known = ReturnType<typeof createRecord>;

function createRecord(now: () => number, everyMs: number) {
  let network: Failing | undefined;
  let shops = new Map<string, Failing>();
  let lastFailure = -Infinity;

  // A clock that was set back makes nobody wait longer than he ever would have.
  const left = (of: Failing | undefined, longest: number): number => {
    const ms = of ? of.until - now() : 0;
    return ms > 0 && ms <= longest * everyMs ? ms : 0;
  };

  const record = {
    /** Groups that are being asked. */
    users: 0,
    /** Not stored as it is. */
    dirty: false,
    saving: Promise.resolve(),
    read(text: string): void {
      const stored = memory.safeParse(parse(text));
      if (!stored.success) return;
      network = stored.data.network;
      shops = new Map(Object.entries(stored.data.shops));
    },
    text(): string {
      return JSON.stringify({ network, shops: Object.fromEntries(shops) });
    },
    patience: {
      pauseMs: () => left(network, LONGEST_PAUSE),
      isDue: (shop) => left(shops.get(shop), LONGEST_FOR_SHOP) === 0,
      failed(beganAt, retryAfterMs = 0) {
        // Calls that were under way together fail together, and count once.
        if (beganAt <= lastFailure && retryAfterMs === 0) return;
        lastFailure = now();
        const failures = (network?.failures ?? 0) + 1;
        const doublings = failures - FREE_FAILURES - 1;
        const pause = doublings < 0 ? 0 : everyMs * Math.min(FIRST_PAUSE * 2 ** doublings, LONGEST_PAUSE);
        const wait = Math.min(Math.max(pause, retryAfterMs), LONGEST_PAUSE * everyMs);
        network = { failures, until: Math.ceil(now() + wait) };
        record.dirty = true;
      },
      answered() {
        if (!network) return;
        network = undefined;
        record.dirty = true;
      },
      shopFailed(shop) {
        const failures = (shops.get(shop)?.failures ?? 0) + 1;
        // Asked at every interval, then at every second, fourth and eighth: half an interval of slack meets its turn.
        const intervals = Math.min(2 ** (failures - 1), LONGEST_FOR_SHOP) - 0.5;
        shops.delete(shop);
        shops.set(shop, { failures, until: Math.ceil(now() + intervals * everyMs) });
        const oldest = shops.size > MAX_SHOPS ? shops.keys().next().value : undefined;
        if (oldest !== undefined) shops.delete(oldest);
        record.dirty = true;
      },
      shopAnswered(shop) {
        if (shops.delete(shop)) record.dirty = true;
      },
    } satisfies Patience as Patience,
  };
  return record;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
