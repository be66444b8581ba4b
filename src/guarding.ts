import type { Application } from './app/application.ts';
import { guardNetwork } from './app/guarded-network.ts';
import type { ProviderNetwork } from './app/ports/index.ts';
import { reOfferAfter } from './app/usecases/re-offer.ts';
import { createGuard } from './registry/parts.ts';

/** The networks behind their circuit breakers; the recovery of one re-offers what was offered without it. */
export function guardNetworks(
  networks: readonly ProviderNetwork[],
  { core, polls }: Application,
): readonly ProviderNetwork[] {
  const { clock, log, metrics, directory } = core;
  const parts = {
    guard: createGuard(),
    clock,
    log,
    metrics,
    anyShop: async (name: string) => (await directory.allProviders()).find(({ network }) => network === name),
    onRecovery(name: string) {
      polls.heard(name, []);
      void reOfferAfter(core, name).catch((error: unknown) =>
        log.error({ err: error, network: name }, 'Cases could not be offered anew after a recovery'),
      );
    },
  };
  return networks.map((network) => guardNetwork(network, parts));
}
