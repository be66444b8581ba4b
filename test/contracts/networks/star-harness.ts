import { createStar, starEnv } from '../../../adapters/providers/star/index.ts';
import { SAMPLE_CREDENTIALS, startStarSandbox } from '../../../adapters/providers/star/sandbox/index.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
import type { OpenHarness } from './harness.ts';
import { SUNDAY, recorder } from './harness.ts';

/** The adapter under the sandbox's credentials, pointed at any server. */
export function connectStar(
  url: string,
  options: { readonly timeoutMs?: number; readonly now?: () => Date; readonly password?: string } = {},
) {
  const { seen, log, metrics } = recorder();
  const { now = () => SUNDAY } = options;
  const network = createStar({
    config: starEnv.parse({
      STAR_URL: url,
      STAR_USER: SAMPLE_CREDENTIALS.user,
      STAR_PASSWORD: options.password ?? SAMPLE_CREDENTIALS.password,
    }),
    publicUrl: 'https://fleet.example/pitcrew/',
    providerTimeoutMs: options.timeoutMs ?? 10_000,
    clock: { now, trueNow: now },
    log,
    metrics,
  });
  return { network, seen };
}

export const dealer = (networkRef: string, more: Partial<Provider> = {}): Provider => ({
  providerId: asProviderId(`star-${networkRef}`),
  name: `Dealer ${networkRef}`,
  network: 'star',
  networkRef,
  lat: 41.86,
  lon: -87.63,
  timeZone: 'America/Chicago',
  services: ['BATTERY_HV', 'RECALL'],
  certifications: ['HV'],
  ...more,
});

/** The dealers' sandbox and adapter for the suite. */
export const openStar: OpenHarness = async ({ now, timeZone, openingHours, bays, shops, timeoutMs, front }) => {
  const refs = Array.from({ length: shops }, (_, i) => `D${1042 + i}`);
  const sandbox = await startStarSandbox({
    shops: refs.map((networkRef) => ({
      networkRef,
      name: `Dealer ${networkRef}`,
      lat: 41.86,
      lon: -87.63,
      timeZone,
      openingHours,
      phone: '+13126621553',
      address: { line1: '1558 S Wabash Ave', city: 'Chicago', state: 'IL', postalCode: '60605' },
      bays,
    })),
    now: () => now,
    slowMs: 50,
  });
  const url = (await front?.(sandbox.url)) ?? sandbox.url;
  const { network, seen } = connectStar(url, { timeoutMs, now: () => now });
  let closed: Promise<void> | undefined;
  return {
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
    setFaults: (spec) => sandbox.setFaults(spec),
    ledger: () => sandbox.ledger(),
    stands: ({ status }) => status !== 'Cancelled' && status !== 'NoShow',
    seen,
    close: () => (closed ??= sandbox.close()),
  };
};
