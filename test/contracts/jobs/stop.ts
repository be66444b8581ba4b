import type { Bench } from './job-queue.ts';
import { definition, gate, jobs, pause, until } from './rig.ts';

export function describeStop({ connect }: Bench): void {
  describe('stops', () => {
    test('when what runs has ended, and takes nothing more; another worker does the rest', async () => {
      const queue = await connect({ graceMs: 2_000 });
      const done: string[] = [];
      const end = gate();
      let begun = 0;
      const step = (worker: string) =>
        definition('step', async (_, { id, signal }) => {
          begun += 1;
          if (worker === 'first') await end.opened;
          done.push(`${worker} ${id} ${signal.aborted}`);
        });
      queue.work([step('first')], 1);
      await queue.enqueue(jobs('step', 3));
      await until('one runs', () => begun === 1);
      const stopped = queue.stop();
      await pause(10);
      end.open();
      await stopped;
      expect(done).toEqual(['first step-0 false']);
      const other = await connect();
      expect(await other.counts()).toEqual({ waiting: 2, running: 0, failed: 0 });
      other.work([step('other')], 1);
      await until('the rest is done', () => done.length === 3);
      expect(done.slice(1)).toEqual(['other step-1 false', 'other step-2 false']);
    });

    test('within its bound when a handler hears nothing, and gives the job back at once, as its first attempt', async () => {
      const queue = await connect({ leaseMs: 60_000, graceMs: 30, abortMs: 30 });
      const heard: string[] = [];
      const end = gate();
      queue.work(
        [
          definition('deaf', async (_, { signal }) => {
            heard.push('begun');
            signal.addEventListener('abort', () => void heard.push('abort'));
            await end.opened;
            throw new Error('Too late to be told.');
          }),
        ],
        2,
      );
      await queue.enqueue(jobs('deaf', 1));
      await until('it runs', () => heard.length === 1);
      const began = performance.now();
      await queue.stop();
      expect(performance.now() - began).toBeLessThan(500);
      expect(heard).toEqual(['begun', 'abort']);
      const other = await connect();
      other.work([definition('deaf', (_, { attempt }) => void heard.push(`other ${attempt}`))], 2);
      await until('the other did it', () => heard.length === 3, 1_000);
      expect(heard[2]).toBe('other 1');
      end.open();
      await pause(5);
      expect((await other.counts()).failed).toBe(0);
    });

    test('and still takes jobs in for others', async () => {
      const queue = await connect();
      let runs = 0;
      queue.work([definition('late', () => void (runs += 1))], 2);
      await queue.stop();
      await queue.enqueue(jobs('late', 1));
      await pause(10);
      expect(runs).toBe(0);
      expect(await queue.counts()).toEqual({ waiting: 1, running: 0, failed: 0 });
    });
  });
}
