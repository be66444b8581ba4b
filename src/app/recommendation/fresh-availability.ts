import type { Provider } from '../../domain/directory.ts';
import type { ProviderId } from '../../domain/ids.ts';
import type { Result } from '../../domain/result.ts';
import { fail, ok } from '../../domain/result.ts';
import type { ServiceCode } from '../../domain/services.ts';
import type { Availability, AvailabilityStore } from '../ports/availability.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ProviderNetwork } from '../ports/network.ts';

/** The shop said nothing that can be used: its network is off, down, slow, or refused the question. */
export interface Silence {
  /** The shop refused the question, so that what was known of it before counts no more. */
  readonly refused: boolean;
}

/** One shop being asked. Neither promise rejects. */
export interface Lookup {
  /** What was known before, of whatever age. */
  readonly known: Promise<Availability | undefined>;
  /** What is known young enough, else what the shop says now. */
  readonly answer: Promise<Result<Availability, Silence>>;
}

export interface FreshAvailability {
  /**
   * Asks shops, those whose data is young enough not at all. A shop that is being asked for the same service is not
   * asked again: everyone gets the same answer. An answer that comes after the caller's patience is kept for the next.
   */
  look(shops: readonly Provider[], service: ServiceCode): readonly Lookup[];
}

interface Parts {
  readonly availability: AvailabilityStore;
  readonly networks: ReadonlyMap<string, ProviderNetwork>;
  readonly clock: Clock;
  readonly log: Log;
  readonly pollSeconds: number;
  /** A network answered, and these of its shops said what they have. */
  readonly onAnswer?: ((network: string, shops: readonly ProviderId[]) => void) | undefined;
}

type Answers = ReadonlyMap<ProviderId, Result<Availability, Silence>>;

export function createFreshAvailability({
  availability,
  networks,
  clock,
  log,
  pollSeconds,
  onAnswer,
}: Parts): FreshAvailability {
  const underWay = new Map<string, Lookup>();

  const isYoung = (entry: Availability | undefined): entry is Availability =>
    entry !== undefined && clock.now().getTime() - Date.parse(entry.asOf) < pollSeconds * 1000;

  const recall = async (shop: Provider, service: ServiceCode): Promise<Availability | undefined> => {
    try {
      return await availability.get(shop.providerId, service);
    } catch (error) {
      log.warn(
        { err: error, providerId: shop.providerId },
        'Stored availability could not be read; the shop is asked.',
      );
      return undefined;
    }
  };

  const keep = async (entries: readonly Availability[]): Promise<void> => {
    try {
      if (entries.length > 0) await availability.put(entries);
    } catch (error) {
      log.warn({ err: error }, 'What shops said could not be stored; it is used this once.');
    }
  };

  const ask = async (network: ProviderNetwork, shops: readonly Provider[], service: ServiceCode): Promise<Answers> => {
    if (shops.length === 0) return new Map();
    try {
      const replies = await network.search(shops, service);
      const heard = [...replies.values()].flatMap((reply) => (reply.ok ? [reply.value] : []));
      if (heard.length > 0)
        onAnswer?.(
          network.name,
          heard.map(({ providerId }) => providerId),
        );
      await keep(heard);
      return new Map(
        [...replies].map(([id, reply]) => [id, reply.ok ? reply : fail({ refused: reply.error.kind === 'rejected' })]),
      );
    } catch (error) {
      log.error({ err: error, network: network.name }, 'A search threw; its shops count as silent.');
      return new Map();
    }
  };

  /** Starts one search call's worth of shops of one network. */
  const start = (network: ProviderNetwork, shops: readonly Provider[], service: ServiceCode): void => {
    const recalled = shops.map(async (shop) => {
      const entry = await recall(shop, service);
      return { shop, entry, young: isYoung(entry) ? entry : undefined };
    });
    const asked = Promise.all(recalled).then((all) => {
      const old = all.filter(({ young }) => young === undefined);
      return ask(
        network,
        old.map(({ shop }) => shop),
        service,
      );
    });
    shops.forEach((shop, i) => {
      const own = recalled[i] as (typeof recalled)[number];
      const answer = own.then(async ({ young }) =>
        young ? ok(young) : ((await asked).get(shop.providerId) ?? fail({ refused: false })),
      );
      const key = keyOf(shop, service);
      underWay.set(key, { known: own.then(({ entry }) => entry), answer });
      void answer.finally(() => underWay.delete(key));
    });
  };

  return {
    look(shops, service) {
      const fresh = shops.filter((shop) => !underWay.has(keyOf(shop, service)));
      for (const [name, network] of networks) {
        const own = fresh.filter((shop) => shop.network === name);
        const size = network.traits.searchBatch ?? 1;
        for (let i = 0; i < own.length; i += size) start(network, own.slice(i, i + size), service);
      }
      return shops.map((shop) => underWay.get(keyOf(shop, service)) ?? OFF);
    },
  };
}

/** A shop whose network is not configured here: nobody could book what is known of it. */
const OFF: Lookup = { known: Promise.resolve(undefined), answer: Promise.resolve(fail({ refused: false })) };

const keyOf = (shop: Provider, service: ServiceCode): string => `${service}/${shop.providerId}`;
