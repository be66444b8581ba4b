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
  readonly pitcrewUrl?: string;
}

/**
 * The shops of one network: its rows and those of no network in a providers CSV, or its brand's in the normalised list of
 * real US shops. Without a file each network has all sample shops.
 */
function shopsOf(text: string | undefined, { network, brand }: (typeof sandboxes)[number]): readonly SandboxShop[] {
  if (text === undefined) return loadShopsCsv(sampleShopsCsv()).map((shop) => ({ ...shop, network }));
  return /^shop_id,/.test(text) ? shopsFromNormalizedCsv(text, { brand }) : loadShopsCsv(text, { network });
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
    .option('--pitcrew-url <url>', 'where dealers post statuses; PUBLIC_URL, else http://localhost:3000, without it')
    .action(async (networks: string[], options: SandboxOptions) => {
      const unknown = networks.find((name) => !sandboxes.some(({ network }) => network === name));
      if (unknown !== undefined)
        throw new UsageError(
          `There is no sandbox network "${unknown}". There is: ${sandboxes.map(({ network }) => network).join(', ')}.`,
        );
      parseFaultsOrSay(options.faults);
      const chosen = sandboxes.filter(({ network }) => networks.includes(network));
      const text = options.shops === undefined ? undefined : readFileSync(options.shops, 'utf8');
      const { port: wanted, seed, latency: latencyMs, faults } = options;
      const shops = chosen.map((sandbox) => shopsOf(text, sandbox));
      const pitcrewUrl = options.pitcrewUrl ?? (terminal.env['PUBLIC_URL'] || 'http://localhost:3000');
      const mounted = chosen.map((sandbox, i) => sandbox.mount({ shops: shops[i] ?? [], seed, pitcrewUrl }));
      const server = await startSandboxServer({ networks: mounted, port: wanted, seed, latencyMs, faults });
      terminal.out(`${networks.join(', ')} with ${shops.flat().length} shops on ${server.url}. Sample credentials:`);
      for (const { environment, network, ...more } of chosen) {
        if ('calendars' in more) terminal.out(`busyCalendarUrl of a ${network} shop: ${server.url}${more.calendars}`);
        else terminal.out(`${network.toUpperCase()}_URL=${server.url}`);
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
