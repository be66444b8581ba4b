import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runGrandChaos, tableOf, type GrandOptions } from '../support/grand/run.ts';
import { repository } from '../support/repository.ts';
import { describeWith } from '../support/services.ts';

/** `npm run chaos` is the long form; CHAOS_SEED repeats a run, CHAOS_STORE=mongodb puts it on MongoDB. */
const LONG = process.env['CHAOS_MINUTES'] !== undefined;
const MINUTES = Number(process.env['CHAOS_MINUTES'] ?? 0);
const OPTIONS: GrandOptions = {
  seed: Number(process.env['CHAOS_SEED'] ?? 1),
  store: process.env['CHAOS_STORE'] === 'mongodb' ? 'mongodb' : 'sqlite',
  ...(LONG
    ? {
        clicks: 10_000,
        vehicles: 150,
        seconds: MINUTES * 60,
        killEverySeconds: 8,
        serverEverySeconds: 50,
        webs: 3,
        workers: 2,
      }
    : { clicks: 150, vehicles: 12, seconds: 10, killEverySeconds: 2, serverEverySeconds: 4, webs: 2, workers: 2 }),
};

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
    (OPTIONS.seconds + 600) * 1000,
  );
});
