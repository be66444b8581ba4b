/**
 * A Redis server for the tests of the production profile: each data folder has a database of its own on it, so that tests
 * side by side do not take each other's jobs. Tests that kill or freeze a server start one themselves (redis.ts).
 */
import { spawn } from 'node:child_process';
import { connect, createServer } from 'node:net';

/** So many data folders can be told apart. */
export const DATABASES = 4096;
const START_MS = 10_000;

/**
 * Starts it on a free loopback port, with nothing on the disk.
 * @param {string} path of redis-server
 * @returns {Promise<{ env: Record<string, string>, stop: () => Promise<void> }>} REDIS_URL_TEST, a URL without a database
 */
export async function startSharedRedis(path) {
  const port = await freePort();
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--databases', `${DATABASES}`, '--save', ''];
  const child = spawn(path, [...settings, '--appendonly', 'no', '--maxmemory-policy', 'noeviction'], {
    stdio: 'ignore',
  });
  const gone = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  async function stop() {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await gone;
  }
  for (const end = Date.now() + START_MS; !(await answers(port));) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`The Redis server for the tests (${path}) did not start.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { env: { REDIS_URL_TEST: `redis://127.0.0.1:${port}` }, stop };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const done = (value) => {
      socket.destroy();
      resolve(value);
    };
    socket.once('connect', () => done(true)).once('error', () => done(false));
  });
}
