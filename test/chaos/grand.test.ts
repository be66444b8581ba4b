import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGrandChaos, tableOf, type GrandOptions } from '../support/grand/run.ts';
import { repository } from '../support/repository.ts';
import { describeWith } from '../support/services.ts';

/** `npm run chaos` is the long form; CHAOS_SEED repeats a run, CHAOS_STORE=mongodb puts it on MongoDB. */
const LONG = process.env['CHAOS_MINUTES'] !== undefined;
const MINUTES = Number(process.env['CHAOS_MINUTES'] ?? 0);
const CLICKS = Number(process.env['CHAOS_CLICKS'] ?? 10_000);
const OPTIONS: GrandOptions = {
  seed: Number(process.env['CHAOS_SEED'] ?? 1),
  store: process.env['CHAOS_STORE'] === 'mongodb' ? 'mongodb' : 'sqlite',
  ...(LONG
    ? {
        clicks: CLICKS,
        vehicles: 150,
        seconds: MINUTES * 60,
        killEverySeconds: 8,
        serverEverySeconds: 50,
        webs: 3,
        workers: 2,
        onProgress: (text: string) => void process.stderr.write(`  ${text}\n`),
      }
    : { clicks: 150, vehicles: 12, seconds: 10, killEverySeconds: 2, serverEverySeconds: 4, webs: 2, workers: 2 }),
};

/**
 * The run itself ends where nothing comes on any more. This is only the last resort: what a click and a case may take at
 * most, of which MongoDB's substitute (4 ms an operation, one at a time) needs most, and the start and the end.
 */
const MOST_MS = { click: OPTIONS.store === 'mongodb' ? 400 : 60, case: 4_000, rest: 600_000 };
const LIMIT_MS =
  OPTIONS.seconds * 1000 + OPTIONS.clicks * MOST_MS.click + OPTIONS.vehicles * MOST_MS.case + MOST_MS.rest;

describeWith('redis', 'The grand chaos run', () => {
  test(
    `${OPTIONS.clicks} clicks while processes and servers are killed: none is lost, nothing is double, everybody is told`,
    async () => {
      expect(existsSync(join(repository, 'dist/cli.js'))).toBe(true);
      const result = await runGrandChaos(OPTIONS);
      process.stdout.write(tableOf(result));
      expect(result.findings).toEqual({ lost: [], untold: [], doubles: [], notFinal: [], otherThanTheLedger: [] });
      expect(result.exitCodes.every((code) => code === 0)).toBe(true);
    },
    LIMIT_MS,
  );
});
