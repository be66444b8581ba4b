import type { IncomingMessage } from 'node:http';

export type ReadBody =
  | { readonly kind: 'body'; readonly bytes: Uint8Array }
  | { readonly kind: 'too-large' }
  /** Someone else read it and kept only what he made of it. */
  | { readonly kind: 'already-read' }
  /** The caller went away before its end. */
  | { readonly kind: 'gone' };

const NO_BYTES = Buffer.alloc(0);
const EMPTY: ReadBody = { kind: 'body', bytes: NO_BYTES };
const TOO_LARGE: ReadBody = { kind: 'too-large' };

/**
 * Reads a request's body whole, up to `limit` bytes. Where a host application has read it before, takes the bytes that
 * it left in `rawBody` or `body`. What comes after the limit is thrown away as it arrives. Never rejects.
 */
export function readBody(req: IncomingMessage, limit: number): ReadBody | Promise<ReadBody> {
  const left = leftBytes(req);
  if (left !== undefined) return left.length > limit ? TOO_LARGE : { kind: 'body', bytes: left };

  const { 'content-length': announced, 'transfer-encoding': coding } = req.headers;
  if (coding === undefined && (announced === undefined || announced === '0')) return EMPTY;
  if (req.readableEnded || req.readableDidRead) return { kind: 'already-read' };
  if (Number(announced) > limit) {
    req.resume();
    return TOO_LARGE;
  }
  return collect(req, limit);
}

function leftBytes(req: IncomingMessage): Uint8Array | undefined {
  const { rawBody, body } = req as IncomingMessage & { rawBody?: unknown; body?: unknown };
  if (rawBody instanceof Uint8Array) return rawBody;
  if (typeof rawBody === 'string') return Buffer.from(rawBody);
  return body instanceof Uint8Array ? body : undefined;
}

function collect(req: IncomingMessage, limit: number): Promise<ReadBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else {
        chunks.length = 0;
        resolve(TOO_LARGE);
      }
    });
    req.once('end', () => {
      if (size > limit) return;
      const only = chunks.length === 1 ? chunks[0] : undefined;
      resolve({ kind: 'body', bytes: only ?? Buffer.concat(chunks, size) });
    });
    req.once('error', () => resolve({ kind: 'gone' }));
    req.once('close', () => resolve({ kind: 'gone' }));
  });
}
