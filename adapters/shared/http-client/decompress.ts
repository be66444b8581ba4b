import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import type { BodyFault } from './types.ts';

/** The largest reply that is read, before and after decompression. */
export const MAX_REPLY_BYTES = 4 * 1024 * 1024;

/** What we say that we understand. */
export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

// Each stops at the limit by itself, so that a bomb never unfolds.
const limits = { maxOutputLength: MAX_REPLY_BYTES };
const unpack = {
  gunzip: promisify(gunzip),
  inflate: promisify(inflate),
  inflateRaw: promisify(inflateRaw),
  brotli: promisify(brotliDecompress),
};

/** The body as it was before one of the accepted encodings. */
export async function decompress(
  bytes: Buffer,
  contentEncoding: string | undefined,
): Promise<Result<Uint8Array, BodyFault>> {
  const encoding = contentEncoding?.trim().toLowerCase() || 'identity';
  if (bytes.length === 0 || encoding === 'identity') return ok(bytes);
  try {
    switch (encoding) {
      case 'gzip':
      case 'x-gzip':
        return ok(await unpack.gunzip(bytes, limits));
      case 'br':
        return ok(await unpack.brotli(bytes, limits));
      case 'deflate':
        // Some servers leave the zlib header out; with it the first byte's low half is 8.
        return ok(await (((bytes[0] ?? 0) & 15) === 8 ? unpack.inflate : unpack.inflateRaw)(bytes, limits));
      default:
        return fail('content-encoding');
    }
  } catch (error) {
    const isTooLarge = (error as { code?: unknown } | null)?.code === 'ERR_BUFFER_TOO_LARGE';
    return fail(isTooLarge ? 'too-large' : 'content-encoding');
  }
}
