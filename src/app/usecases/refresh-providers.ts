import type { Provider } from '../../domain/directory.ts';
import { stableFraction } from '../../domain/spread.ts';
import type { Core } from '../core.ts';
import type { Repeat } from '../ports/jobs.ts';

/** A network's clock may be behind ours; what is listed twice is written once. */
const OVERLAP_MS = 5 * 60_000;

/**
 * The job behind `refresh-providers`: shops that changed in a network's own list since the last time, taken over for those
 * that are known here. None is added; what the list does not say of a shop stays.
 */
export async function refreshProviders(core: Core, name: string): Promise<void> {
  const { cursors, directory, clock, log } = core;
  const network = core.networks.get(name);
  if (!network?.listProviders) return;
  const cursor = `shops/${name}`;
  const updatedSince = await cursors.get(cursor);
  const next = new Date(clock.trueNow().getTime() - OVERLAP_MS).toISOString();
  const listed = await network.listProviders({ updatedSince });
  if (!listed.ok)
    return log.warn({ network: name, why: listed.error }, 'The list of shops could not be read this time');
  const changed: Provider[] = [];
  for (const shop of listed.value) {
    const known = await directory.providerByRef(name, shop.networkRef);
    if (!known) continue;
    const present = { ...known, ...shop, providerId: known.providerId };
    if (!isSame(known, present)) changed.push(present);
  }
  await directory.putProviders(changed);
  if (changed.length > 0) log.info({ network: name, shops: changed.length }, 'Shops changed in their network’s list');
  await cursors.put(cursor, next);
}

const isSame = (one: Provider, other: Provider): boolean => {
  const fields = (shop: Provider) => Object.entries(shop).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(fields(one)) === JSON.stringify(fields(other));
};

/** One repeating job for each network that has a list of its shops. */
export async function scheduleRefreshes({ networks, queue }: Pick<Core, 'networks' | 'queue'>, pollSeconds: number) {
  const everyMs = pollSeconds * 1000;
  const repeats = [...networks.values()].flatMap(({ name: network, listProviders }): readonly Repeat[] => {
    if (!listProviders) return [];
    const offsetMs = Math.floor(stableFraction(`shops/${network}`) * everyMs);
    return [{ id: `shops-${network}`, name: 'refresh-providers', payload: { network }, everyMs, offsetMs }];
  });
  await queue.schedule(repeats);
}
