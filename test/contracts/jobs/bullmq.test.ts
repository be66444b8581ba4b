import { Redis } from 'ioredis';
import { tempDirForFile } from '../../support/temp.ts';
import { startRedis, type RedisServer } from '../../support/redis.ts';
import { describeWith } from '../../support/services.ts';
import { connect } from './bullmq-rig.ts';
import { describeJobQueue } from './job-queue.ts';
import { definition, gate, jobs, keepingLog, until, type Connection } from './rig.ts';

let places = 0;

describeWith('redis', 'Jobs on Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis(tempDirForFile())));
  afterAll(() => redis.stop());

  describeJobQueue('BullMQ on Redis', () => ({
    place: `${redis.url}#t${(places += 1)}`,
    connect,
    module: new URL('bullmq-rig.ts', import.meta.url).href,
    // A worker that is gone is known by its locks, which nobody renews.
    takeOver: { leaseMs: 600, withinMs: 2_500 },
  }));

  describe('while Redis is away', () => {
    const open: Connection[] = [];
    const using = async (options?: Parameters<typeof connect>[1], url = redis.url): Promise<Connection['queue']> => {
      const connection = await connect(`${url}#t${(places += 1)}`, { graceMs: 20, abortMs: 20, ...options });
      open.push(connection);
      return connection.queue;
    };
    afterEach(async () => {
      redis.thaw();
      for (const { close } of open.splice(0)) await close();
    });
    const rejection = async (promise: Promise<unknown>): Promise<{ name: string; ms: number }> => {
      const began = performance.now();
      const name = await promise.then(
        () => 'none',
        (error: Error) => error.name,
      );
      return { name, ms: performance.now() - began };
    };

    test('nothing waits for it, jobs that it had are done when it is back, and it is told twice in all', async () => {
      const log = keepingLog();
      const queue = await using({ log });
      const done: string[] = [];
      const held = gate();
      const work = definition('work', async (_, { id }) => {
        if (id === 'work-0') await held.opened;
        done.push(id);
      });
      queue.work([work], 1);
      await queue.enqueue(jobs('work', 3));
      await until('the first runs', async () => (await queue.counts()).running === 1);

      await redis.kill();
      for (let n = 0; n < 50; n++) {
        const { name, ms } = await rejection(queue.enqueue(jobs('more', 1)));
        expect(name).toBe('RedisAway');
        expect(ms).toBeLessThan(n === 0 ? 500 : 50);
      }
      held.open();
      expect((await rejection(queue.counts())).name).toBe('RedisAway');
      await redis.restart();
      await until('the rest was done', () => done.includes('work-1') && done.includes('work-2'), 5_000);
      await until('it takes jobs again', async () => {
        await queue.enqueue(jobs('later', 1)).catch(() => {});
        return (await queue.counts()).waiting === 1;
      });
      expect(log.lines.filter((line) => line.includes('Redis'))).toEqual([
        'warn Redis cannot be reached; jobs wait in the store until it can. {}',
        'info Redis answers again. {}',
      ]);
    }, 20_000);

    test('and hangs with its connections open, a call ends after the time for an answer', async () => {
      const queue = await using({ answerMs: 200 });
      await queue.enqueue(jobs('work', 1));
      redis.freeze();
      const { name, ms } = await rejection(queue.enqueue(jobs('more', 1)));
      expect(name).toBe('RedisAway');
      expect(ms).toBeGreaterThan(190);
      expect(ms).toBeLessThan(1_000);
    });

    test('from the start, a worker begins when it comes, and one that is stopped meanwhile ends soon', async () => {
      await redis.kill();
      const [queue, early] = [await using(), await using()];
      let runs = 0;
      const work = definition('work', () => void (runs += 1));
      queue.work([work], 4);
      early.work([work], 4);
      expect((await rejection(queue.enqueue(jobs('work', 1)))).name).toBe('RedisAway');
      const began = performance.now();
      await early.stop();
      expect(performance.now() - began).toBeLessThan(2_000);
      await redis.restart();
      await until('it ran', async () => {
        await queue.enqueue(jobs('work', 1)).catch(() => {});
        return runs === 1;
      });
    });
  });

  test('sets 10,000 repeats within 20 seconds, and a second time in less', async () => {
    const { queue, close } = await connect(`${redis.url}#many`);
    const repeats = Array.from({ length: 10_000 }, (_, n) => ({
      id: `poll-P${n}`,
      name: 'poll',
      payload: { providerId: `P${n}` },
      everyMs: 900_000,
      offsetMs: n * 90,
    }));
    const took: number[] = [];
    for (let n = 0; n < 2; n++) {
      const began = performance.now();
      await queue.schedule(repeats);
      took.push(performance.now() - began);
    }
    expect(took[0]).toBeLessThan(20_000);
    expect(took[1]).toBeLessThan(20_000);
    expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    await close();
  }, 60_000);

  test('a job whose worker died often is none that failed, and of a failure Redis keeps its kind alone', async () => {
    const prefix = `t${(places += 1)}`;
    const { queue, close } = await connect(`${redis.url}#${prefix}`);
    const eyes = new Redis(redis.url);
    await queue.enqueue([...jobs('often', 1), ...jobs('secret', 1)]);
    await eyes.hset(`${prefix}:plain:often-0`, 'stc', '7');
    let runs = 0;
    const fail = (): never => {
      throw new RangeError('Dana Reyes, +1 312 555 0100');
    };
    queue.work([definition('often', () => void (runs += 1)), definition('secret', fail, { attempts: 1 })], 2);
    await until('both ended', async () => runs === 1 && (await queue.counts()).failed === 1);
    expect(await eyes.hget(`${prefix}:plain:secret-0`, 'failedReason')).toBe('RangeError');
    for (const key of await eyes.keys(`${prefix}:*`)) expect(String(await eyes.dump(key))).not.toContain('Reyes');
    eyes.disconnect();
    await close();
  });
});
