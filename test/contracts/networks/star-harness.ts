import { createStar, starEnv } from '../../../adapters/providers/star/index.ts';
import { SAMPLE_CREDENTIALS, startStarSandbox } from '../../../adapters/providers/star/sandbox/index.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import type { ConnectOptions, OpenHarness } from './harness.ts';
import { ofSandbox, partsFor, providerAt, sandboxShops } from './harness.ts';

/** The adapter under the sandbox's credentials, pointed at any server. */
export function connectStar(url: string, options: ConnectOptions & { readonly password?: string } = {}) {
  const { seen, parts } = partsFor(options);
  const network = createStar({
    config: starEnv.parse({
      STAR_URL: url,
      STAR_USER: SAMPLE_CREDENTIALS.user,
      STAR_PASSWORD: options.password ?? SAMPLE_CREDENTIALS.password,
    }),
    ...parts,
  });
  return { network, seen };
}

export const dealer = (networkRef: string, more: Partial<Provider> = {}): Provider =>
  providerAt('star', networkRef, `Dealer ${networkRef}`, {
    services: ['BATTERY_HV', 'RECALL'],
    certifications: ['HV'],
    ...more,
  });

/** The dealers' sandbox and adapter for the suite. */
export const openStar: OpenHarness = async (options) => {
  const { now, timeZone, shops, timeoutMs, front } = options;
  const refs = Array.from({ length: shops }, (_, i) => `D${1042 + i}`);
  const sandbox = await startStarSandbox({
    shops: sandboxShops(refs, 'Dealer', options),
    now: () => now,
    slowMs: 50,
  });
  const url = (await front?.(sandbox.url)) ?? sandbox.url;
  const { network, seen } = connectStar(url, { timeoutMs, now: () => now });
  return {
    ...ofSandbox(sandbox),
    network,
    providers: refs.map((networkRef) => dealer(networkRef, { timeZone })),
    service: 'RECALL',
    // There is neither a look-up nor a list: what the suite says of them is left out.
    operations: {
      search: 'availability',
      book: 'book',
      cancel: 'cancel',
      move: 'replace',
      lookup: 'unreadable',
      list: 'unreadable',
    },
    special: { stolenSlot: true, tokens: false },
    stands: ({ status }) => status !== 'Cancelled' && status !== 'NoShow',
    seen,
  };
};
