import { createFirestone, firestoneEnv } from '../../../adapters/providers/firestone/index.ts';
import { SAMPLE_CREDENTIALS, startFirestoneSandbox } from '../../../adapters/providers/firestone/sandbox/index.ts';
import type { Provider } from '../../../src/domain/directory.ts';
import { asProviderId } from '../../../src/domain/ids.ts';
import type { OpenHarness } from './harness.ts';
import { SUNDAY, recorder } from './harness.ts';

/** The adapter under the sandbox's credentials, pointed at any server. */
export function connectFirestone(
  url: string,
  options: { readonly timeoutMs?: number; readonly now?: () => Date; readonly trueNow?: () => Date } = {},
) {
  const { seen, log, metrics } = recorder();
  const { now = () => SUNDAY } = options;
  const network = createFirestone({
    config: firestoneEnv.parse({
      FIRESTONE_URL: url,
      FIRESTONE_CLIENT_ID: SAMPLE_CREDENTIALS.clientId,
      FIRESTONE_CLIENT_SECRET: SAMPLE_CREDENTIALS.clientSecret,
      FIRESTONE_WEBHOOK_SECRET: SAMPLE_CREDENTIALS.webhookSecret,
    }),
    publicUrl: 'https://fleet.example/pitcrew/',
    providerTimeoutMs: options.timeoutMs ?? 10_000,
    clock: { now, trueNow: options.trueNow ?? now },
    log,
    metrics,
  });
  return { network, seen };
}

export const firestoneProvider = (networkRef: string, more: Partial<Provider> = {}): Provider => ({
  providerId: asProviderId(`firestone-${networkRef}`),
  name: `Firestone ${networkRef}`,
  network: 'firestone',
  networkRef,
  lat: 41.86,
  lon: -87.63,
  timeZone: 'America/Chicago',
  services: ['BATTERY_12V'],
  certifications: [],
  ...more,
});

/** Firestone's sandbox and adapter for the suite. */
export const openFirestone: OpenHarness = async ({ now, timeZone, openingHours, bays, shops, timeoutMs, front }) => {
  const refs = Array.from({ length: shops }, (_, i) => String(23845 + i).padStart(6, '0'));
  const sandbox = await startFirestoneSandbox({
    shops: refs.map((networkRef) => ({
      networkRef,
      name: `Firestone ${networkRef}`,
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
  const { network, seen } = connectFirestone(url, { timeoutMs, now: () => now });
  let closed: Promise<void> | undefined;
  return {
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
    setFaults: (spec) => sandbox.setFaults(spec),
    ledger: () => sandbox.ledger(),
    stands: ({ status }) => status !== 'CANCELLED' && status !== 'NO_SHOW',
    seen,
    close: () => (closed ??= sandbox.close()),
  };
};
