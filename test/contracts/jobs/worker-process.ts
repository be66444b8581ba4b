/**
 * A worker in a process of its own: `worker-process.ts <rig's module> <place> <file for notes> <lease in ms>`. It notes each job that
 * it begins; `hang` jobs never end. It says `ready` on stdout, and stops when its stdin ends.
 */
import { clockAhead, definition, keepingLog, note, pause, type Connect } from './rig.ts';

const [module, place, notes, lease] = process.argv.slice(2) as [string, string, string, string];
const { connect } = (await import(module)) as { connect: Connect };
const leaseMs = Number(lease);
const { queue, close } = await connect(place, { clock: clockAhead(0), log: keepingLog(), pollMs: 5, leaseMs });

queue.work(
  [
    definition('hang', (_, { id }) => {
      note(notes, `${id} ${process.pid}`);
      return new Promise(() => {});
    }),
    definition('count', async (_, { id }) => {
      note(notes, `${id} ${process.pid}`);
      await pause(4);
    }),
  ],
  8,
);
process.stdout.write('ready\n');
process.stdin.resume().on('end', () => void close());
