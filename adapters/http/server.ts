import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpHandler } from './handler.ts';

export interface HttpServerOptions {
  readonly handler: HttpHandler;
  /** Time for a request's headers to arrive (default 10 s): someone who dribbles them is cut off. */
  readonly headersTimeoutMs?: number | undefined;
  /** Time for a whole request to arrive (default 30 s). */
  readonly requestTimeoutMs?: number | undefined;
  /** How often these are looked at (default 1 s). */
  readonly checkEveryMs?: number | undefined;
  /** How long an idle connection is kept (default 65 s, longer than common load balancers do). */
  readonly keepAliveMs?: number | undefined;
}

export interface HttpServer {
  readonly server: Server;
  /** Answers the port; 0 takes a free one. Rejects where the port cannot be had. */
  listen(port: number, host?: string): Promise<number>;
  /** Takes no new connection, ends streams, waits for requests in hand at most `graceMs` (default 5 s), then cuts. */
  close(graceMs?: number): Promise<void>;
}

/** A server of our own around the handler, with limits on time, so that slow callers cannot hold it. */
export function createHttpServer(options: HttpServerOptions): HttpServer {
  const server = createServer(
    {
      headersTimeout: options.headersTimeoutMs ?? 10_000,
      requestTimeout: options.requestTimeoutMs ?? 30_000,
      connectionsCheckingInterval: options.checkEveryMs ?? 1_000,
      keepAliveTimeout: options.keepAliveMs ?? 65_000,
      noDelay: true,
    },
    (req, res) => options.handler(req, res),
  );

  return {
    server,
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          resolve((server.address() as AddressInfo).port);
        });
      }),
    close: (graceMs = 5_000) =>
      new Promise((resolve) => {
        if (!server.listening) return resolve();
        const cut = setTimeout(() => server.closeAllConnections(), graceMs);
        // A connection whose request ends meanwhile would idle on for its keep-alive time.
        const sweep = setInterval(() => server.closeIdleConnections(), 50);
        server.close(() => {
          clearTimeout(cut);
          clearInterval(sweep);
          resolve();
        });
        options.handler.endStreams();
        server.closeIdleConnections();
      }),
  };
}
