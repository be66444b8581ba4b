import { createRequire } from 'node:module';
import { Command, CommanderError } from 'commander';
import { demoCommand } from './demo.ts';
import { importCommand } from './import.ts';
import { doctorCommand } from './doctor.ts';
import { manifestCommand } from './manifest.ts';
import { migrateCommand } from './migrate.ts';
import { reportCommand } from './report.ts';
import { sandboxCommand } from './sandbox.ts';
import { startCommand, workerCommand } from './start.ts';
import { UsageError } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** Runs one command line; answers the exit code: 0 ok, 1 failed, 2 wrong usage. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  const program = new Command('pitcrew')
    .description('Turns a predictive-maintenance alert into a booked repair with one click.')
    .version(ownVersion(), '--version', 'print the version')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    });
  const commands = [demoCommand, startCommand, workerCommand, sandboxCommand, importCommand, reportCommand];
  for (const command of [...commands, migrateCommand, manifestCommand, doctorCommand])
    program.addCommand(command(terminal));
  for (const command of program.commands) takeOver(command, program);
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    terminal.err(wordsOf(error));
    return error instanceof UsageError ? 2 : 1;
  }
}

/** The version of the package that this file belongs to; it lies one folder deeper in `dist`. */
function ownVersion(): string {
  const require = createRequire(import.meta.url);
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = require(path) as { readonly name?: unknown; readonly version?: unknown };
      if (name === 'pitcrew' && typeof version === 'string') return version;
    } catch {
      // It is in the other place.
    }
  }
  return 'unknown';
}

/** Lets a command and those below it report as the program does, instead of ending the process. */
function takeOver(command: Command, parent: Command): void {
  command.exitOverride().copyInheritedSettings(parent);
  for (const child of command.commands) takeOver(child, command);
}

/** What went wrong in words for the terminal. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${String(error.port)} is in use by another program. Choose another one with --port or the variable PORT.`;
  }
  // `fetch failed` alone says nothing; its cause does, e.g. `bad port` of one that browsers refuse.
  return error.cause instanceof Error && error.cause.message
    ? `${error.message}: ${error.cause.message}`
    : error.message;
}
