import type { NetworkModule } from '../../shared/network-module.ts';
import { firestoneEnv } from './env.ts';
import { createFirestone } from './network.ts';

export { firestoneEnv, type FirestoneConfig } from './env.ts';
export { createFirestone } from './network.ts';

/** The Firestone network as the registry lists it. */
export const firestone = {
  name: 'firestone',
  env: firestoneEnv,
  enabledBy: ['FIRESTONE_URL'],
  create: createFirestone,
} as const satisfies NetworkModule<typeof firestoneEnv>;
