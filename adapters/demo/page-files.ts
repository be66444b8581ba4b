import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
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

/** `GET /demo` and its files under `/demo/assets/`, read once from the folder `page` beside this module; the renderer of Teams' cards as its package ships it. */
export function pageRoutes(): Route[] {
  const folder = fileURLToPath(new URL('./page/', import.meta.url));
  const files = new Map<string, PageFile>();
  const add = (name: string, path: string): void => {
    const type = TYPES[extname(name)];
    if (type === undefined) return;
    const body = readFileSync(path);
    files.set(name, { body, type, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` });
  };
  for (const name of readdirSync(folder)) add(name, join(folder, name));
  add('adaptivecards.js', join(packageFolder('adaptivecards'), 'dist/adaptivecards.min.js'));
  return [
    { method: 'GET', path: '/demo', handle: async (request) => serve(files.get('index.html'), request) },
    {
      method: 'GET',
      path: '/demo/assets/:file',
      handle: async (request) => serve(files.get(request.params['file'] ?? ''), request),
    },
  ];
}

/** Where a package lies; its module for Node is not wanted, and may not be loadable here. */
const packageFolder = (name: string): string => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

function serve(file: PageFile | undefined, request: RawRequest): RawResponse {
  if (!file) return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'There is no such file.\n' };
  const headers = { ...HEADERS, 'Cache-Control': 'no-cache', ETag: file.etag };
  if (request.headers['if-none-match'] === file.etag) return { status: 304, headers };
  return { status: 200, headers: { ...headers, 'Content-Type': file.type }, body: file.body };
}
