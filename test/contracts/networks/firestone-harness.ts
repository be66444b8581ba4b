import { createFirestone, firestoneEnv } from '../../../adapters/providers/firestone/index.ts';
import { SAMPLE_CREDENTIALS, startFirestoneSandbox } from '../../../adapters/providers/firestone/sandbox/index.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import type { ConnectOptions, OpenHarness } from './harness.ts';
import { ofSandbox, partsFor, providerAt, sandboxShops } from './harness.ts';

/** The adapter under the sandbox's credentials, pointed at any server. */
export function connectFirestone(url: string, options: ConnectOptions = {}) {
  const { seen, parts } = partsFor(options);
  const network = createFirestone({
    config: firestoneEnv.parse({
      FIRESTONE_URL: url,
      FIRESTONE_CLIENT_ID: SAMPLE_CREDENTIALS.clientId,
      FIRESTONE_CLIENT_SECRET: SAMPLE_CREDENTIALS.clientSecret,
      FIRESTONE_WEBHOOK_SECRET: SAMPLE_CREDENTIALS.webhookSecret,
    }),
    ...parts,
  });
  return { network, seen };
}

export const firestoneProvider = (networkRef: string, more: Partial<Provider> = {}): Provider =>
  providerAt('firestone', networkRef, `Firestone ${networkRef}`, more);

/** Firestone's sandbox and adapter for the suite. */
export const openFirestone: OpenHarness = async (options) => {
  const { now, timeZone, shops, timeoutMs, front } = options;
  const refs = Array.from({ length: shops }, (_, i) => String(23845 + i).padStart(6, '0'));
  const sandbox = await startFirestoneSandbox({
    shops: sandboxShops(refs, 'Firestone', options),
    now: () => now,
    slowMs: 50,
  });
  const url = (await front?.(sandbox.url)) ?? sandbox.url;
  const { network, seen } = connectFirestone(url, { timeoutMs, now: () => now });
  return {
    ...ofSandbox(sandbox),
    network,
    providers: refs.map((networkRef) => firestoneProvider(networkRef, { timeZone })),
    service: 'BATTERY_12V',
    operations: {
      search: 'availability',
      book: 'book',
      cancel: 'cancel',
      lookup: 'lookup',
      move: 'move',
      list: 'stores',
    },
    special: { stolenSlot: true, tokens: true },
    stands: ({ status }) => status !== 'CANCELLED' && status !== 'NO_SHOW',
    seen,
  };
};
