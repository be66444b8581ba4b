import { createPepBoys, pepboysEnv } from '../../../adapters/providers/pepboys/index.ts';
import { SAMPLE_API_KEY, startPepBoysSandbox } from '../../../adapters/providers/pepboys/sandbox/index.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
import type { OpenHarness } from './harness.ts';
import { SUNDAY, recorder } from './harness.ts';

/** The adapter with the sandbox's key, pointed at any server. */
export function connectPepBoys(
  url: string,
  options: { readonly timeoutMs?: number; readonly now?: () => Date; readonly trueNow?: () => Date } = {},
) {
  const { seen, log, metrics } = recorder();
  const { now = () => SUNDAY } = options;
  const network = createPepBoys({
    config: pepboysEnv.parse({ PEPBOYS_URL: url, PEPBOYS_API_KEY: SAMPLE_API_KEY }),
    publicUrl: 'https://fleet.example/pitcrew/',
    providerTimeoutMs: options.timeoutMs ?? 10_000,
    clock: { now, trueNow: options.trueNow ?? now },
    log,
    metrics,
  });
  return { network, seen };
}

export const pepboysProvider = (networkRef: string, more: Partial<Provider> = {}): Provider => ({
  providerId: asProviderId(`pb-${networkRef}`),
  name: `Pep Boys ${networkRef}`,
  network: 'pepboys',
  networkRef,
  lat: 41.86,
  lon: -87.63,
  timeZone: 'America/Chicago',
  services: ['BATTERY_12V'],
  certifications: [],
  ...more,
});

/** Pep Boys' sandbox and adapter for the suite. */
export const openPepBoys: OpenHarness = async ({ now, timeZone, openingHours, bays, shops, timeoutMs, front }) => {
  const refs = Array.from({ length: shops }, (_, i) => String(412 + i).padStart(4, '0'));
  const sandbox = await startPepBoysSandbox({
    shops: refs.map((networkRef) => ({
      networkRef,
      name: `Pep Boys ${networkRef}`,
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
  const { network, seen } = connectPepBoys(url, { timeoutMs, now: () => now });
  let closed: Promise<void> | undefined;
  return {
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
    setFaults: (spec) => sandbox.setFaults(spec),
    ledger: () => sandbox.ledger(),
    stands: ({ status }) => status !== 'CANCELED' && status !== 'NOSHOW',
    seen,
    close: () => (closed ??= sandbox.close()),
  };
};
