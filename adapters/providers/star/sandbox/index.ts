import type { StarNetwork } from './network.ts';
import { SAMPLE_CREDENTIALS, createStarSandboxHandler } from './network.ts';
import type { StarNetworkOptions } from './types.ts';

export { SAMPLE_CREDENTIALS, createStarSandboxHandler } from './network.ts';
export type { StarNetwork } from './network.ts';
export { startStarSandbox } from './start.ts';
export type { StarSandbox, StarSandboxOptions } from './start.ts';
export type { AppointmentStatus, PostedDocument, StarNetworkOptions } from './types.ts';

/** The entry for a command that serves several networks on one port; `environment` names the sample credentials. */
export const starSandbox = {
  network: 'star',
  /** The lists of real shops name no dealers: these stand for them. */
  brand: 'Monro',
  environment: { STAR_USER: SAMPLE_CREDENTIALS.user, STAR_PASSWORD: SAMPLE_CREDENTIALS.password },
  mount: (options: StarNetworkOptions): StarNetwork => createStarSandboxHandler(options),
} as const;
