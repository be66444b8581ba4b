import { createPepBoys, pepboysEnv } from '../../../adapters/providers/pepboys/index.ts';
import { SAMPLE_API_KEY, startPepBoysSandbox } from '../../../adapters/providers/pepboys/sandbox/index.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
import type { ConnectOptions, OpenHarness } from './harness.ts';
import { ofSandbox, partsFor, providerAt, sandboxShops } from './harness.ts';

/** The adapter with the sandbox's key, pointed at any server. */
export function connectPepBoys(url: string, options: ConnectOptions = {}) {
  const { seen, parts } = partsFor(options);
  const network = createPepBoys({
    config: pepboysEnv.parse({ PEPBOYS_URL: url, PEPBOYS_API_KEY: SAMPLE_API_KEY }),
    ...parts,
  });
  return { network, seen };
}

export const pepboysProvider = (networkRef: string, more: Partial<Provider> = {}): Provider =>
  providerAt('pepboys', networkRef, `Pep Boys ${networkRef}`, {
    providerId: asProviderId(`pb-${networkRef}`),
    ...more,
  });

/** Pep Boys' sandbox and adapter for the suite. */
export const openPepBoys: OpenHarness = async (options) => {
  const { now, timeZone, shops, timeoutMs, front } = options;
  const refs = Array.from({ length: shops }, (_, i) => String(412 + i).padStart(4, '0'));
  const sandbox = await startPepBoysSandbox({
    shops: sandboxShops(refs, 'Pep Boys', options),
    now: () => now,
    slowMs: 50,
  });
  const url = (await front?.(sandbox.url)) ?? sandbox.url;
  const { network, seen } = connectPepBoys(url, { timeoutMs, now: () => now });
  return {
    ...ofSandbox(sandbox),
    network,
    providers: refs.map((networkRef) => pepboysProvider(networkRef, { timeZone })),
    service: 'BATTERY_12V',
    operations: {
      search: 'search',
      // Only a confirmation makes an appointment; lost holds have tests of their own.
      book: 'confirm',
      steal: 'hold',
      cancel: 'cancel',
      lookup: 'lookup',
      poll: 'poll',
      move: 'confirm',
      list: 'jobs',
    },
    special: { stolenSlot: true, tokens: false },
    stands: ({ status }) => status !== 'CANCELED' && status !== 'NOSHOW',
    seen,
  };
};
