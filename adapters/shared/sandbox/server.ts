import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { controlReply } from './control.ts';
import type { FaultSpec } from './faults.ts';
import type { Fault } from './fault-plan.ts';
import { createFaultPlan } from './fault-plan.ts';
import type { SandboxNetwork, SandboxReply, SandboxRequest } from './network.ts';
import { cutInHalf, withOneWrongType } from './spoil.ts';

export interface SandboxServerOptions {
  readonly networks: readonly SandboxNetwork[];
  /** 0 or absent: a free one. */
  readonly port?: number;
  readonly seed?: number;
  /** Half of it passes before a request takes effect, half after. */
  readonly latencyMs?: number;
  /** What the fault `slow` adds; 3,000 ms unless told. */
  readonly slowMs?: number;
  readonly faults?: FaultSpec;
}

export interface SandboxStats {
  /** Requests per operation, those that a fault hit included. */
  readonly requests: Record<string, number>;
  /** Faults per kind. */
  readonly faults: Record<string, number>;
}

export interface SandboxServer {
  readonly url: string;
  readonly port: number;
  readonly stats: SandboxStats;
  /** @throws Error with a sentence when the text is wrong. */
  setFaults(spec: FaultSpec): void;
  /** Ends everything: open sockets, pending replies, the networks' own work. */
  close(): Promise<void>;
}

const MAX_BODY = 1024 * 1024;
const NOTHING_HERE: SandboxReply = { status: 404, body: { code: 'NOT_FOUND' } };

/**
 * Serves several networks' sandboxes on one loopback port, with latency and faults to order. The controls under
 * `/_sandbox/` know neither. @throws Error when the port is taken or the faults are not understood.
 */
export async function startSandboxServer(options: SandboxServerOptions): Promise<SandboxServer> {
  const { networks, latencyMs = 0, slowMs = 3000 } = options;
  const operations = networks.flatMap((network) => Object.keys(network.operations));
  const plan = createFaultPlan(options.faults ?? '', options.seed ?? 1, operations);
  const requests: Record<string, number> = {};
  const timers = new Set<NodeJS.Timeout>();
  for (const network of networks) network.whileDown?.(() => plan.isDown());

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => {
        timers.delete(timer);
        resolve();
      }, ms);
      timers.add(timer);
    });

  async function answer(request: SandboxRequest, response: ServerResponse): Promise<void> {
    if (request.path.startsWith('/_sandbox/')) return send(response, controlReply(request, networks, plan));
    const { network, route } = find(networks, request);
    if (!network || !route) return send(response, NOTHING_HERE);
    const { operation } = route;
    requests[operation] = (requests[operation] ?? 0) + 1;
    if (plan.isDown(operation)) return send(response, { status: 503, body: { code: 'DOWN' } });
    const fault = plan.next(operation, network.operations[operation] ?? []);
    if (latencyMs > 0) await pause(latencyMs / 2);
    switch (fault?.kind) {
      case 'drop-before':
        return void response.socket?.destroy();
      case 'timeout-before':
        return;
      case 'error500':
        return send(response, { status: 500, body: { code: 'INTERNAL' } });
      case 'rate-limit':
        return send(response, { status: 429, body: { code: 'RATE_LIMITED' }, headers: { 'Retry-After': '1' } });
      default:
    }
    const reply = route.run(request, fault?.kind);
    if (fault?.kind === 'slow') await pause(slowMs);
    if (latencyMs > 0) await pause(latencyMs / 2);
    if (fault?.kind === 'drop-after') return void response.socket?.destroy();
    if (fault?.kind === 'timeout-after') return;
    send(response, fault ? spoiled(network, reply, fault) : reply);
  }

  const server = createServer((incoming, response) => {
    response.on('error', () => undefined);
    readRequest(incoming)
      .then((request) => (request ? answer(request, response) : send(response, { status: 413, body: TOO_LARGE })))
      .catch((error: unknown) =>
        send(response, { status: 500, body: { code: 'SANDBOX_BUG', message: String(error) } }),
      );
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    stats: { requests, faults: plan.hits },
    setFaults: (spec) => plan.set(spec),
    async close() {
      for (const network of networks) network.close();
      for (const timer of timers) clearTimeout(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

const TOO_LARGE = { code: 'TOO_LARGE', message: 'The body is larger than 1 MiB.' };

function find(networks: readonly SandboxNetwork[], { method, path, query, body }: SandboxRequest) {
  for (const network of networks) {
    const route = network.handler(method, path, query, body);
    if (route) return { network, route };
  }
  return { network: undefined, route: undefined };
}

function spoiled(network: SandboxNetwork, reply: SandboxReply, { kind, pick }: Fault): SandboxReply {
  if (kind !== 'malformed' && kind !== 'wrong-type') return reply;
  if (network.spoil) return network.spoil(reply, kind, pick);
  if (kind === 'wrong-type') return { ...reply, body: withOneWrongType(reply.body, pick) };
  return { ...reply, text: cutInHalf(JSON.stringify(reply.body)) };
}

/** Undefined when the body is too large; never settles for a caller who went away in the middle of it. */
function readRequest(incoming: IncomingMessage): Promise<SandboxRequest | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY) chunks.push(chunk);
    });
    incoming.on('error', () => undefined);
    incoming.on('end', () => {
      if (size > MAX_BODY) return resolve(undefined);
      const [path = '/', query = ''] = (incoming.url ?? '/').split('?', 2);
      resolve({
        method: incoming.method ?? 'GET',
        path,
        query: new URLSearchParams(query),
        headers: incoming.headers,
        body: chunks.length === 0 ? '' : Buffer.concat(chunks).toString('utf8'),
      });
    });
  });
}

function send(response: ServerResponse, reply: SandboxReply): void {
  if (response.writableEnded || response.destroyed) return;
  const text = reply.text ?? JSON.stringify(reply.body ?? {});
  response.writeHead(reply.status, {
    'Content-Type': reply.contentType ?? 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...reply.headers,
  });
  response.end(text);
}
