// Every network of shops: one line each.
export { firestone } from '../../adapters/providers/firestone/index.ts';
export { local } from '../../adapters/providers/local/index.ts';
export { pepboys } from '../../adapters/providers/pepboys/index.ts';
export { star } from '../../adapters/providers/star/index.ts';
