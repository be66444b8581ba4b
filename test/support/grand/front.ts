import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What stands before several web processes, as a load balancer does. */
export interface Front {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Hands each request to the next web process; to another one when the first cannot be connected to. One that dies in the
 * middle of a request has answered nothing: 502, and nothing is sent twice.
 */
export async function startFront(ports: readonly number[]): Promise<Front> {
  let turn = 0;

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    turn += 1;
    for (let n = 0; n < ports.length; n++) {
      const port = ports[(turn + n) % ports.length] ?? 0;
      const done = await pass(port, req, body, res);
      if (done) return;
    }
    res.writeHead(503).end();
  }

  /** False when nobody listens there. */
  function pass(port: number, req: IncomingMessage, body: Buffer, res: ServerResponse): Promise<boolean> {
    return new Promise((resolve) => {
      const { method, url: path, headers } = req;
      const out = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
        answer.once('error', () => res.destroy());
        res.once('close', () => resolve(true));
      });
      out.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') return resolve(false);
        if (!res.headersSent) res.writeHead(502).end();
        resolve(true);
      });
      out.end(body);
    });
  }

  const server = createServer((req, res) => void handle(req, res).catch(() => res.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
