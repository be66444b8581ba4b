import type { SandboxNetwork } from '../../../shared/sandbox/index.ts';
import { SAMPLE_API_KEY, createPepBoysSandboxHandler } from './network.ts';
import type { PepBoysNetworkOptions } from './types.ts';

export { SAMPLE_API_KEY, createPepBoysSandboxHandler } from './network.ts';
export { startPepBoysSandbox } from './start.ts';
export type { PepBoysSandbox, PepBoysSandboxOptions } from './start.ts';
export type { PepBoysNetworkOptions, State } from './types.ts';

/** The entry for a command that serves several networks on one port; `environment` names the sample key. */
export const pepboysSandbox = {
  network: 'pepboys',
  /** As the lists of real shops call it. */
  brand: 'Pep Boys',
  environment: { PEPBOYS_API_KEY: SAMPLE_API_KEY },
  mount: (options: PepBoysNetworkOptions): SandboxNetwork => createPepBoysSandboxHandler(options),
} as const;
