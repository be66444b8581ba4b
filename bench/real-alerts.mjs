/**
 * Alerts made of real data, booked by one click each: `npm run bench:real-alerts -- --data DIR`.
 * Options: `--data DIR` (the folder of real data; without it the demo's sample shops), `--count N` (500), `--seed N` (1).
 * Slack and Pitcrew run in this process, the shops in one beside it, all on loopback; an independent count over the input judges the outcome.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startWorkspace } from '../dist/adapters/demo/workspace/index.js';
import { sampleShopsCsv } from '../dist/adapters/demo/sample/index.js';
import { SAMPLE_CREDENTIALS } from '../dist/adapters/providers/firestone/sandbox/index.js';
import { loadShopsCsv, shopsFromNormalizedCsv } from '../dist/adapters/shared/sandbox/index.js';
import { importFromNetwork } from '../dist/src/app/usecases/import-providers.js';
import { createPitcrew } from '../dist/src/index.js';
import { makeCases, realSource, sampleSource } from './real-alerts/input.mjs';
import { judge } from './real-alerts/judge.mjs';
import { startShopsAside } from './real-alerts/shops.mjs';
import { startWorld } from './real-alerts/world.mjs';
import { report, rounded } from './report.mjs';
import { runCases } from './real-alerts/run.mjs';

const { values } = parseArgs({
  options: { data: { type: 'string' }, count: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
// Few shops for many vehicles: with bays enough, so that the same bars can be asked of them.
const sampleShops = loadShopsCsv(sampleShopsCsv()).map((shop) => ({ ...shop, bays: 20 }));
const source = values.data === undefined ? sampleSource(sampleShops) : realSource(values.data);
if (values.data === undefined)
  console.log('No --data folder is given, so the demo’s sample shops stand in for the real ones.\n');
const count = Number(values.count ?? (values.data === undefined ? 40 : 500));
const cases = makeCases(source, count, Number(values.seed));
const folder = mkdtempSync(join(tmpdir(), 'pitcrew-bench-'));
const parts = {
  startWorkspace,
  startFirestoneSandbox: startShopsAside,
  createPitcrew,
  importFromNetwork,
  credentials: SAMPLE_CREDENTIALS,
};
const shops = source.shopsCsv ? shopsFromNormalizedCsv(source.shopsCsv, { brand: 'Firestone' }) : sampleShops;
const world = await startWorld(parts, shops, folder);
try {
  const seen = await runCases(world, cases);
  const verdict = await judge(source, cases, seen, world.shopsUrl);
  for (const line of [...verdict.unexplained, ...verdict.wrongPlaces, ...verdict.differences].slice(0, 20))
    console.log(`!  ${line}`);
  for (const [reason, times] of Object.entries(verdict.explained)) console.log(`${times} not booked: ${reason}`);
  const others = count - verdict.booked;
  const explained = Object.values(verdict.explained).reduce((sum, times) => sum + times, 0);
  const wanted = Math.ceil(count * 0.96);
  report({
    bench: 'real-alerts',
    figures: {
      shops: shops.length,
      alerts: count,
      booked: verdict.booked,
      atOneOfThreeNearest: verdict.atNearest,
      notBooked: others,
      notBookedExplained: explained,
      clicks: seen.clicks.length,
      clicksAcknowledged: seen.clicks.filter((status) => status === 200).length,
      ledgerOfShops: seen.ledger.length,
      ledgerDifferences: verdict.differences.length,
      raiseSeconds: rounded(seen.raisedMs / 1000),
      totalSeconds: rounded(seen.totalMs / 1000),
    },
    bars: [
      { what: 'alerts that end booked', wanted: `>= ${wanted}`, got: verdict.booked, holds: verdict.booked >= wanted },
      {
        what: 'booked at one of the three nearest capable shops',
        wanted: verdict.booked,
        got: verdict.atNearest,
        holds: verdict.atNearest === verdict.booked,
      },
      {
        what: 'all others have a reason that the count confirms',
        wanted: others,
        got: explained,
        holds: explained === others,
      },
      {
        what: 'differences between our ledger and the shops’',
        wanted: 0,
        got: verdict.differences.length,
        holds: verdict.differences.length === 0,
      },
      {
        what: 'clicks acknowledged',
        wanted: seen.clicks.length,
        got: seen.clicks.filter((status) => status === 200).length,
        holds: seen.clicks.every((status) => status === 200),
      },
    ],
  });
} finally {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
}
