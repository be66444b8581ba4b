import { createHash } from 'node:crypto';

/** A reply with free times as bytes: when it was true, and a fingerprint of everything else in it. */
export interface Mark {
  readonly asOf: string;
  readonly fingerprint: string;
}

const NAME = '"asOf"';
const PAIR = /^"asOf"\s*:\s*"([^"\\]{1,40})"/;
const MOMENT = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z$/;

/**
 * The mark of a reply, with what it answers to in the fingerprint; undefined when it has no plain `asOf`. Two replies
 * with one fingerprint differ in the value of their first `asOf` alone: whether that is the reply's own is seen once, by
 * whoever parses the first of them.
 */
export function markOf(bytes: Uint8Array, ...context: readonly string[]): Mark | undefined {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = body.indexOf(NAME);
  if (at < 0) return undefined;
  const [pair, asOf] = PAIR.exec(body.toString('latin1', at, at + 80)) ?? [];
  if (pair === undefined || asOf === undefined || !MOMENT.test(asOf)) return undefined;
  const hash = createHash('sha256').update(JSON.stringify(context));
  hash.update(body.subarray(0, at)).update(body.subarray(at + pair.length));
  return { asOf, fingerprint: hash.digest('base64').slice(0, 22) };
}

/** Whether a mark stands for a reply whose own `asOf` is this: it was read there, and stands nowhere else. */
export function isMarkOf(mark: Mark, bytes: Uint8Array, asOf: string): boolean {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return mark.asOf === asOf && body.indexOf(NAME) === body.lastIndexOf(NAME);
}
