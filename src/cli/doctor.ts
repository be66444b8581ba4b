import { Command } from 'commander';
import { examine } from '../doctor.ts';
import type { Terminal } from './terminal.ts';

/** `pitcrew doctor`: looks at the configuration and at what it names; exit code 1 with a line for each problem. */
export const doctorCommand = (terminal: Terminal): Command =>
  new Command('doctor')
    .description('Check the configuration, the store, the keys and whether what they name can be reached.')
    .option('--json', 'print the findings as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { problems, notes } = await examine(terminal.env);
      const ok = problems.length === 0;
      if (json) terminal.out(JSON.stringify({ ok, problems, notes }));
      else {
        for (const { check, what } of problems) terminal.out(`FAIL ${check}: ${what}`);
        for (const { check, what } of notes) terminal.out(`note ${check}: ${what}`);
        if (ok) terminal.out('Nothing is wrong.');
      }
      if (!ok)
        throw new Error(problems.length === 1 ? 'One problem was found.' : `${problems.length} problems were found.`);
    });
