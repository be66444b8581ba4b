/**
 * Redis is stopped under a steady stream of signed clicks: a web process takes them, a worker does the jobs, both on one
 * SQLite file and one Redis. The time of an acknowledgement while Redis is down is compared with that before, in one run.
 * Options: `--seconds N` (60) for each of the two, `--rate N` (200) clicks a second, `--cases N` (1200) that are clicked on.
 */
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { findRedisServer } from '../test/support/services.mjs';
import { benchEnv } from './clicks/env.mjs';
import { signedClick } from './clicks/signing.mjs';
import { percentile, report, rounded } from './report.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    rate: { type: 'string', default: '200' },
    cases: { type: 'string', default: '1200' },
  },
});
const [seconds, rate, cases] = [values.seconds, values.rate, values.cases].map(Number);
const WARM_UP_S = 5;
/** One click in so many is the first one on its case: it books. The others come late, and are answered so. */
const FRESH = Math.max(2, Math.ceil((rate * (2 * seconds + WARM_UP_S)) / cases));
const program = findRedisServer();
if (program === undefined) throw new Error('This bench needs redis-server (Debian: apt-get install redis-server).');

const folder = mkdtempSync(join(tmpdir(), 'pitcrew-bench-'));
mkdirSync(join(folder, 'redis'));
const redisPort = await freePort();
const redisUrl = `redis://127.0.0.1:${redisPort}`;
const children = [];
let redis = startRedis();
let worker;

try {
  const world = await start('world', {});
  worker = spawn(process.execPath, [fileURLToPath(new URL('../dist/cli.js', import.meta.url)), 'worker'], {
    env: { PATH: process.env.PATH, ...benchEnv(world.hello, folder, redisUrl), PORT: String(await freePort()) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const web = await start('pitcrew', {
    BENCH_WORLD: JSON.stringify({ ...world.hello, cases }),
    BENCH_REDIS: redisUrl,
  });
  const target = {
    pool: new Pool(`http://127.0.0.1:${web.hello.port}`, { connections: 64, pipelining: 1 }),
    fresh: [...web.hello.offered],
    known: [],
    responseUrl: `${world.hello.slackUrl.replace('/api/', '')}/response/none`,
  };
  await stream(target, WARM_UP_S);
  const before = await stream(target, seconds);
  redis.kill('SIGKILL');
  const down = await stream(target, seconds);
  redis = startRedis();
  const back = performance.now();
  const { states } = await ask(web, 'drain');
  const drainedMs = performance.now() - back;
  const { booked } = await ask(world, 'ledger');
  finish(before, down, drainedMs, states, booked);
} finally {
  for (const child of children) child.disconnect();
  worker?.kill('SIGKILL');
  redis.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Sends clicks at the rate, however long each takes to be answered; the times of all acknowledgements in ms. */
async function stream({ pool, fresh, known, responseUrl }, forSeconds) {
  const times = [];
  const inHand = new Set();
  const count = Math.round(rate * forSeconds);
  const began = performance.now();
  for (let n = 0; n < count; n++) {
    const wait = began + (n * 1000) / rate - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if ((n % FRESH === 0 || known.length === 0) && fresh.length > 0) known.push(fresh.shift());
    const what = n % FRESH === 0 ? known.at(-1) : known[(n * 7919) % known.length];
    const { body, headers } = signedClick({ ...what, responseUrl });
    const sent = performance.now();
    const done = pool
      .request({ path: '/slack/events', method: 'POST', headers, body })
      .then(async (answer) => {
        await answer.body.dump();
        if (answer.statusCode !== 200) throw new Error(`A click was answered ${answer.statusCode}.`);
        times.push(performance.now() - sent);
      })
      .finally(() => inHand.delete(done));
    inHand.add(done);
  }
  await Promise.all(inHand);
  return times;
}

function startRedis() {
  const args = ['--port', String(redisPort), '--bind', '127.0.0.1', '--dir', join(folder, 'redis'), '--save', ''];
  return spawn(program, [...args, '--appendonly', 'yes'], { stdio: 'ignore' });
}

async function start(name, env) {
  const child = fork(new URL(`./clicks/${name}.mjs`, import.meta.url), {
    env: { ...process.env, BENCH_FOLDER: folder, ...env },
  });
  children.push(child);
  const hello = await new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code}.`)));
  });
  return { child, hello };
}

function ask({ child }, message) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`A part of the bench ended with ${code}.`)));
    child.send(message);
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function finish(before, down, drainedMs, states, booked) {
  const ratio = rounded(percentile(down, 0.99) / percentile(before, 0.99));
  report({
    bench: 'redis-down',
    figures: {
      seconds_each: seconds,
      clicks_per_s: rate,
      acknowledged_before: before.length,
      acknowledged_while_down: down.length,
      before_p50_ms: rounded(percentile(before, 0.5)),
      before_p99_ms: rounded(percentile(before, 0.99)),
      down_p50_ms: rounded(percentile(down, 0.5)),
      down_p99_ms: rounded(percentile(down, 0.99)),
      ms_until_all_is_done_after_its_return: Math.round(drainedMs),
      booked_at_shops: booked,
      ...Object.fromEntries(Object.entries(states).map(([state, count]) => [`bookings_${state}`, count])),
    },
    ratios: { p99_down_to_before: ratio },
    bars: [{ what: 'p99 of an acknowledgement, Redis down, to before', wanted: '<= 2', got: ratio, holds: ratio <= 2 }],
  });
}
