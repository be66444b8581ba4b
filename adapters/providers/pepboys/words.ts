import type { Rejected } from '../../../src/app/ports/network.ts';
import type { Refusal } from '../../shared/http-client/index.ts';
import type { Refused } from './wire.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  not_cancelable: 'The job has been started or is over there, so it cannot be cancelled any more.',
  no_capacity: 'The time has been taken.',
  hold_expired: 'The shop does not hold the time any more.',
};

/** What the network answers for a service that it has no job for. */
export const NOT_DONE: Rejected = {
  kind: 'rejected',
  reason: 'Pep Boys does not do this service.',
  code: 'unsupported-service',
};

/** A refusal in words. `what` is the thing that a 404 did not find, e.g. `appointment`. */
export function inWords({ status, value }: Refusal<Refused>, what: string): Rejected {
  const code = printable(value.error);
  const field = printable(value.field);
  if (field === 'vehicle.vin')
    return { kind: 'rejected', reason: 'The shop does not accept the VIN.', code: 'invalid-vin' };
  return { kind: 'rejected', reason: sentence(status, code, field, what), ...(code ? { code } : {}) };
}

function sentence(status: number, code: string, field: string, what: string): string {
  const known = SENTENCES[code];
  if (known) return known;
  if (status === 404) return `The shop does not know this ${what}.`;
  if (field) return `The shop does not accept the field ${field}.`;
  return `The shop refused the request (${code || `HTTP ${status}`}).`;
}

/** A word of theirs as it may stand in a sentence of ours. */
const printable = (text: string | null | undefined): string =>
  (text ?? '')
    .replace(/[^\w.[\]-]+/g, ' ')
    .trim()
    .slice(0, 60);
