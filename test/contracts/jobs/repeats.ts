import type { Bench } from './job-queue.ts';
import { clockAhead, definition, pause, until } from './rig.ts';

const HOUR_MS = 3_600_000;

export function describeRepeats({ connect, close }: Bench): void {
  describe('repeats a job', () => {
    const repeat = { id: 'poll-P1', name: 'poll', payload: { providerId: 'P1' }, everyMs: 60, offsetMs: 20 };

    test('at every multiple of its interval since the epoch, plus its offset', async () => {
      const clock = clockAhead(-HOUR_MS);
      const queue = await connect({ clock, pollMs: 60_000 });
      const starts: number[] = [];
      queue.work(
        [definition('poll', ({ providerId }) => void (providerId === 'P1' && starts.push(clock.now().getTime())))],
        4,
      );
      await queue.schedule([{ ...repeat, everyMs: 150 }]);
      await until('it ran four times', () => starts.length === 4);
      const turns = starts.map((at) => Math.floor((at - 20) / 150));
      starts.forEach((at) => expect((at - 20) % 150).toBeLessThan(130));
      expect(new Set(turns).size).toBe(4);
    });

    test('without two runs at once, however long one takes', async () => {
      const queue = await connect();
      const other = await connect({ pollMs: 5 });
      let running = 0;
      let runs = 0;
      const poll = definition('poll', async () => {
        running += 1;
        expect(running).toBe(1);
        await pause(40);
        running -= 1;
        runs += 1;
      });
      queue.work([poll], 4);
      other.work([poll], 4);
      await queue.schedule([{ ...repeat, everyMs: 15, offsetMs: 3 }]);
      await until('it ran three times', () => runs === 3);
      expect((await queue.counts()).failed).toBe(0);
    });

    test('once, not many times, for all the runs that were missed; and scheduling it again changes nothing', async () => {
      const hourly = { ...repeat, everyMs: HOUR_MS, offsetMs: 7 };
      const before = await connect();
      await before.schedule([hourly]);
      await close(before);
      const clock = clockAhead(10 * HOUR_MS);
      const after = await connect({ clock, pollMs: 5 });
      let runs = 0;
      await after.schedule([hourly]);
      after.work([definition('poll', () => void (runs += 1))], 4);
      await until('it ran', () => runs === 1, 1_000);
      await pause(30);
      expect(runs).toBe(1);
      clock.offsetMs += HOUR_MS;
      await until('the next hour ran it', () => runs === 2, 1_000);
    });

    test('until it is unscheduled, even while it runs', async () => {
      const queue = await connect({ pollMs: 5 });
      let runs = 0;
      queue.work(
        [
          definition('poll', async () => {
            runs += 1;
            await queue.unschedule([repeat.id]);
          }),
        ],
        4,
      );
      await queue.schedule([{ ...repeat, everyMs: 10, offsetMs: 0 }]);
      await until('it ran', () => runs === 1);
      await pause(50);
      expect(runs).toBe(1);
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    });

    test('with its new interval and payload once it was replaced', async () => {
      const queue = await connect({ pollMs: 5 });
      const seen: unknown[] = [];
      queue.work([definition('poll', ({ providerId }) => void seen.push(providerId))], 4);
      await queue.schedule([{ ...repeat, everyMs: HOUR_MS, offsetMs: 0 }]);
      await queue.schedule([{ ...repeat, everyMs: 10, offsetMs: 0, payload: { providerId: 'P2' } }]);
      await until('it ran twice', () => seen.length >= 2);
      expect(new Set(seen)).toEqual(new Set(['P2']));
    });

    test('also after it failed for good: the next run is due as usual', async () => {
      const queue = await connect({ pollMs: 5 });
      const attempts: number[] = [];
      queue.work(
        [
          definition(
            'poll',
            (_, { attempt }) => {
              attempts.push(attempt);
              throw new Error('The shop is closed.');
            },
            { attempts: 2, backoffMs: 2 },
          ),
        ],
        4,
      );
      await queue.schedule([{ ...repeat, everyMs: 20, offsetMs: 0 }]);
      await until('it was tried four times', () => attempts.length >= 4);
      expect(attempts.slice(0, 4)).toEqual([1, 2, 1, 2]);
    });
  });
}
