/**
 * A day of availability: 96 rounds in which 10,000 shops are asked what they have free, back to back, through the whole of
 * Pitcrew (jobs, breaker, HTTP, validation, SQLite). Some rounds take turns with bare undici, which fetches the same bodies
 * from the same shops with as many connections and JSON-parses them; ratios are those of neighbours, the median counts.
 * The store is flat when it does not grow with the rounds: rows take what their free times take, which changes by some per cent
 * as days begin and end.
 * Options: `--shops N` (10000), `--rounds N` (96), `--compared N` (5 rounds against undici), `--changed SHARE` (0.1: shops
 * whose free times differ from those of the round before).
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { startPitcrew } from './poll/pitcrew.mjs';
import { percentile, report, rounded } from './report.mjs';

const { values } = parseArgs({
  options: {
    shops: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '96' },
    compared: { type: 'string', default: '5' },
    changed: { type: 'string', default: '0.1' },
  },
});
const [shops, rounds, compared, changed] = [values.shops, values.rounds, values.compared, values.changed].map(Number);
/** As many as Pitcrew has under way at one network. */
const AT_ONCE = 16;
const RESOLUTION_MS = 5;
const INTERVAL_S = 900;

const dataDir = mkdtempSync(join(tmpdir(), 'pitcrew-bench-'));
const child = fork(new URL('./poll/shops.mjs', import.meta.url));
try {
  const { url } = await answer();
  const pool = new Pool(url, { connections: AT_ONCE, pipelining: 1 });
  const pitcrew = await startPitcrew({ url, dataDir, shops });
  const seen = [];
  const pairs = [];
  const sizes = new Map();
  for (let round = 1; round <= rounds; round++) {
    await ask({ round, changed });
    // The first two rounds warm both up.
    const isCompared = round > 2 && round <= 2 + compared;
    const bare = round <= 2 || isCompared ? await fetchAll(pool) : undefined;
    // One for each round: a pause in between would count as a delay.
    const monitor = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    monitor.enable();
    const own = await pitcrew.round();
    monitor.disable();
    if (round > 2) {
      const [p50, p99] = [50, 99].map((share) => monitor.percentile(share));
      seen.push({ ...own, delay: { p50, p99, max: monitor.max } });
    }
    if (isCompared) pairs.push({ bare, own });
    if ([1, 2, rounds].includes(round) || round % 24 === 0) {
      sizes.set(round, sizeOf(pitcrew));
      const { all, slots, free } = sizes.get(round);
      console.log(
        `store after round ${round}: ${all} MB, of it ${slots} MB of free times and ${free} MB of unused pages`,
      );
    }
    if (round <= 2 + compared || round % 16 === 0)
      console.log(
        `round ${round}: ${Math.round(own.ms)} ms, ${Math.round(own.cpuMs)} ms on the processor` +
          (bare ? `; bare undici: ${Math.round(bare.ms)} ms, ${Math.round(bare.cpuMs)} ms` : ''),
      );
  }
  const { bytes } = await ask({});
  await pitcrew.close();
  await pool.close();
  finish({ seen, pairs, sizes, bytes });
} finally {
  child.disconnect();
  rmSync(dataDir, { recursive: true, force: true });
}

/** Bare undici: every shop's body once, parsed. */
async function fetchAll(pool) {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  let next = 0;
  const from = new Date().toISOString().slice(0, 10);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < shops) {
        const path = `/v2/stores/${next++}/availability?service=BATT&from=${from}&days=14`;
        const { body } = await pool.request({ path, method: 'GET', headers: { authorization: 'Bearer a-token' } });
        const { days } = await body.json();
        if (days.length === 0) throw new Error('A shop had no days.');
      }
    }),
  );
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 };
}

/** Of the file and what lies beside it, in megabytes, after what is in the log was written into it; and of that, what for. */
function sizeOf({ store: { handle } }) {
  handle.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  const bytes = ['', '-wal'].reduce((sum, end) => sum + (statSync(`${handle.file}${end}`).size ?? 0), 0);
  const { slots } = handle.prepare('SELECT sum(length(slots)) AS slots FROM availability_slots').get();
  const { free } = handle
    .prepare('SELECT freelist_count * page_size AS free FROM pragma_freelist_count, pragma_page_size')
    .get();
  return { all: rounded(bytes / 1e6, 2), slots: rounded(slots / 1e6, 2), free: rounded(free / 1e6, 2) };
}

function answer() {
  return new Promise((resolve, reject) => {
    const ended = (code) => reject(new Error(`The shops ended with ${code}.`));
    child.once('exit', ended);
    child.once('message', (message) => {
      child.off('exit', ended);
      resolve(message);
    });
  });
}

function ask(message) {
  const answered = answer();
  child.send(message);
  return answered;
}

function finish({ seen, pairs, sizes, bytes }) {
  const median = (list) => percentile(list, 0.5);
  const own = median(seen.map(({ ms }) => ms));
  const cpu = median(seen.map(({ cpuMs }) => cpuMs));
  const ratios = {
    rate_to_bare_undici: rounded(median(pairs.map(({ bare, own }) => bare.ms / own.ms))),
    processor_time_to_bare_undici: rounded(median(pairs.map(({ bare, own }) => own.cpuMs / bare.cpuMs))),
  };
  // The timer's own interval is no delay.
  const delayMs = (name, share) =>
    rounded(
      Math.max(
        0,
        percentile(
          seen.map(({ delay }) => delay[name]),
          share,
        ) /
          1e6 -
          RESOLUTION_MS,
      ),
      2,
    );
  const [first, second, last] = [1, 2, rounds].map((round) => sizes.get(round).all);
  const growth = rounded(last / second - 1, 4);
  const delayP99 = delayMs('p99', 0.5);
  report({
    bench: 'poll',
    figures: {
      shops,
      rounds,
      body_kb: rounded(bytes.reduce((sum, one) => sum + one, 0) / bytes.length / 1000, 1),
      shops_changed_a_round: Math.round(shops * changed),
      round_ms: Math.round(own),
      round_shops_per_s: Math.round((shops / own) * 1000),
      bare_shops_per_s: Math.round((shops / median(pairs.map(({ bare }) => bare.ms))) * 1000),
      round_processor_s: rounded(cpu / 1000, 2),
      store_mb_after_round_1: first,
      store_mb_after_round_2: second,
      [`store_mb_after_round_${rounds}`]: last,
      event_loop_delay_p50_ms: delayMs('p50', 0.5),
      event_loop_delay_p99_ms: delayP99,
      event_loop_delay_p99_of_worst_round_ms: delayMs('p99', 1),
      event_loop_delay_max_ms: delayMs('max', 1),
    },
    ratios,
    bars: [
      {
        what: `rate of a round of ${shops} shops to bare undici with JSON.parse`,
        wanted: '>= 0.7',
        got: ratios.rate_to_bare_undici,
        holds: ratios.rate_to_bare_undici >= 0.7,
      },
      {
        what: "a round's time on one core, of 15 minutes",
        wanted: '< 0.1',
        got: rounded(cpu / 1000 / INTERVAL_S, 4),
        holds: cpu / 1000 < INTERVAL_S / 10,
      },
      {
        what: `growth of the store from round 2 to round ${rounds}`,
        wanted: '<= 0.05',
        got: growth,
        holds: growth <= 0.05,
      },
      {
        what: 'p99 of the event loop’s delay while a round runs (the median round), ms',
        wanted: '< 20',
        got: delayP99,
        holds: delayP99 < 20,
      },
    ],
  });
}
