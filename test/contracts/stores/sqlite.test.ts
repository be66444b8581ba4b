import { tempDir } from '../../support/temp.ts';
import { open, storedBytes } from './sqlite-rig.ts';
import { describeStores } from './stores.ts';

describeStores('SQLite', () => ({
  place: tempDir(),
  open,
  module: new URL('sqlite-rig.ts', import.meta.url).href,
  storedBytes,
}));
