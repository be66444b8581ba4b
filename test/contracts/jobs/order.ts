import type { Bench } from './job-queue.ts';
import { clockAhead, definition, gate, jobs, keepingLog, pause, until } from './rig.ts';

const DAY_MS = 86_400_000;
const instant = (ms: number): string => new Date(ms).toISOString();

export function describeOrder({ connect, close }: Bench): void {
  describe('takes jobs', () => {
    test('at once when they are enqueued in the same process, without waiting for a poll', async () => {
      const queue = await connect({ pollMs: 60_000 });
      const begun: string[] = [];
      queue.work([definition('book', (payload, { id }) => void begun.push(`${id} ${JSON.stringify(payload)}`))], 4);
      await queue.enqueue([{ name: 'book', id: 'b-1', payload: { bookingId: 'B1', attempt: 2 } }]);
      await until('the job ran', () => begun.length === 1, 1_000);
      expect(begun).toEqual(['b-1 {"bookingId":"B1","attempt":2}']);
      await until('it is done', async () => (await queue.counts()).running === 0);
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    });

    test('not before their time, which is business time', async () => {
      const clock = clockAhead(-3 * DAY_MS);
      const queue = await connect({ clock, pollMs: 60_000 });
      const begun: [string, number][] = [];
      queue.work([definition('expire', (_, { id }) => void begun.push([id, clock.now().getTime()]))], 4);
      const now = clock.now().getTime();
      await queue.enqueue([
        { name: 'expire', id: 'later', payload: {}, runAt: instant(now + 80) },
        { name: 'expire', id: 'sooner', payload: {}, runAt: instant(now + 40) },
        { name: 'expire', id: 'over', payload: {}, runAt: instant(now - 1_000) },
      ]);
      await until('all ran', () => begun.length === 3);
      expect(begun.map(([id]) => id)).toEqual(['over', 'sooner', 'later']);
      expect(begun[1]![1]).toBeGreaterThanOrEqual(now + 40);
      expect(begun[2]![1]).toBeGreaterThanOrEqual(now + 80);
      expect(begun[2]![1]).toBeLessThan(now + 400);
    });

    test('that lie further ahead than a timer reaches, only when the clock gets there', async () => {
      const clock = clockAhead(0);
      const queue = await connect({ clock, pollMs: 5 });
      const begun: string[] = [];
      queue.work([definition('remind', (_, { id }) => void begun.push(id))], 4);
      await queue.enqueue([{ name: 'remind', id: 'r-60-days', payload: {}, runAt: instant(Date.now() + 60 * DAY_MS) }]);
      await pause(40);
      expect(begun).toEqual([]);
      expect(await queue.counts()).toEqual({ waiting: 1, running: 0, failed: 0 });
      clock.offsetMs = 60 * DAY_MS;
      await until('it ran', () => begun.length === 1);
    });

    test('by priority, then by time, then as they came', async () => {
      const queue = await connect();
      const now = Date.now();
      const add = (id: string, priority: number | undefined, ago: number) => ({
        name: 'do',
        id,
        payload: {},
        priority,
        runAt: instant(now - ago),
      });
      await queue.enqueue([
        add('timer', 3, 500),
        add('plain-late', undefined, 10),
        add('plain-early', 2, 90),
        add('plain-early-too', 2, 90),
        add('critical', 1, 5),
        add('stopped-on-the-road', 0, 1),
      ]);
      const begun: string[] = [];
      queue.work([definition('do', (_, { id }) => void begun.push(id))], 1);
      await until('all ran', () => begun.length === 6);
      expect(begun).toEqual([
        'stopped-on-the-road',
        'critical',
        'plain-early',
        'plain-early-too',
        'plain-late',
        'timer',
      ]);
    });

    test('as many at once as it may, and keeps a place for urgent ones in a full house', async () => {
      const queue = await connect();
      const end = gate();
      const begun: string[] = [];
      const handle = async (_: unknown, { id }: { id: string }) => {
        begun.push(id);
        if (id.startsWith('slow')) await end.opened;
      };
      queue.work([definition('slow', handle), definition('urgent', handle)], 4);
      await queue.enqueue(jobs('slow', 10));
      await until('the house is full', () => begun.length === 3);
      await pause(20);
      expect(begun).toEqual(['slow-0', 'slow-1', 'slow-2']);
      await queue.enqueue(jobs('urgent', 5, { priority: 1 }));
      await until('the urgent ones ran', () => begun.length === 8);
      expect(begun.slice(3)).toEqual(['urgent-0', 'urgent-1', 'urgent-2', 'urgent-3', 'urgent-4']);
      end.open();
      await until('all ran', () => begun.length === 15);
    });

    test('once for each id: while it waits, while it runs and after it is done', async () => {
      const queue = await connect();
      const end = gate();
      let begun = 0;
      const [job] = jobs('once', 1);
      await queue.enqueue([job!, job!]);
      await queue.enqueue([{ ...job!, payload: { n: 7 } }]);
      expect((await queue.counts()).waiting).toBe(1);
      queue.work(
        [
          definition('once', async ({ n }) => {
            expect(n).toBe(0);
            begun += 1;
            await end.opened;
          }),
        ],
        4,
      );
      await until('it runs', () => begun === 1);
      await queue.enqueue([job!]);
      end.open();
      await until('it is done', async () => (await queue.counts()).running === 0);
      await queue.enqueue([job!]);
      await pause(20);
      expect(begun).toBe(1);
      expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    });

    test('that were enqueued before it was closed', async () => {
      const before = await connect();
      await before.enqueue(jobs('kept', 3));
      await close(before);
      const begun: string[] = [];
      const after = await connect();
      after.work([definition('kept', (_, { id }) => void begun.push(id))], 4);
      await until('all ran', () => begun.length === 3);
      expect(begun).toEqual(['kept-0', 'kept-1', 'kept-2']);
    });

    test('that it knows; one without a definition is kept for who has it, and said once', async () => {
      const log = keepingLog();
      const old = await connect({ log, pollMs: 5 });
      const begun: string[] = [];
      old.work([definition('old', (_, { id }) => void begun.push(id))], 4);
      await old.enqueue([...jobs('new', 2), ...jobs('old', 1)]);
      await until('the known one ran', () => begun.length === 1);
      await until('it was said', () => log.lines.length > 0);
      await pause(30);
      expect(log.lines).toEqual(['error Jobs wait that no definition is known for; they are kept. {"name":"new"}']);
      expect((await old.counts()).waiting).toBe(2);
      await close(old);
      const next = await connect();
      next.work([definition('new', (_, { id }) => void begun.push(id))], 4);
      await until('the others ran', () => begun.length === 3);
      expect(begun[0]).toBe('old-0');
      expect(begun.slice(1).sort()).toEqual(['new-0', 'new-1']);
    });

    test.each(['', '4711', 'a:b'])('but none whose id no driver could take: "%s"', async (id) => {
      const queue = await connect();
      await expect(queue.enqueue([{ name: 'do', id, payload: {} }])).rejects.toThrow(`"${id}"`);
    });
  });
}
