import { Command } from 'commander';
import { startDemo } from '../demo.ts';
import { port } from './options.ts';
import { untilAsked } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/** `pitcrew demo`: a small world in one process, with a page in the browser. */
export const demoCommand = (terminal: Terminal): Command =>
  new Command('demo')
    .description('Run everything on this machine, with a sample fleet, sandbox shops and a page in the browser.')
    .option('--port <port>', 'port of the page', port)
    .option('--fresh', 'begin anew (a demo always does, as its shops and its Slack begin anew with it)')
    .action(async (options: { port?: number }) => {
      const wanted = options.port ?? port(terminal.env['PORT'] ?? '3000');
      const demo = await startDemo({ port: wanted, env: terminal.env });
      terminal.out(`Pitcrew's demo is running. Open ${demo.url} and book the repair that waits there. Ctrl-C ends it.`);
      await untilAsked(terminal);
      await demo.close();
    });
