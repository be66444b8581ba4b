import { createHash } from 'node:crypto';

const MODULUS = 1n << 256n;

/** The SHA-256 of a value as JSON with sorted keys, bytes as base64. */
function hashOf(value: unknown): bigint {
  const text = JSON.stringify(canonical(value));
  return BigInt(`0x${createHash('sha256').update(text, 'utf8').digest('hex')}`);
}

function canonical(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, canonical(field)]),
  );
}

export const sameHash = (a: unknown, b: unknown): boolean => b !== undefined && hashOf(a) === hashOf(b);

/** Adds up the hashes of records in whatever order they come. */
export function sumOf(): { add(record: unknown): void; tally(): { readonly count: number; readonly hash: string } } {
  let count = 0;
  let sum = 0n;
  return {
    add(record) {
      count += 1;
      sum = (sum + hashOf(record)) % MODULUS;
    },
    tally: () => ({ count, hash: sum.toString(16).padStart(64, '0') }),
  };
}
