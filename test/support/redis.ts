import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, connect, type AddressInfo } from 'node:net';
import { findRedisServer, services } from './services.mjs';

/** A Redis server of a test's own: a process on a free loopback port. */
export interface RedisServer {
  readonly url: string;
  /** Kills it (SIGKILL), as a machine that goes away would. What it had answered is in its log and comes back. */
  kill(): Promise<void>;
  /** Starts it again, on the same port with the same files. */
  restart(): Promise<void>;
  /** Freezes it (SIGSTOP), so that it keeps its connections and answers nothing; `thaw` lets it go on. */
  freeze(): void;
  thaw(): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves with the answer to PING; rejects when nobody listens. */
function ping(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data));
    });
    socket.once('error', reject);
  });
}

/**
 * Starts a real redis-server. Throws the sentence that says how to install one.
 * @param dir for its files; removed by the caller after `stop`
 * @param more settings of its command line, which count before the usual ones
 */
export async function startRedis(dir: string, more: readonly string[] = []): Promise<RedisServer> {
  const path = findRedisServer();
  if (path === undefined) throw new Error(services.find(({ name }) => name === 'redis')?.missing);
  const port = await freePort();
  let child: ChildProcess | undefined;

  async function start(): Promise<void> {
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--dir', dir, '--save', '', '--appendonly', 'yes'];
    const started = spawn(path!, [...settings, '--maxmemory-policy', 'noeviction', ...more], { stdio: 'ignore' });
    child = started;
    const end = performance.now() + 10_000;
    for (;;) {
      const answer = await ping(port).catch(() => '');
      if (answer.startsWith('+PONG') || answer.startsWith('-NOAUTH')) return;
      if (started.exitCode !== null) throw new Error(`redis-server ended with exit code ${started.exitCode}.`);
      if (performance.now() > end) throw new Error('redis-server did not answer within 10 s.');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async function kill(): Promise<void> {
    const dying = child;
    child = undefined;
    if (dying === undefined || dying.exitCode !== null || dying.signalCode !== null) return;
    dying.kill('SIGKILL');
    await once(dying, 'exit');
  }

  await start();
  return {
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: start,
    stop: kill,
  };
}
