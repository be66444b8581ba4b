import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RawResponse, ResponseStream, Route } from '../../src/app/ports/http.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { isStoreUnavailable } from '../shared/store-failure.ts';
import { readBody } from './body.ts';
import { problem } from './problem.ts';
import { IncomingRequest, withoutPrefix } from './request.ts';
import { respond } from './respond.ts';
import { createRouter } from './router.ts';

export interface HttpHandlerOptions {
  readonly routes: readonly Route[];
  readonly log: Log;
  /** The path prefix of PUBLIC_URL, e.g. `/pitcrew` (see `basePathOf`); requests come with it or without it. */
  readonly basePath?: string | undefined;
  /** Largest body in bytes of a route that names none (default 1 MiB). */
  readonly maxBody?: number | undefined;
}

/** For `node:http`, and as middleware of Express and Fastify: with `next`, an unknown path is left to the host. */
export interface HttpHandler {
  (req: IncomingMessage, res: ServerResponse, next?: (error?: unknown) => void): void;
  /** Ends the streams that are open, so that a server can close. */
  endStreams(): void;
}

const MAX_BODY = 1024 * 1024;
/** Seconds after which a caller may try again while nothing can be stored. */
const RETRY_AFTER = '5';

/**
 * The one way in for HTTP: finds the route, reads the body whole, runs the route and writes its answer.
 * Never throws: an unexpected error is logged and answered 500 without details, a store that cannot be written 503.
 */
export function createHttpHandler(options: HttpHandlerOptions): HttpHandler {
  const { log, basePath = '', maxBody = MAX_BODY } = options;
  const match = createRouter(options.routes);
  const streams = new Set<ResponseStream>();

  const serve = async (req: IncomingMessage, res: ServerResponse, next?: (error?: unknown) => void): Promise<void> => {
    const head = req.method === 'HEAD';
    const send = (answer: RawResponse) => respond(res, answer, head, streams);
    let routePath = '';
    try {
      const target = withoutPrefix(req.url ?? '/', basePath);
      const queryAt = target.indexOf('?');
      const found = match(req.method ?? 'GET', queryAt === -1 ? target : target.slice(0, queryAt));
      if (found.kind === 'unknown') return next === undefined ? send(problem('UNKNOWN_PATH')) : next();
      if (found.kind === 'wrong-method') {
        return send(problem('METHOD_NOT_ALLOWED', { headers: { Allow: found.allow.join(', ') } }));
      }
      const { route } = found;
      routePath = route.path;
      const limit = route.maxBody ?? maxBody;
      const body = await readBody(req, limit);
      switch (body.kind) {
        case 'gone':
          return;
        case 'too-large':
          return send(problem('TOO_LARGE', { detail: `The body may have at most ${limit} bytes.` }));
        case 'already-read':
          log.error({ route: routePath }, 'A body parser stands before the Pitcrew handler: its requests are refused.');
          return send(problem('BODY_ALREADY_READ'));
        case 'body':
          return send(await route.handle(new IncomingRequest(req, target, found.params, body.bytes)));
      }
    } catch (error) {
      send(failed(error, `${req.method} ${routePath}`));
    }
  };

  const failed = (error: unknown, route: string): RawResponse => {
    if (isStoreUnavailable(error)) {
      log.warn({ route, error }, 'The store cannot be written: answered 503.');
      return problem('STORE_UNAVAILABLE', { headers: { 'Retry-After': RETRY_AFTER } });
    }
    log.error({ route, error }, 'A route failed unexpectedly: answered 500.');
    return problem('INTERNAL');
  };

  const handler = (req: IncomingMessage, res: ServerResponse, next?: (error?: unknown) => void): void => {
    void serve(req, res, next).catch((error: unknown) => {
      log.error({ error }, 'An answer could not be written.');
      res.destroy();
    });
  };
  const endStreams = () => {
    for (const stream of [...streams]) stream.end();
  };
  return Object.assign(handler, { endStreams });
}
