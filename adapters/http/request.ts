import type { IncomingMessage } from 'node:http';
import type { RawRequest } from '../../src/app/ports/http.ts';

/** A request as routes see it. The query is taken apart only for those who ask. */
export class IncomingRequest implements RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: RawRequest['headers'];
  readonly body: Uint8Array;
  readonly params: RawRequest['params'];
  readonly remoteAddress: string;
  #query: URLSearchParams | undefined;

  /** @param path path and query, without the prefix of PUBLIC_URL */
  constructor(req: IncomingMessage, path: string, params: RawRequest['params'], body: Uint8Array) {
    this.method = req.method ?? 'GET';
    this.path = path;
    this.headers = singleValued(req.headers);
    this.body = body;
    this.params = params;
    this.remoteAddress = req.socket.remoteAddress ?? '';
  }

  get query(): URLSearchParams {
    if (this.#query === undefined) {
      const at = this.path.indexOf('?');
      this.#query = new URLSearchParams(at === -1 ? '' : this.path.slice(at + 1));
    }
    return this.#query;
  }
}

// Node gives a list for `set-cookie` alone, which makes no sense in a request.
function singleValued(headers: IncomingMessage['headers']): RawRequest['headers'] {
  if (headers['set-cookie'] !== undefined) delete headers['set-cookie'];
  return headers as RawRequest['headers'];
}

/** The path prefix of a public URL without its last slash: `/pitcrew` for `https://host/pitcrew/`, empty for none. */
export function basePathOf(publicUrl: string): string {
  return new URL(publicUrl).pathname.replace(/\/+$/, '');
}

/** The target without the prefix; as it is where a proxy or a host application took it off already. */
export function withoutPrefix(target: string, prefix: string): string {
  if (prefix === '' || !target.startsWith(prefix)) return target;
  const rest = target.slice(prefix.length);
  if (rest === '' || rest.startsWith('?')) return `/${rest}`;
  return rest.startsWith('/') ? rest : target;
}
