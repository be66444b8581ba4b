import { Command, Option } from 'commander';
import type { Role } from '../compose.ts';
import { serve as serveProcess } from '../serve.ts';
import { untilAsked } from './terminal.ts';
import type { Terminal } from './terminal.ts';

async function serve(terminal: Terminal, role: Role): Promise<void> {
  const running = await serveProcess(terminal.env, role);
  terminal.out(`Pitcrew (${role}) listens on port ${running.port}.`);
  if (running.metricsPort !== undefined) terminal.out(`Its metrics are at port ${running.metricsPort}.`);
  if (running.adminTokenFile) terminal.out(`The operator's token lies in ${running.adminTokenFile}.`);
  await untilAsked(terminal);
  await running.close();
}

/** `pitcrew start`: the product, configured by the environment. */
export const startCommand = (terminal: Terminal): Command =>
  new Command('start')
    .description('Run Pitcrew as the environment variables configure it.')
    .addOption(new Option('--role <role>', 'what this process does').choices(['web', 'worker', 'all']).default('all'))
    .action(({ role }: { role: Role }) => serve(terminal, role));

/** `pitcrew worker`: the jobs alone. */
export const workerCommand = (terminal: Terminal): Command =>
  new Command('worker')
    .description('Do the jobs only: the same as `start --role worker`.')
    .action(() => serve(terminal, 'worker'));
