import type { NetworkModule } from '../../shared/network-module.ts';
import { starEnv } from './env.ts';
import { createStar } from './network.ts';

export { starEnv, type StarConfig } from './env.ts';
export { createStar } from './network.ts';

/** The dealers' network as the registry lists it. */
export const star = {
  name: 'star',
  env: starEnv,
  enabledBy: ['STAR_URL'],
  create: createStar,
} as const satisfies NetworkModule<typeof starEnv>;
