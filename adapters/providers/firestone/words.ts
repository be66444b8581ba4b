import type { Rejected } from '../../../src/app/ports/network.ts';
import type { Refusal } from '../../shared/http-client/index.ts';
import type { Refused } from './wire.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  NOT_CHANGEABLE: 'The job has been started or finished there, so it cannot be changed any more.',
  IDEMPOTENCY_KEY_REQUIRED: 'The shop misses the reference of the booking.',
  UNKNOWN_SLOT: 'The shop does not know this time any more.',
  SLOT_TAKEN: 'The time has been taken.',
};

/** A refusal in words. `what` is the thing that a 404 did not find, e.g. `appointment`. */
export function inWords({ status, value }: Refusal<Refused>, what: string): Rejected {
  const { code, field } = value;
  if (field === 'vehicle.vin')
    return { kind: 'rejected', reason: 'The shop does not accept the VIN.', code: 'invalid-vin' };
  return {
    kind: 'rejected',
    reason: sentence(status, printable(code), printable(field), what),
    ...(code ? { code: printable(code) } : {}),
  };
}

function sentence(status: number, code: string, field: string, what: string): string {
  const known = SENTENCES[code];
  if (known) return known;
  if (code === 'NOT_FOUND' || status === 404) return `The shop does not know this ${what}.`;
  if (field) return `The shop does not accept the field ${field}.`;
  return `The shop refused the request (${code || `HTTP ${status}`}).`;
}

/** A word of theirs as it may stand in a sentence of ours. */
const printable = (text: string | null | undefined): string =>
  (text ?? '')
    .replace(/[^\w.[\]-]+/g, ' ')
    .trim()
    .slice(0, 60);
