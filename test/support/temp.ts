import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const untilTestEnds: string[] = [];
const untilFileEnds: string[] = [];

/** A new empty folder, removed after the test that asked for it. Close what is open in it first. */
export function tempDir(): string {
  return make(untilTestEnds);
}

/** A new empty folder for a whole test file (from `beforeAll`, say), removed after the file's last test. */
export function tempDirForFile(): string {
  return make(untilFileEnds);
}

// The real path, since what compares paths (a resolver, a compiler) would else see two names for one folder.
function make(list: string[]): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'pitcrew-test-')));
  list.push(path);
  return path;
}

function removeAll(list: string[]): void {
  for (const path of list.splice(0)) rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

afterEach(() => removeAll(untilTestEnds));
afterAll(() => removeAll(untilFileEnds));
