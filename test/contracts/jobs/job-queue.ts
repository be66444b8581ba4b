import { describeFailures } from './failures.ts';
import { describeMemory } from './memory.ts';
import { describeOrder } from './order.ts';
import { describeProcesses } from './processes.ts';
import { describeRepeats } from './repeats.ts';
import type { Connection, ConnectOptions, Rig } from './rig.ts';
import { describeStop } from './stop.ts';

/** Opens connections to one test's queue; all are closed after the test. */
export interface Bench {
  connect(options?: ConnectOptions): Promise<Connection['queue']>;
  /** Closes one before the test's end. */
  close(queue: Connection['queue']): Promise<void>;
  readonly rig: Rig;
}

/** The contract of `JobQueue`, run on every driver. `make` gives a new empty queue. */
export function describeJobQueue(name: string, make: () => Rig): void {
  describe(`The job queue, ${name}`, () => {
    let open: Connection[] = [];
    let rig: Rig | undefined;
    beforeEach(() => void (rig = make()));
    afterEach(async () => {
      await Promise.all(open.map(({ close }) => close()));
      open = [];
    });
    const bench: Bench = {
      get rig() {
        if (rig === undefined) throw new Error('The queue is there within a test only.');
        return rig;
      },
      async connect(options = {}) {
        const connection = await bench.rig.connect(bench.rig.place, { graceMs: 50, abortMs: 50, ...options });
        open.push(connection);
        return connection.queue;
      },
      async close(queue) {
        const connection = open.find((one) => one.queue === queue);
        open = open.filter((one) => one !== connection);
        await connection?.close();
      },
    };
    describeOrder(bench);
    describeFailures(bench);
    describeRepeats(bench);
    describeStop(bench);
    describeProcesses(bench);
    describeMemory(bench);
  });
}
