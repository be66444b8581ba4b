import type { LocalNetwork } from './network.ts';
import { createLocalSandboxHandler } from './network.ts';
import type { LocalNetworkOptions } from './types.ts';

export { createLocalSandboxHandler } from './network.ts';
export type { LocalNetwork } from './network.ts';
export type { AskedFor, LocalNetworkOptions } from './types.ts';

/** The entry for a command that serves several networks on one port: busy calendars at `/local/{networkRef}/busy.ics`. */
export const localSandbox = {
  network: 'local',
  brand: '',
  environment: {},
  /** Where each shop's busy calendar is; there is no address that all have. */
  calendars: '/local/{networkRef}/busy.ics',
  mount: (options: LocalNetworkOptions): LocalNetwork => createLocalSandboxHandler(options),
} as const;
