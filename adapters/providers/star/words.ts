import type { Rejected } from '../../../src/app/ports/network.ts';
import type { NotUnderstood } from './wire.ts';

const SENTENCES: Readonly<Record<string, string>> = {
  SLOT_UNAVAILABLE: 'The time has been taken.',
  INVALID_VIN: 'The dealer does not accept the VIN.',
  UNKNOWN_DOCUMENT: 'The dealer does not know this appointment.',
  NOT_CHANGEABLE: 'The job has been started or finished there, so it cannot be changed any more.',
  DUPLICATE_BOD: 'The dealer had another request under the same number, which was withdrawn; choose a time again.',
};

/** A refusal in words. */
export function inWords(reasonCode: string | undefined): Rejected {
  const code = printable(reasonCode ?? '', 60);
  const reason = SENTENCES[code] ?? (code ? `The dealer refused the request (${code}).` : 'The dealer gave no reason.');
  return { kind: 'rejected', reason, code: code === 'INVALID_VIN' ? 'invalid-vin' : code || undefined };
}

/** A document of ours that the dealer's system could not read. */
export function notUnderstood({ ConfirmBODDataArea }: NotUnderstood): Rejected {
  const why = printable(ConfirmBODDataArea.BODFailureMessage.Description, 200);
  return {
    kind: 'rejected',
    reason: `The dealer's system did not understand the request${why ? `: ${why.replace(/[.\s]+$/, '')}.` : '.'}`,
    code: 'not-understood',
  };
}

/** Words of theirs as they may stand in a sentence of ours. */
const printable = (text: string, max: number): string =>
  text
    .replace(/[^\p{L}\p{N}\p{P}]+/gu, ' ')
    .trim()
    .slice(0, max);
