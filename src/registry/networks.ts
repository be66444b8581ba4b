import { firestone } from '../../adapters/providers/firestone/index.ts';

/** Every network of shops: one line each. */
export const networkModules = [firestone] as const;
