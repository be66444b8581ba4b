/**
 * What the engine's commits cost on each store, as a share of what the store's own driver does with the same documents
 * in the same run, and whether the hot queries stay as quick when the store grows.
 *
 * A commit is one of the fifteen that a booking's life has (commits/life.mjs), with claims, outbox and facts; the raw
 * insert writes the document that the same commit leaves, byte for byte as long, as durable (`synchronous=FULL`;
 * `w: majority, j: true`), into a table or collection with no index but its key. Two more yardsticks are told beside it:
 * on SQLite inserts that share a transaction as the store's commits do (`rawGrouped`: the driver knows no such thing, an
 * insert of it is on the disk when it returns); on MongoDB inserts under the indexes that bookings have (`rawIndexed`).
 * The latter is what the bar asks of the substitute: it writes all index entries of a document anew, in Python, at every
 * write, which a mongod does not, so that an insert without indexes is no measure for it.
 *
 * Options: `--seconds N` (4 for each rate), `--rounds N` (5), `--small N` (10000), `--large N` bookings on SQLite
 * (1000000), `--mongo-large N` (100000), `--queries N` (500 each a round on SQLite, 200 on MongoDB), `--stores sqlite,mongo`.
 * MongoDB is the server that the tests use (MONGODB_URI_TEST, a mongod, or the substitute), with every write on its disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findServer, startMongo } from '../test/support/mongodb.mjs';
import { livesFrom, queriesOf } from './commits/bookings.mjs';
import { openMongo } from './commits/mongo.mjs';
import { openSqlite } from './commits/sqlite.mjs';
import { percentile, report, rounded } from './report.mjs';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '5' },
    small: { type: 'string', default: '10000' },
    large: { type: 'string', default: '1000000' },
    'mongo-large': { type: 'string', default: '100000' },
    queries: { type: 'string' },
    stores: { type: 'string', default: 'sqlite,mongo' },
  },
});
const [rounds, small] = [values.rounds, values.small].map(Number);
const ms = (Number(values.seconds) * 1_000) / rounds;
const median = (list) => percentile(list, 0.5);
const [figures, ratios, bars] = [{}, {}, []];
const QUERIES = { sqlite: 500, mongo: 200 };
let lives = 10_000_000;

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
  await queries(store, await open('small'), await open('large'), large);
}

/** Inserts and commits take turns, so that both see the same machine; the ratios are those of one round, the median counts. */
async function rates(store, at, writers) {
  const seen = [];
  for (let round = 0; round <= rounds; round += 1) {
    const one = {};
    for (const [kind, write] of Object.entries(at.kinds)) one[kind] = await perSecond(() => write, writers);
    const next = livesFrom(lives, writers * 2);
    one.commit = await perSecond(() => commitsOf(at.stores, next), writers);
    lives += 1_000_000;
    // The first warms up.
    if (round > 0) seen.push(one);
  }
  for (const kind of Object.keys(seen[0])) {
    figures[`${store}_${kind}_per_s_${writers}`] = rounded(median(seen.map((one) => one[kind])), 1);
    if (kind !== 'commit')
      ratios[`${store}_commits_to_${kind}_${writers}`] = rounded(median(seen.map((one) => one.commit / one[kind])));
  }
  const ratio = ratios[`${store}_commits_to_${at.yardstick}_${writers}`];
  const what = `${store}: commits to ${at.yardstick} inserts of the same documents, ${writers} at once`;
  bars.push({ what, wanted: '>= 0.5', got: ratio, holds: ratio >= 0.5 });
}

/** One writer's work: the commits of one booking after another. */
function commitsOf(stores, nextLife) {
  let life = [];
  return async () => {
    if (life.length === 0) life = nextLife();
    const done = await stores.bookings.commit(life.shift());
    if (!done.ok) throw new Error(`A commit was refused: ${JSON.stringify(done.error)}`);
  };
}

async function perSecond(writer, writers) {
  const started = performance.now();
  const end = started + ms;
  let done = 0;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      const write = writer();
      for (; performance.now() < end; done += 1) await write();
    }),
  );
  return done / ((performance.now() - started) / 1_000);
}

/** The p99 of each hot query in a small and a large store, warmed; they take turns, so that both see the same machine. */
async function queries(store, near, far, large) {
  const seen = {};
  try {
    for (const [at, count] of [
      [near, small],
      [far, large],
    ]) {
      const began = performance.now();
      await at.fill(count);
      figures[`${store}_fill_${count}_s`] = rounded((performance.now() - began) / 1_000, 1);
    }
    const sides = [queriesOf(near.stores, small), queriesOf(far.stores, large)];
    for (let round = 0; round <= rounds; round += 1)
      for (const name of Object.keys(sides[0])) {
        const p99s = await p99Of(
          sides.map((side) => side[name]),
          Number(values.queries ?? QUERIES[store]),
        );
        if (round > 0) (seen[name] ??= []).push(p99s);
      }
  } finally {
    await near.close();
    await far.close();
  }
  for (const [name, list] of Object.entries(seen)) {
    figures[`${store}_${name}_p99_ms_at_${small}`] = rounded(median(list.map(([one]) => one)));
    figures[`${store}_${name}_p99_ms_at_${large}`] = rounded(median(list.map(([, other]) => other)));
    ratios[`${store}_${name}_p99_${large}_to_${small}`] = rounded(median(list.map(([one, other]) => other / one)));
  }
  const ofQueries = Object.keys(seen).map((name) => ratios[`${store}_${name}_p99_${large}_to_${small}`]);
  const worst = Math.max(...ofQueries);
  const what = `${store}: p99 of the hot queries at ${large} bookings to that at ${small}, worst`;
  bars.push({ what, wanted: '< 1.5', got: worst, holds: worst < 1.5 });
}

async function p99Of(sides, count) {
  const samples = sides.map(() => new Float64Array(count));
  for (let i = 0; i < samples[0].length; i += 1)
    for (const [n, query] of sides.entries()) {
      const began = performance.now();
      await query();
      samples[n][i] = performance.now() - began;
    }
  return samples.map((list) => percentile(list, 0.99));
}
