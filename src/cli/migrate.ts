import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { describeProblems, readConfig } from '../config.ts';
import { moveStore } from '../move.ts';
import type { MovedPart } from '../move.ts';
import { createClock, createLog } from '../registry/parts.ts';
import { table } from './report/table.ts';
import type { Terminal } from './terminal.ts';

/** `pitcrew migrate`: the embedded store of `PITCREW_DATA` into the database of `MONGODB_URI`. */
export const migrateCommand = (terminal: Terminal): Command =>
  new Command('migrate')
    .description('Move the embedded store (PITCREW_DATA) into MongoDB (MONGODB_URI), while no Pitcrew runs on either.')
    .option('--json', 'print the comparison as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const config = readConfig(terminal.env);
      if (!config.ok) throw new Error(describeProblems(config.error));
      const log = createLog({ level: config.value.LOG_LEVEL });
      const clock = createClock(config.value.PITCREW_CLOCK_OFFSET_SECONDS);
      const bar = progressBar(terminal);
      const moved = await moveStore(config.value, { clock, log }, bar.show).finally(bar.stop);
      terminal.out(json ? JSON.stringify({ ok: moved.every(({ agrees }) => agrees), parts: moved }) : tableOf(moved));
      const apart = moved.filter(({ agrees }) => !agrees).map(({ part }) => part);
      if (apart.length > 0)
        throw new Error(
          `The two stores do not hold the same ${apart.join(', ')}. Stop every Pitcrew that uses them, then run this again.`,
        );
    });

const tableOf = (moved: readonly MovedPart[]): string =>
  table(
    ['part', 'records', 'in MongoDB', 'written now', 'hash', 'agrees'],
    moved.map(({ part, written, from, to, agrees }) => [
      part,
      String(from.count),
      String(to.count),
      String(written),
      from.hash.slice(0, 16),
      agrees ? 'yes' : 'NO',
    ]),
    [1, 2, 3],
  );

/** A bar for each part on a terminal; nothing where nobody looks. */
function progressBar({ progressTo: stream }: Terminal) {
  let bar: SingleBar | undefined;
  let current = '';
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  return {
    stop,
    show({ part, done, total }: { readonly part: string; readonly done: number; readonly total: number }): void {
      if (!stream) return;
      if (part !== current) {
        stop();
        current = part;
        bar = new SingleBar({ stream, format: '{part} {bar} {value}/{total} {eta_formatted}', hideCursor: true });
        bar.start(total, 0, { part: part.padEnd(12) });
      }
      bar?.update(done);
    },
  };
}
