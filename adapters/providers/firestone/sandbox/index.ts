import type { FirestoneNetwork } from './network.ts';
import { SAMPLE_CREDENTIALS, createFirestoneSandboxHandler } from './network.ts';
import type { FirestoneNetworkOptions } from './types.ts';

export { SAMPLE_CREDENTIALS, createFirestoneSandboxHandler } from './network.ts';
export type { FirestoneNetwork } from './network.ts';
export { startFirestoneSandbox } from './start.ts';
export type { FirestoneSandbox, FirestoneSandboxOptions } from './start.ts';
export { firestoneSignature } from './statuses.ts';
export type { StatusOptions } from './statuses.ts';
export type { FirestoneNetworkOptions, StatusEvent, WebhookStatus } from './types.ts';

/** The entry for a command that serves several networks on one port; `environment` names the sample credentials. */
export const firestoneSandbox = {
  network: 'firestone',
  /** As the lists of real shops call it. */
  brand: 'Firestone',
  environment: {
    FIRESTONE_CLIENT_ID: SAMPLE_CREDENTIALS.clientId,
    FIRESTONE_CLIENT_SECRET: SAMPLE_CREDENTIALS.clientSecret,
    FIRESTONE_WEBHOOK_SECRET: SAMPLE_CREDENTIALS.webhookSecret,
  },
  mount: (options: FirestoneNetworkOptions): FirestoneNetwork => createFirestoneSandboxHandler(options),
} as const;
