import { randomBytes } from 'node:crypto';
import { monotonicFactory } from 'ulid';
import type { Ids } from '../../src/app/ports/ids.ts';

// 32 characters, so that 5 bits of chance choose one evenly; without 0 and O, 1 and I.
const READABLE = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Ids by chance: ULIDs that rise also within a millisecond of one process, on the machine's true time. */
export function createIds(): Ids {
  const ulid = monotonicFactory();
  return {
    next: () => ulid(),
    readable: (length) => Array.from(randomBytes(length), (byte) => READABLE[byte % READABLE.length]).join(''),
    secret: (bytes) => randomBytes(bytes).toString('base64url'),
  };
}
