/**
 * Signed clicks with the durable store (`synchronous=FULL`): acknowledgements per second against bare Bolt (32 at once),
 * and against a bare handler that checks the HMAC, parses and makes one durable commit of the same bytes (one at a time).
 * The three take turns in one run; ratios are those of the same round, the median counts.
 * Options: `--rounds N` (3), `--single N` (400), `--together N` (800) clicks a round.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { signedClick } from './clicks/signing.mjs';
import { percentile, report, rounded } from './report.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    single: { type: 'string', default: '400' },
    together: { type: 'string', default: '800' },
  },
});
const [rounds, single, together] = [values.rounds, values.single, values.together].map(Number);
const AT_ONCE = 32;
const WARM_UP = 200;
const folder = mkdtempSync(join(tmpdir(), 'pitcrew-bench-'));
const children = [];

const world = await start('world', {});
const cases = WARM_UP + rounds * (single + together);
const pitcrew = await start('pitcrew', { BENCH_WORLD: JSON.stringify({ ...world.hello, cases }) });
const floor = await start('floor', {});
const bolt = await start('bolt', {});
const offered = pitcrew.hello.offered;
const anyBooking = offered[0];

const seen = { floor: [], bolt: [], pitcrew: [] };
try {
  for (const server of [floor, bolt, pitcrew]) await run(server, clicksFor(server, WARM_UP), 8);
  await drain();
  for (let round = 0; round < rounds; round++) {
    for (const server of [floor, bolt, pitcrew]) {
      const alone = await run(server, clicksFor(server, single), 1);
      if (server === pitcrew) await drain();
      const many = await run(server, clicksFor(server, together), AT_ONCE);
      const started = performance.now();
      if (server === pitcrew) await drain();
      seen[server.name].push({ alone, many, drained: performance.now() - started });
    }
  }
  const { states } = await ask(pitcrew, 'drain');
  const { booked } = await ask(world, 'ledger');
  finish(states, booked);
} finally {
  for (const child of children) child.disconnect();
  rmSync(folder, { recursive: true, force: true });
}

function clicksFor(server, count) {
  const what = () => (server === pitcrew ? offered.shift() : anyBooking);
  return Array.from({ length: count }, () =>
    signedClick({ ...what(), responseUrl: `${world.hello.slackUrl.replace('/api/', '')}/response/none` }),
  );
}

/** Sends the clicks, so many at once; the time of each acknowledgement in milliseconds. */
async function run({ pool }, clicks, atOnce) {
  const times = new Float64Array(clicks.length);
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < clicks.length) {
        const i = next++;
        const { body, headers } = clicks[i];
        const before = performance.now();
        const answer = await pool.request({ path: '/slack/events', method: 'POST', headers, body });
        await answer.body.dump();
        if (answer.statusCode !== 200) throw new Error(`A click was answered ${answer.statusCode}.`);
        times[i] = performance.now() - before;
      }
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  return { perSecond: clicks.length / seconds, p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
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
  const pool = hello.port && new Pool(`http://127.0.0.1:${hello.port}`, { connections: AT_ONCE, pipelining: 1 });
  return { name, child, hello, pool };
}

function ask({ child }, message) {
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.send(message);
  });
}

function drain() {
  return ask(pitcrew, 'drain');
}

function finish(states, booked) {
  const median = (list) => percentile(list, 0.5);
  const of = (name, mode, figure) => median(seen[name].map((round) => round[mode][figure]));
  const ratio = (mode, figure, one, other) =>
    median(seen[one].map((round, i) => round[mode][figure] / seen[other][i][mode][figure]));
  const figures = { rounds, clicks: cases, booked_at_shops: booked };
  for (const name of ['floor', 'bolt', 'pitcrew']) {
    figures[`${name}_alone_acks_per_s`] = Math.round(of(name, 'alone', 'perSecond'));
    figures[`${name}_alone_p50_ms`] = rounded(of(name, 'alone', 'p50'));
    figures[`${name}_alone_p99_ms`] = rounded(of(name, 'alone', 'p99'));
    figures[`${name}_32_acks_per_s`] = Math.round(of(name, 'many', 'perSecond'));
    figures[`${name}_32_p99_ms`] = rounded(of(name, 'many', 'p99'));
  }
  figures.pitcrew_ms_until_all_is_done_after_32 = Math.round(median(seen.pitcrew.map(({ drained }) => drained)));
  for (const [state, count] of Object.entries(states)) figures[`bookings_${state}`] = count;
  const ratios = {
    acks_32_to_bolt: rounded(ratio('many', 'perSecond', 'pitcrew', 'bolt')),
    acks_alone_to_floor: rounded(ratio('alone', 'perSecond', 'pitcrew', 'floor')),
    p99_alone_to_floor: rounded(ratio('alone', 'p99', 'pitcrew', 'floor')),
  };
  report({
    bench: 'clicks',
    figures,
    ratios,
    bars: [
      {
        what: 'acknowledgements per second, 32 at once, to bare Bolt',
        wanted: '>= 0.5',
        got: ratios.acks_32_to_bolt,
        holds: ratios.acks_32_to_bolt >= 0.5,
      },
      {
        what: 'acknowledgements per second, one at a time, to the floor',
        wanted: '>= 0.6',
        got: ratios.acks_alone_to_floor,
        holds: ratios.acks_alone_to_floor >= 0.6,
      },
      {
        what: 'p99 of one at a time, to the floor',
        wanted: '<= 2',
        got: ratios.p99_alone_to_floor,
        holds: ratios.p99_alone_to_floor <= 2,
      },
    ],
  });
}
