import type { KeyObject } from 'node:crypto';
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  randomFillSync,
} from 'node:crypto';
import type { Keys } from '../../src/app/ports/keys.ts';
import { loadOrMakeSecret } from './secret-file.ts';

const FORMAT = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

interface RingKey {
  readonly id: string;
  readonly encryption: KeyObject;
  readonly blindIndex: KeyObject;
  /** The start of everything that it seals: the format and its id. */
  readonly header: Buffer;
}

/**
 * The key ring of `PITCREW_KEYS`: `id:base64,id2:base64`, 32 bytes each; the first key encrypts, all decrypt.
 * A sealed value is: format byte, length of the key id, key id, nonce (12 random bytes), tag (16), ciphertext.
 * Blind indexes are HMACs under a key of their own, derived from each ring key by HKDF, so that dropping the oldest key
 * breaks nothing once its rows are sealed anew. Throws one error with all that is wrong; no secret is in it.
 */
export function createKeys(ring: string): Keys {
  const problems = keyRingProblems(ring);
  if (problems.length > 0) throw new Error(`The key ring cannot be used. ${problems.join(' ')}`);
  const keys = entriesOf(ring).map(({ id, secret }) => ringKey(id, Buffer.from(secret, 'base64')));
  const byId = new Map(keys.map((key) => [key.id, key]));
  const [current] = keys as [RingKey, ...RingKey[]];
  return {
    currentKeyId: current.id,
    encrypt: (plain, context) => seal(current, plain, context),
    decrypt: (sealed, context) => open(byId, sealed, context),
    blind: (value) => blindIndex(current, value),
    blinds: (value) => keys.map((key) => blindIndex(key, value)),
  };
}

/** What is wrong with the text of a key ring, one sentence each, naming the entry and never its secret; empty when it is good. */
export function keyRingProblems(ring: string): readonly string[] {
  const entries = entriesOf(ring);
  if (entries.length === 0) return ['It is empty: write at least one key as id:base64.'];
  const seen = new Set<string>();
  return entries.flatMap((entry, index) => {
    const where = `Key ${index + 1} of ${entries.length}`;
    if (!entry.hasColon) return [`${where} has no colon between its id and its base64 text.`];
    // An id of the wrong form is not repeated: it may be the secret itself, written in the wrong place.
    if (!KEY_ID.test(entry.id)) return [`${where} needs an id of 1 to 32 letters, digits, "_" or "-".`];
    const name = `${where} ("${entry.id}")`;
    if (seen.has(entry.id)) return [`${name} has the id of an earlier key.`];
    seen.add(entry.id);
    if (!BASE64.test(entry.secret)) return [`${name} is not base64.`];
    const { length } = Buffer.from(entry.secret, 'base64');
    return length === KEY_BYTES ? [] : [`${name} has ${length} bytes and must have ${KEY_BYTES}.`];
  });
}

/** The text of one new random key in the ring's syntax. */
export const newRingKey = (id: string): string => `${id}:${randomBytes(KEY_BYTES).toString('base64')}`;

/** The key ring of an embedded store, in `<dataDir>/keys` (mode 0600), made on first use. Safe when several processes start at once. */
export function loadOrMakeKeys(dataDir: string): Keys {
  const { text, file } = loadOrMakeSecret(dataDir, 'keys', () => newRingKey('k1'));
  const problems = keyRingProblems(text);
  if (problems.length > 0) throw new Error(`The key ring in ${file} cannot be used. ${problems.join(' ')}`);
  return createKeys(text);
}

function entriesOf(ring: string): readonly { id: string; secret: string; hasColon: boolean }[] {
  const parts = ring.split(',').map((part) => part.trim());
  if (parts.every((part) => part === '')) return [];
  return parts.map((part) => {
    const colon = part.indexOf(':');
    return { id: part.slice(0, Math.max(colon, 0)), secret: part.slice(colon + 1), hasColon: colon >= 0 };
  });
}

function ringKey(id: string, secret: Buffer): RingKey {
  const blind = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), 'pitcrew blind index 1', KEY_BYTES));
  return {
    id,
    encryption: createSecretKey(secret),
    blindIndex: createSecretKey(blind),
    header: Buffer.concat([Buffer.from([FORMAT, id.length]), Buffer.from(id, 'latin1')]),
  };
}

// Random bytes are fetched for many nonces at once: one fetch costs more than sealing a delivery. Each is used once.
const nonces = Buffer.allocUnsafe(NONCE_BYTES * 512);
let noncesUsed = nonces.length;

function nextNonce(): Buffer {
  if (noncesUsed === nonces.length) {
    randomFillSync(nonces);
    noncesUsed = 0;
  }
  noncesUsed += NONCE_BYTES;
  return nonces.subarray(noncesUsed - NONCE_BYTES, noncesUsed);
}

function seal(key: RingKey, plain: string, context: string): Uint8Array {
  const nonce = nextNonce();
  const cipher = createCipheriv('aes-256-gcm', key.encryption, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context, 'utf8'));
  const body = cipher.update(plain, 'utf8');
  cipher.final();
  return Buffer.concat([key.header, nonce, cipher.getAuthTag(), body]);
}

function open(ring: ReadonlyMap<string, RingKey>, sealed: Uint8Array, context: string): string {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  const nonceAt = 2 + (bytes[1] ?? 0);
  const bodyAt = nonceAt + NONCE_BYTES + TAG_BYTES;
  if (bytes[0] !== FORMAT || bytes.length < bodyAt) throw new Error('This is no sealed value of a known format.');
  const id = bytes.toString('latin1', 2, nonceAt);
  const key = ring.get(id);
  if (!key) {
    const known = [...ring.keys()].join(', ');
    throw new Error(`A value is sealed with a key that the ring does not have (its ids: ${known}).`);
  }
  const nonce = bytes.subarray(nonceAt, nonceAt + NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key.encryption, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context, 'utf8'));
  decipher.setAuthTag(bytes.subarray(nonceAt + NONCE_BYTES, bodyAt));
  try {
    return decipher.update(bytes.subarray(bodyAt), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    throw new Error(`A value sealed with key "${id}" does not open: it, its place or the key was changed.`);
  }
}

const blindIndex = (key: RingKey, value: string): string =>
  createHmac('sha256', key.blindIndex).update(value, 'utf8').digest('hex');
