import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tempDir } from '../../support/temp.ts';
import type { Bench } from './job-queue.ts';
import { definition, jobs, note, pause, until } from './rig.ts';

const hooks = new URL('../../support/typescript-hooks.mjs', import.meta.url).href;
const program = fileURLToPath(new URL('worker-process.ts', import.meta.url));

export function describeProcesses(bench: Bench): void {
  describe('shares jobs among processes', () => {
    const children: ChildProcess[] = [];
    afterEach(async () => {
      for (const child of children.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    });

    async function startWorker(notes: string): Promise<ChildProcess> {
      const { module, place, takeOver } = bench.rig;
      const child = spawn(
        process.execPath,
        ['--import', hooks, program, module, place, notes, String(takeOver.leaseMs)],
        {
          stdio: ['pipe', 'pipe', 'inherit'],
          env: { ...process.env, NODE_OPTIONS: '' },
        },
      );
      children.push(child);
      await once(child.stdout!, 'data');
      return child;
    }
    const linesOf = (file: string): string[] =>
      existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean) : [];

    test('and takes over those of a worker that was killed in the middle', async () => {
      const { leaseMs, withinMs } = bench.rig.takeOver;
      const notes = join(tempDir(), 'notes');
      const child = await startWorker(notes);
      const queue = await bench.connect({ leaseMs, pollMs: 20 });
      await queue.enqueue(jobs('hang', 3));
      await until('the child runs all three', () => linesOf(notes).length === 3);
      const done: string[] = [];
      queue.work([definition('hang', (_, { id }) => void done.push(id))], 4);
      await until('a poll passed', async () => (await queue.counts()).running === 3);
      expect(done).toEqual([]);

      child.kill('SIGKILL');
      await once(child, 'exit');
      const killed = performance.now();
      await until('they were taken over', () => done.length === 3, 2 * withinMs);
      expect(performance.now() - killed).toBeLessThan(withinMs);
      expect(done.sort()).toEqual(['hang-0', 'hang-1', 'hang-2']);
      await until('they are done', async () => (await queue.counts()).running === 0);
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    });

    test('so that each of 1,000 is done exactly once by two workers', async () => {
      const notes = join(tempDir(), 'notes');
      const child = await startWorker(notes);
      const queue = await bench.connect({ pollMs: 5 });
      await queue.enqueue(jobs('count', 1_000));
      const here = definition('count', async (_, { id }) => {
        note(notes, `${id} ${process.pid}`);
        await pause(4);
      });
      queue.work([here], 8);
      await until(
        'nothing is left',
        async () => {
          const { waiting, running } = await queue.counts();
          return waiting + running === 0;
        },
        20_000,
      );
      const lines = linesOf(notes).map((line) => line.split(' '));
      const ids = lines.map(([id]) => id);
      expect(ids).toHaveLength(1_000);
      expect(new Set(ids).size).toBe(1_000);
      expect(new Set(lines.map(([, pid]) => pid))).toEqual(new Set([String(process.pid), String(child.pid)]));

      child.stdin!.end();
      const [code] = (await once(child, 'exit')) as [number];
      expect(code).toBe(0);
    });
  });
}
