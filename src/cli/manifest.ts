import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { channelModules } from '../registry/modules.ts';
import { UsageError } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly url: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `pitcrew manifest <channel>`: what a chat platform takes to know the app, filled in for the operator's URL. */
export const manifestCommand = (terminal: Terminal): Command => {
  const known = channelModules.filter(({ manifest }) => manifest !== undefined);
  const names = known.map(({ name }) => name).join(', ');
  return new Command('manifest')
    .description('Write the app manifest that a chat platform asks for.')
    .argument('<channel>', `one of: ${names}`)
    .requiredOption('--url <url>', 'where the platform reaches this Pitcrew, e.g. https://pitcrew.example.com')
    .requiredOption('--out <folder>', 'folder to write into; made when it is not there')
    .option('--json', 'print what was written as JSON')
    .action((channel: string, options: Options) => {
      const module = known.find(({ name }) => name === channel);
      if (!module?.manifest) throw new UsageError(`There is no manifest for “${channel}”. Name one of: ${names}.`);
      const made = module.manifest({ url: publicUrlOf(options.url), env: terminal.env });
      if (!made.ok) throw new Error(made.error);
      mkdirSync(options.out, { recursive: true });
      const files = made.value.map(({ name, content }) => {
        const file = join(options.out, name);
        writeFileSync(file, content);
        return file;
      });
      terminal.out(options.json ? JSON.stringify({ files }) : files.map((file) => `${file} is written.`).join('\n'));
    });
};

/** Platforms call only over TLS; plain http is for a look-alike on this machine. */
function publicUrlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isLocal = url !== undefined && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const isRight = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLocal);
  if (!url || !isRight || url.search !== '' || url.hash !== '' || url.username !== '')
    throw new UsageError('--url must be an https URL without query, such as https://pitcrew.example.com.');
  return text.replace(/\/+$/, '');
}
