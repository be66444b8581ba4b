/**
 * What a booking's commit costs on each store, as a share of what the store itself does with the same document in the
 * same run, and whether the hot queries stay as quick when the store grows.
 * Options: `--seconds N` (3 for each rate), `--small N` (10000), `--large N` bookings on SQLite (1000000),
 * `--mongo-large N` (100000), `--queries N` (2000 each), `--stores sqlite,mongo`. MongoDB is the server that the tests
 * use (MONGODB_URI_TEST, a mongod, or the substitute), with every write on its disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findServer, startMongo } from '../test/support/mongodb.mjs';
import { bookingAt, queriesOf } from './commits/bookings.mjs';
import { openMongo } from './commits/mongo.mjs';
import { openSqlite } from './commits/sqlite.mjs';
import { percentile, report, rounded } from './report.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '3' },
    small: { type: 'string', default: '10000' },
    large: { type: 'string', default: '1000000' },
    'mongo-large': { type: 'string', default: '100000' },
    queries: { type: 'string', default: '2000' },
    stores: { type: 'string', default: 'sqlite,mongo' },
  },
});
const ms = Number(values.seconds) * 1_000;
const small = Number(values.small);
const [figures, ratios, bars] = [{}, {}, []];

const folder = mkdtempSync(join(tmpdir(), 'pitcrew-bench-'));
try {
  if (values.stores.includes('sqlite'))
    await judge('sqlite', Number(values.large), (name) => openSqlite(join(folder, name)));
  if (values.stores.includes('mongo')) await judgeMongo();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report({ bench: 'commits', figures, ratios, bars });

async function judgeMongo() {
  const named = process.env.MONGODB_URI_TEST;
  const command = named ? undefined : await findServer(process.env, true);
  if (!named && !command) return console.log('No MongoDB server is to be had: only SQLite was judged.');
  const server = named ? undefined : await startMongo(command);
  try {
    const uri = named ?? server.env.MONGODB_URI_TEST;
    await judge('mongo', Number(values['mongo-large']), (name) =>
      openMongo(uri, `pitcrew-bench-${name}-${process.pid}`, !named),
    );
  } finally {
    await server?.stop();
  }
}

async function judge(store, large, open) {
  const at = await open('rates');
  try {
    for (const writers of [1, 32]) await rates(store, at, writers);
  } finally {
    await at.close();
  }
  const [near, far] = await times(store, await open('small'), await open('large'), large);
  for (const query of Object.keys(near)) {
    figures[`${store}_${query}_p99_ms_at_${small}`] = rounded(near[query]);
    figures[`${store}_${query}_p99_ms_at_${large}`] = rounded(far[query]);
    ratios[`${store}_${query}_p99_${large}_to_${small}`] = rounded(far[query] / near[query]);
  }
  const worst = Math.max(...Object.keys(near).map((query) => far[query] / near[query]));
  const what = `${store}: p99 of the hot queries at ${large} bookings to that at ${small}, worst`;
  bars.push({ what, wanted: '< 1.5', got: rounded(worst), holds: worst < 1.5 });
}

/** Raw inserts and commits take turns, so that both see the same machine. */
async function rates(store, at, writers) {
  const total = { raw: 0, commit: 0 };
  const round = { raw: at.insertRaw, commit: at.commit };
  for (const kind of ['raw', 'commit', 'raw', 'commit']) total[kind] += (await perSecond(round[kind], writers)) / 2;
  figures[`${store}_raw_inserts_per_s_${writers}`] = rounded(total.raw, 1);
  figures[`${store}_commits_per_s_${writers}`] = rounded(total.commit, 1);
  const ratio = total.commit / total.raw;
  ratios[`${store}_commits_to_raw_${writers}`] = rounded(ratio);
  const what = `${store}: commits to raw inserts of the same document, ${writers} at once`;
  bars.push({ what, wanted: '>= 0.5', got: rounded(ratio), holds: ratio >= 0.5 });
}

async function perSecond(write, writers) {
  const started = performance.now();
  const end = started + ms / 2;
  let done = 0;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (; performance.now() < end; done += 1) await write();
    }),
  );
  return done / ((performance.now() - started) / 1_000);
}

/** The p99 of each hot query in a small and a large store, warmed; they take turns, so that both see the same machine. */
async function times(store, near, far, large) {
  try {
    for (const [at, count] of [
      [near, small],
      [far, large],
    ]) {
      const began = performance.now();
      for (let from = 0; from < count; from += at.batch)
        await at.fill(Array.from({ length: Math.min(at.batch, count - from) }, (_, i) => bookingAt(from + i)));
      figures[`${store}_fill_${count}_s`] = rounded((performance.now() - began) / 1_000, 1);
    }
    const sides = [queriesOf(near.stores, small), queriesOf(far.stores, large)];
    const results = [{}, {}];
    for (const name of Object.keys(sides[0])) {
      for (let i = 0; i < 200; i += 1) for (const side of sides) await side[name]();
      const samples = sides.map(() => new Float64Array(Number(values.queries)));
      for (let i = 0; i < samples[0].length; i += 1)
        for (const [n, side] of sides.entries()) {
          const began = performance.now();
          await side[name]();
          samples[n][i] = performance.now() - began;
        }
      for (const [n, result] of results.entries()) result[name] = percentile(samples[n], 0.99);
    }
    return results;
  } finally {
    await near.close();
    await far.close();
  }
}
