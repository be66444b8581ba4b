import type { Result } from '../../../../src/domain/result.ts';
import { fail, ok } from '../../../../src/domain/result.ts';

/** What a declaration may name, and what Node calls it. */
const ENCODINGS: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  'us-ascii': 'utf-8',
  'iso-8859-1': 'windows-1252',
  'windows-1252': 'windows-1252',
};
const DECLARED = /^<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/;
/** Longer than any declaration. */
const HEAD = 200;

/** The text of a document by its byte order mark, else by what it declares, else UTF-8. Never guessed, never repaired. */
export function decodeXml(bytes: Uint8Array): Result<string, string> {
  const encoding = encodingOf(bytes);
  if (encoding === undefined) return fail('Its encoding is not one that is understood; UTF-8 is.');
  try {
    // A mark at its beginning is taken off.
    return ok(new TextDecoder(encoding, { fatal: true }).decode(bytes));
  } catch {
    return fail('Its bytes are not of its encoding.');
  }
}

function encodingOf(bytes: Uint8Array): string | undefined {
  const [a, b] = bytes;
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  const start = a === 0xef && b === 0xbb ? 3 : 0;
  const head = Buffer.from(bytes.subarray(start, start + HEAD)).toString('latin1');
  const declared = DECLARED.exec(head)?.[1]?.toLowerCase() ?? 'utf-8';
  if (start > 0 && declared !== 'utf-8') return undefined;
  return Object.hasOwn(ENCODINGS, declared) ? ENCODINGS[declared] : undefined;
}
