import type { Provider } from '../../domain/directory.ts';
import { stableFraction } from '../../domain/spread.ts';
import type { NetworkTraits } from '../ports/network.ts';

/** Shops of one network that are asked by one job. */
export interface PollGroup {
  /** Unique in its network, and the same after a restart. */
  readonly key: string;
  /** When it is asked within each interval. */
  readonly offsetMs: number;
  readonly shops: readonly Provider[];
}

/** Parts of an interval: shops whose offsets fall into the same part share a job, so that ten thousand need 60. */
const PARTS = 60;

/**
 * Who is asked together. A network that takes several shops a call has batches of that many, by id; each batch has its
 * own offset. At every other network each shop has its own, to a 60th of the interval. All are spread over the interval,
 * and stay as they are while shops come and go.
 */
export function pollGroups(
  network: { readonly name: string; readonly traits: Pick<NetworkTraits, 'searchBatch'> },
  shops: readonly Provider[],
  everyMs: number,
): ReadonlyMap<string, PollGroup> {
  const { name, traits } = network;
  const size = traits.searchBatch ?? 1;
  const sorted = [...shops].sort((a, b) => (a.providerId < b.providerId ? -1 : 1));
  const groups = new Map<string, PollGroup & { readonly shops: Provider[] }>();
  sorted.forEach((shop, i) => {
    const part = Math.floor(stableFraction(shop.providerId) * PARTS);
    const key = size > 1 ? `batch-${Math.floor(i / size)}` : `part-${part}`;
    const at = size > 1 ? stableFraction(`${name}/${key}`) : (part + stableFraction(name)) / PARTS;
    const group = groups.get(key) ?? { key, offsetMs: Math.floor(at * everyMs), shops: [] };
    group.shops.push(shop);
    groups.set(key, group);
  });
  return groups;
}
