import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { importFromNetwork } from '../app/usecases/import-providers.ts';
import { describeProblems, readConfig } from '../config.ts';
import { compose } from '../compose.ts';
import { networkModules } from '../registry/modules.ts';
import { parseProvidersCsv } from '../registry/parts.ts';
import { UsageError } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** `pitcrew import providers`: shops from a CSV file, or a network's own list. Works on the store of a running product. */
export const importCommand = (terminal: Terminal): Command => {
  const providers = new Command('providers')
    .description("Import shops from a CSV file, or take over a network's own list.")
    .argument('[file]', 'CSV with the names of the provider API as columns; lists split by ;')
    .option('--network <name>', "take over this network's own list")
    .option('--json', 'print the result as JSON')
    .action(async (file: string | undefined, options: { network?: string; json?: boolean }) => {
      if ((file === undefined) === (options.network === undefined))
        throw new UsageError('Name a file or --network NAME, one of the two.');
      const imported = await importInto(terminal, file, options.network);
      terminal.out(
        options.json
          ? JSON.stringify({ imported })
          : `${imported} ${imported === 1 ? 'shop was' : 'shops were'} imported.`,
      );
    });
  return new Command('import').description('Import shops.').addCommand(providers);
};

async function importInto(terminal: Terminal, file: string | undefined, network: string | undefined): Promise<number> {
  const config = readConfig(terminal.env);
  if (!config.ok) throw new Error(describeProblems(config.error));
  const pitcrew = await compose(config.value, {});
  try {
    if (network !== undefined) {
      const done = await importFromNetwork(pitcrew.app.core, network);
      if (!done.ok) throw new Error(done.error);
      return done.value.imported;
    }
    const parsed = parseProvidersCsv(
      readFileSync(file ?? '', 'utf8'),
      networkModules.map(({ name }) => name),
    );
    if (!parsed.ok) throw new Error(parsed.error.join('\n'));
    await pitcrew.store.directory.putProviders(parsed.value);
    return parsed.value.length;
  } finally {
    await pitcrew.close();
  }
}
