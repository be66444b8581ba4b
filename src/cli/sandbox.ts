import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { sampleShopsCsv } from '../registry/demo.ts';
import {
  loadShopsCsv,
  parseFaults,
  sandboxes,
  shopsFromNormalizedCsv,
  startSandboxServer,
} from '../registry/sandboxes.ts';
import type { SandboxShop } from '../registry/sandboxes.ts';
import { port, wholeNumber } from './options.ts';
import { UsageError, untilAsked } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface SandboxOptions {
  readonly port: number;
  readonly shops?: string;
  readonly seed: number;
  readonly latency: number;
  readonly faults: string;
}

/** A file of shops: the columns of a providers CSV, or those of the normalised list of real US shops. */
function shopsOf(file: string | undefined): readonly SandboxShop[] {
  const text = file === undefined ? sampleShopsCsv() : readFileSync(file, 'utf8');
  const isNormalized = /^shop_id,/.test(text);
  return isNormalized ? shopsFromNormalizedCsv(text, { brand: 'Firestone' }) : loadShopsCsv(text);
}

/** `pitcrew sandbox firestone`: shop networks as real servers on loopback, with faults and latency to order. */
export const sandboxCommand = (terminal: Terminal): Command =>
  new Command('sandbox')
    .description('Run shop networks as real servers on loopback, for trying out and testing.')
    .argument('<network...>', `which: ${sandboxes.map(({ network }) => network).join(', ')}`)
    .option('--port <port>', 'port of all of them', port, 4010)
    .option('--shops <file>', 'a providers CSV; sample shops around Chicago without it')
    .option('--seed <number>', 'repeats the same faults', wholeNumber(0, 2 ** 31), 1)
    .option('--latency <ms>', 'milliseconds that every call takes', wholeNumber(0, 600_000), 0)
    .option('--faults <spec>', 'e.g. error500=0.1,drop-after=0.05,down=60', '')
    .action(async (networks: string[], options: SandboxOptions) => {
      const unknown = networks.find((name) => !sandboxes.some(({ network }) => network === name));
      if (unknown !== undefined)
        throw new UsageError(
          `There is no sandbox network "${unknown}". There is: ${sandboxes.map(({ network }) => network).join(', ')}.`,
        );
      parseFaultsOrSay(options.faults);
      const chosen = sandboxes.filter(({ network }) => networks.includes(network));
      const shops = shopsOf(options.shops);
      const mounted = chosen.map((sandbox) => sandbox.mount({ shops, seed: options.seed }));
      const { port: wanted, seed, latency: latencyMs, faults } = options;
      const server = await startSandboxServer({ networks: mounted, port: wanted, seed, latencyMs, faults });
      terminal.out(`${networks.join(', ')} with ${shops.length} shops on ${server.url}. Sample credentials:`);
      for (const { environment, network } of chosen) {
        terminal.out(`${network.toUpperCase()}_URL=${server.url}`);
        for (const [name, value] of Object.entries(environment)) terminal.out(`${name}=${value}`);
      }
      await untilAsked(terminal);
      await server.close();
    });

function parseFaultsOrSay(spec: string): void {
  try {
    parseFaults(spec);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
