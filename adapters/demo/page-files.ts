import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RawRequest, RawResponse, Route } from '../../src/app/ports/http.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
};

/** Nothing from elsewhere, nothing inline, in no frame. */
const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

interface PageFile {
  readonly body: Uint8Array;
  readonly type: string;
  readonly etag: string;
}

/** `GET /demo` and its files under `/demo/assets/`, read once from the folder `page` beside this module. */
export function pageRoutes(): Route[] {
  const folder = fileURLToPath(new URL('./page/', import.meta.url));
  const files = new Map<string, PageFile>();
  for (const name of readdirSync(folder)) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(join(folder, name));
    files.set(name, { body, type, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` });
  }
  return [
    { method: 'GET', path: '/demo', handle: async (request) => serve(files.get('index.html'), request) },
    {
      method: 'GET',
      path: '/demo/assets/:file',
      handle: async (request) => serve(files.get(request.params['file'] ?? ''), request),
    },
  ];
}

function serve(file: PageFile | undefined, request: RawRequest): RawResponse {
  if (!file) return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'There is no such file.\n' };
  const headers = { ...HEADERS, 'Cache-Control': 'no-cache', ETag: file.etag };
  if (request.headers['if-none-match'] === file.etag) return { status: 304, headers };
  return { status: 200, headers: { ...headers, 'Content-Type': file.type }, body: file.body };
}
