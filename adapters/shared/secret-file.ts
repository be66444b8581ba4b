import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode } from './error-code.ts';

/** A secret that lies in the data folder, readable by its owner alone. */
export interface SecretFile {
  readonly text: string;
  /** Its full path, which may be told; the text may not. */
  readonly file: string;
  /** Whether this call made it. */
  readonly made: boolean;
}

/**
 * The text of `<folder>/<name>`, made by `make` when it is not there (mode 0600, the folder 0700).
 * Several processes may call it at once: all get the text of the one whose file came first, never half a file.
 */
export function loadOrMakeSecret(folder: string, name: string, make: () => string): SecretFile {
  const file = join(folder, name);
  const found = readIfThere(file);
  if (found !== undefined) return { text: found, file, made: false };
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // A link appears whole or not at all, and unlike a rename it never replaces what another process made meanwhile.
  const draft = `${file}.${process.pid}-${randomBytes(6).toString('hex')}`;
  writeDurably(draft, `${make()}\n`);
  let made = true;
  try {
    linkSync(draft, file);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    made = false;
  } finally {
    rmSync(draft, { force: true });
  }
  return { text: readFileSync(file, 'utf8').trim(), file, made };
}

/**
 * The operator token of an embedded store, in `<dataDir>/admin-token`, made on first use: 43 characters, 256 random bits.
 * Throws when the file holds fewer than 24 characters.
 */
export function loadOrMakeAdminToken(dataDir: string): SecretFile {
  const secret = loadOrMakeSecret(dataDir, 'admin-token', () => randomBytes(32).toString('base64url'));
  if (secret.text.length < 24)
    throw new Error(`The operator token in ${secret.file} must have at least 24 characters.`);
  return secret;
}

function readIfThere(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    chmodSync(file, 0o600);
    return text;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function writeDurably(file: string, text: string): void {
  const fd = openSync(file, 'wx', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
