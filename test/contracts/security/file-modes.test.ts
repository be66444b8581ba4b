import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createPitcrew } from '../../../src/index.ts';
import { tempDir } from '../../support/temp.ts';

let umask: number;
beforeEach(() => {
  // The most careless setting that a machine may have.
  umask = process.umask(0);
});
afterEach(() => void process.umask(umask));

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8);

test('the data folder, the store, the key ring and the operator’s token are their owner’s alone', async () => {
  const dataDir = join(tempDir(), 'deep', 'data');
  const pitcrew = await createPitcrew({ env: { LOG_LEVEL: 'silent', PITCREW_DATA: dataDir } });
  try {
    expect(modeOf(dataDir)).toBe('700');
    const files = readdirSync(dataDir).sort();
    expect(files).toEqual(['admin-token', 'keys', 'pitcrew.db', 'pitcrew.db-shm', 'pitcrew.db-wal']);
    expect(files.map((file) => [file, modeOf(join(dataDir, file))])).toEqual(files.map((file) => [file, '600']));
  } finally {
    await pitcrew.close();
  }
});
