import { firestoneSandbox } from '../../adapters/providers/firestone/sandbox/index.ts';
import { localSandbox } from '../../adapters/providers/local/sandbox/index.ts';
import { pepboysSandbox } from '../../adapters/providers/pepboys/sandbox/index.ts';
import { starSandbox } from '../../adapters/providers/star/sandbox/index.ts';

export {
  loadShopsCsv,
  parseFaults,
  shopsFromNormalizedCsv,
  startSandboxServer,
} from '../../adapters/shared/sandbox/index.ts';
export type { SandboxServer, SandboxShop } from '../../adapters/shared/sandbox/index.ts';

/** Every sandbox network: one line each. */
export const sandboxes = [firestoneSandbox, localSandbox, pepboysSandbox, starSandbox] as const;
