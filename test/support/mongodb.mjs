/**
 * A MongoDB server for tests: the one that MONGODB_URI_TEST names, else a `mongod` of the machine, else SecantusDB, a
 * server in Python that speaks MongoDB's protocol and stores in WiredTiger (docs/adr). Started on loopback, on a free
 * port, with a folder of its own that is gone afterwards.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { firstOnPath } from './services.mjs';

const SUBSTITUTE = 'secantusdb==0.7.0b3';
const START_MS = 30_000;
const INSTALL_MS = 300_000;
const STOP_MS = 5_000;

/**
 * @returns {Promise<{ env: Record<string, string>, stop?: () => Promise<void> } | undefined>} MONGODB_URI_TEST, a URI
 *   without a database, and how the server ends; undefined where none is to be had
 */
export async function provideMongo(env = process.env) {
  if (env['MONGODB_URI_TEST']) return { env: { MONGODB_URI_TEST: env['MONGODB_URI_TEST'] } };
  const command = await findServer(env);
  return command && startMongo(command);
}

/**
 * How a server is started: `(port, folder)` gives the command's words. The substitute syncs its disk at every write only
 * where `durable` is asked for, as tests that kill the server do; a mongod always keeps what it acknowledged.
 * @returns {Promise<((port: number, folder: string) => string[]) | undefined>}
 */
export async function findServer(env = process.env, durable = false) {
  const mongod = env['MONGOMS_SYSTEM_BINARY'] || firstOnPath(['mongod'], env);
  if (mongod)
    return (port, folder) => [mongod, '--bind_ip', '127.0.0.1', '--port', `${port}`, '--dbpath', folder, '--quiet'];
  const python = await substitute(env);
  const main = 'import sys; from secantus.cli import main; sys.exit(main())';
  const flags = ['--host', '127.0.0.1', ...(durable ? ['--sync-on-commit'] : []), '--log-level', 'ERROR'];
  return python && ((port, folder) => [python, '-c', main, ...flags, '--port', `${port}`, '--storage-path', folder]);
}

/**
 * Starts a server; again on the same port and folder where these are given.
 * @param {(port: number, folder: string) => string[]} command
 * @param {{ port?: number, folder?: string }} [at]
 */
export async function startMongo(command, at = {}) {
  const port = at.port ?? (await freePort());
  const folder = at.folder ?? mkdtempSync(join(tmpdir(), 'pitcrew-mongodb-'));
  const [program, ...args] = command(port, folder);
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (said = (said + text).slice(-2_000)));
  const gone = new Promise((resolve) => child.once('close', resolve).once('error', resolve));

  async function stop(signal = 'SIGTERM') {
    const late = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await gone;
    clearTimeout(late);
    if (at.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }

  for (const end = Date.now() + START_MS; !(await answers(port));) {
    if (child.exitCode !== null || Date.now() > end) {
      await stop('SIGKILL');
      throw new Error(`The MongoDB server for the tests (${program}) did not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    env: { MONGODB_URI_TEST: `mongodb://127.0.0.1:${port}/?directConnection=true` },
    stop,
    port,
    pid: child.pid,
  };
}

/** The Python that has the substitute, in a folder of the user's cache; installed there when it is not. */
async function substitute(env) {
  const cache = isAbsolute(env['XDG_CACHE_HOME'] ?? '') ? env['XDG_CACHE_HOME'] : join(homedir(), '.cache');
  const home = join(cache, 'pitcrew-tests', SUBSTITUTE.replace('==', '-'));
  const python = join(home, 'bin', 'python');
  if (existsSync(python)) return python;
  const python3 = firstOnPath(['python3'], env);
  if (!python3) return undefined;
  mkdirSync(join(home, '..'), { recursive: true });
  // Made aside and moved: whoever finds the folder finds it whole, also where two runs make it at once.
  const draft = mkdtempSync(`${home}-`);
  try {
    if (!(await run(python3, ['-m', 'venv', draft]))) return undefined;
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', SUBSTITUTE];
    if (!(await run(join(draft, 'bin', 'python'), pip))) return undefined;
    renameSync(draft, home);
  } catch (error) {
    if (!existsSync(python)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return python;
}

/** @returns {Promise<boolean>} whether it ended well and in time */
function run(program, args) {
  const child = spawn(program, args, { stdio: 'ignore', timeout: INSTALL_MS, killSignal: 'SIGKILL' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
  });
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
