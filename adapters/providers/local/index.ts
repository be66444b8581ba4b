import type { NetworkModule } from '../../shared/network-module.ts';
import { localEnv } from './env.ts';
import { createLocal } from './network.ts';

export { localEnv, type LocalConfig } from './env.ts';
export { createLocal } from './network.ts';

/** Independent shops as the registry lists them: always on. */
export const local = {
  name: 'local',
  env: localEnv,
  enabledBy: [],
  create: createLocal,
} as const satisfies NetworkModule<typeof localEnv>;
