import type { JobRequest } from '../../src/app/ports/jobs.ts';
import type { Keys } from '../../src/app/ports/keys.ts';

/** Encrypts payloads in the file; without it they are stored as JSON. */
export type Seal = Pick<Keys, 'encrypt' | 'decrypt'>;

type Payload = JobRequest['payload'];

const context = (id: string): string => `job:${id}`;

/** The payload as its column holds it: JSON, or JSON sealed to the job's id. */
export function writePayload(id: string, payload: Payload, seal: Seal | undefined): string | Uint8Array {
  const json = JSON.stringify(payload);
  return seal === undefined ? json : seal.encrypt(json, context(id));
}

/** The opposite of `writePayload`. Throws when a sealed one cannot be opened. */
export function readPayload(id: string, stored: string | Uint8Array, seal: Seal | undefined): Payload {
  if (typeof stored === 'string') return JSON.parse(stored) as Payload;
  if (seal === undefined) throw new Error(`The payload of job ${id} is encrypted, and no key was given.`);
  return JSON.parse(seal.decrypt(stored, context(id))) as Payload;
}
