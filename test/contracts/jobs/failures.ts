import type { Bench } from './job-queue.ts';
import { clockAhead, definition, jobs, keepingLog, pause, until } from './rig.ts';

export function describeFailures({ connect }: Bench): void {
  describe('tries a failed job again', () => {
    test('after 40, 80 and 80 ms, of which chance takes at most half, and counts the attempts', async () => {
      const queue = await connect({ pollMs: 60_000 });
      const tries: { attempt: number; at: number }[] = [];
      const retry = { attempts: 10, backoffMs: 40, maxBackoffMs: 80 };
      queue.work(
        [
          definition(
            'flaky',
            (_, { attempt }) => {
              tries.push({ attempt, at: performance.now() });
              if (attempt < 4) throw new Error('The shop answers 503.');
            },
            retry,
          ),
        ],
        4,
      );
      await queue.enqueue(jobs('flaky', 1));
      await until('it went well', () => tries.length === 4);
      expect(tries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
      const gaps = tries.slice(1).map(({ at }, n) => at - tries[n]!.at);
      [20, 40, 40].forEach((least, n) => expect(gaps[n]).toBeGreaterThanOrEqual(least - 2));
      [40, 80, 80].forEach((most, n) => expect(gaps[n]).toBeLessThan(most + 250));
      await until('it is done', async () => (await queue.counts()).running === 0);
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    });

    test('as often as its policy says, then keeps it as failed, says so and never runs it again', async () => {
      const log = keepingLog();
      const queue = await connect({ log });
      let tries = 0;
      queue.work(
        [
          definition('hopeless', () => {
            tries += 1;
            throw new Error('No.');
          }),
        ],
        4,
      );
      await queue.enqueue(jobs('hopeless', 1));
      await until('it failed for good', async () => (await queue.counts()).failed === 1);
      expect(tries).toBe(3);
      expect(log.lines.filter((line) => line.startsWith('error')).join()).toContain('hopeless-0');
      await queue.enqueue(jobs('hopeless', 1));
      await pause(60);
      expect(tries).toBe(3);
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 1 });
    });

    test('also when the business clock was set back a week in between', async () => {
      const clock = clockAhead(0);
      const queue = await connect({ clock, pollMs: 5 });
      let tries = 0;
      const once = definition(
        'flaky',
        () => {
          tries += 1;
          if (tries === 1) throw new Error('Not yet.');
        },
        { backoffMs: 100, maxBackoffMs: 100 },
      );
      queue.work([once], 4);
      await queue.enqueue(jobs('flaky', 1));
      await until('it waits for its second try', async () => tries === 1 && (await queue.counts()).waiting === 1);
      clock.offsetMs = -7 * 86_400_000;
      await until('it was tried again', () => tries === 2, 1_000);
    });

    test('but one that asks for another run later did not fail: its attempts do not add up', async () => {
      const queue = await connect({ pollMs: 60_000 });
      const runs: { attempt: number; at: number }[] = [];
      queue.work(
        [
          definition('look-up', (_, { attempt }) => {
            runs.push({ attempt, at: performance.now() });
            if (runs.length < 6) return { againInMs: 25 };
          }),
        ],
        4,
      );
      await queue.enqueue(jobs('look-up', 1));
      await until('it ended', () => runs.length === 6);
      expect(runs.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1, 1, 1]);
      runs.slice(1).forEach(({ at }, n) => expect(at - runs[n]!.at).toBeGreaterThanOrEqual(23));
      await until('it is done', async () => (await queue.counts()).running === 0);
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    });
  });
}
