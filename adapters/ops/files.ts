import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RawRequest, RawResponse } from '../../src/app/ports/http.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
};

/** Nothing from elsewhere, nothing inline, in no frame. */
export const HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-cache',
};

export interface PageFile {
  readonly body: Uint8Array;
  readonly type: string;
  readonly etag: string;
}

/** The files of the page beside this module, and the charts' library as its package ships it; `BASE` becomes `base`. */
export function pageFiles(base: string): ReadonlyMap<string, PageFile> {
  const folder = fileURLToPath(new URL('./page/', import.meta.url));
  const library = createRequire(import.meta.url).resolve('uplot');
  const files = new Map<string, PageFile>();
  const add = (name: string, path: string): void => {
    const type = TYPES[extname(name)];
    if (type === undefined) return;
    const raw = readFileSync(path);
    const body = name.endsWith('.html') ? Buffer.from(raw.toString('utf8').replaceAll('BASE', base)) : raw;
    files.set(name, { body, type, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` });
  };
  for (const name of readdirSync(folder)) add(name, join(folder, name));
  add('uplot.js', join(library, '../uPlot.iife.min.js'));
  add('uplot.css', join(library, '../uPlot.min.css'));
  return files;
}

/** A file, with this status. */
export function serve(file: PageFile | undefined, request: RawRequest, status = 200): RawResponse {
  if (!file) return { status: 404, headers: { 'Content-Type': 'text/plain' }, body: 'There is no such file.\n' };
  const headers = { ...HEADERS, ETag: file.etag };
  if (status === 200 && request.headers['if-none-match'] === file.etag) return { status: 304, headers };
  return { status, headers: { ...headers, 'Content-Type': file.type }, body: file.body };
}
