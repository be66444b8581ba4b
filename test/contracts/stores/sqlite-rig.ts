import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openSqliteStores } from '../../../adapters/stores/sqlite/index.ts';
import type { Open } from './rig.ts';

/** The SQLite stores in the folder `place`. */
export const open: Open = (place, options) => openSqliteStores({ dataDir: place, ...options });

/**
 * The database and the files beside it: `-wal` and `-shm`. Another process reads them: closing the file in this one
 * would drop the locks of whoever has it open here.
 */
export async function storedBytes(place: string): Promise<Buffer> {
  return execFileSync(
    'cat',
    readdirSync(place).map((file) => join(place, file)),
  );
}
