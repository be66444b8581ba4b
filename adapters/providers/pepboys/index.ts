import type { NetworkModule } from '../../shared/network-module.ts';
import { pepboysEnv } from './env.ts';
import { createPepBoys } from './network.ts';

export { pepboysEnv, type PepBoysConfig } from './env.ts';
export { createPepBoys } from './network.ts';

/** The Pep Boys network as the registry lists it. */
export const pepboys = {
  name: 'pepboys',
  env: pepboysEnv,
  enabledBy: ['PEPBOYS_URL'],
  create: createPepBoys,
} as const satisfies NetworkModule<typeof pepboysEnv>;
