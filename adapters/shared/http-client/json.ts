import { fail, ok } from '../../../src/domain/result.ts';
import type { BodyReader } from './types.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A JSON body; `undefined` when it is empty. A reply that names no type is read as JSON all the same. */
export const asJson: BodyReader<unknown> = (bytes, contentType) => {
  if (bytes.byteLength === 0) return ok(undefined);
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (type && type !== 'application/json' && !/^application\/[^/]+\+json$/.test(type)) return fail('content-type');
  try {
    return ok(JSON.parse(utf8.decode(bytes)));
  } catch {
    return fail('body');
  }
};
