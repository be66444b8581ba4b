// Every network of shops: one line each.
export { firestone } from '../../adapters/providers/firestone/index.ts';
