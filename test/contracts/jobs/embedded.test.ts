import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../adapters/stores/sqlite/database.ts';
import { createEmbeddedJobs, type Db, type DeadJob, type SqlHandle } from '../../../jobs/embedded/index.ts';
import { createDefinitions } from '../../../jobs/definitions.ts';
import type { JobServices } from '../../../src/app/ports/job-services.ts';
import { tempDir } from '../../support/temp.ts';
import { connect, ownName } from './embedded-rig.ts';
import { describeJobQueue } from './job-queue.ts';
import { clockAhead, definition, gate, jobs, keepingLog, pause, until, type Connection } from './rig.ts';

describeJobQueue('embedded on SQLite', () => ({
  place: join(tempDir(), 'jobs.sqlite'),
  connect,
  module: new URL('embedded-rig.ts', import.meta.url).href,
  // Long before the lease is over: a process of this machine that is gone is seen to be gone.
  takeOver: { leaseMs: 60_000, withinMs: 1_000 },
}));

describe('The embedded jobs alone', () => {
  const open: Connection[] = [];
  const using = async (...args: Parameters<typeof connect>): Promise<Connection['queue']> => {
    const connection = await connect(args[0], { graceMs: 20, abortMs: 20, ...args[1] });
    open.push(connection);
    return connection.queue;
  };
  afterEach(async () => {
    for (const { close } of open.splice(0)) await close();
  });
  const newFile = (): string => join(tempDir(), 'jobs.sqlite');

  /** Leaves a job in the file as running under `owner`, leased `leasedAgoMs` ago for `leaseMs`. */
  async function leaveRunning(file: string, owner: string, leasedAgoMs: number, leaseMs: number): Promise<void> {
    const queue = await using(file);
    await queue.enqueue(jobs('left', 1));
    const db = openDatabase({ file });
    const at = Date.now() - leasedAgoMs;
    await db.write((sql) =>
      sql
        .prepare('UPDATE job SET state = 2, attempts = 1, owner = ?, lease = 1, leased_at = ?, lease_until = ?')
        .run(owner, at, at + leaseMs),
    );
    await db.close();
  }

  async function takenOver(file: string, withinMs: number): Promise<boolean> {
    const queue = await using(file, { pollMs: 5 });
    let runs = 0;
    queue.work([definition('left', () => void (runs += 1))], 2);
    await until('it ran', () => runs === 1, withinMs).catch(() => {});
    return runs === 1;
  }

  test('a poll that an earlier version left in the file is gone after its next turn', async () => {
    const file = newFile();
    const old = { id: 'poll-firestone-023845', name: 'poll-availability', payload: { providerId: 'firestone-023845' } };
    await (await using(file)).schedule([{ ...old, everyMs: 50, offsetMs: 0 }]);
    const queue = await using(file, { pollMs: 5 });
    const asked: string[] = [];
    const services = {
      endRepeat: (id: string) => queue.unschedule([id]),
      pollAvailability: async (network: string) => void asked.push(network),
    } as unknown as JobServices;
    queue.work(createDefinitions(services), 2);
    await until('it is gone', async () => (await queue.counts()).waiting + (await queue.counts()).running === 0, 2_000);
    expect(asked).toEqual([]);
  });

  test.each([
    ['another host, lease over', 'elsewhere/1/a', 100, 50, true],
    ['another host, lease running', 'elsewhere/1/a', 100, 60_000, false],
    ['our host, process gone', `${hostname()}/4194304/a`, 100, 60_000, true],
    ['our host, process alive', `${hostname()}/${process.ppid}/a`, 100, 60_000, false],
    ['our own process id in an earlier life', `${hostname()}/${process.pid}/a`, 3_600_000, 7_200_000, true],
    ['another queue of our process', `${hostname()}/${process.pid}/a`, 0, 60_000, false],
  ])('take over a job of %s', async (_, owner, leasedAgoMs, leaseMs, expected) => {
    const file = newFile();
    await leaveRunning(file, owner, leasedAgoMs, leaseMs);
    expect(await takenOver(file, expected ? 2_000 : 60)).toBe(expected);
  });

  test('keep a lease for as long as the job runs, many times its length', async () => {
    const file = newFile();
    const [queue, other] = [await using(file, { leaseMs: 60 }), await using(file, { leaseMs: 60, pollMs: 5 })];
    let runs = 0;
    const slow = definition('slow', async () => {
      runs += 1;
      await pause(250);
    });
    queue.work([slow], 2);
    await queue.enqueue(jobs('slow', 1));
    other.work([slow], 2);
    await until('it is done', async () => (await queue.counts()).running === 0);
    expect(runs).toBe(1);
  });

  test('abort a run whose lease passed to another worker, and do not write its outcome', async () => {
    const file = newFile();
    const log = keepingLog();
    const queue = await using(file, { leaseMs: 60, pollMs: 10, log });
    const heard = gate();
    queue.work(
      [
        definition('left', async (_, { signal }) => {
          signal.addEventListener('abort', heard.open);
          await heard.opened;
        }),
      ],
      2,
    );
    await queue.enqueue(jobs('left', 1));
    await until('it runs', async () => (await queue.counts()).running === 1);
    const db = openDatabase({ file });
    await db.write((sql) =>
      sql.prepare("UPDATE job SET owner = 'elsewhere/1/a', lease_until = lease_until + 60000").run(),
    );
    await heard.opened;
    await until('it was said', () => log.lines.length > 0);
    expect(log.lines).toEqual([
      'warn A job outran its lease; another worker has it now. {"job":"left-0","name":"left"}',
    ]);
    expect(db.read((sql) => sql.prepare('SELECT state, owner FROM job').all())).toMatchObject([
      { state: 2, owner: 'elsewhere/1/a' },
    ]);
    await db.close();
  });

  test('tell of a job that failed for good, with what it was', async () => {
    const dead: DeadJob[] = [];
    const queue = await using(newFile(), { onDead: (job) => void dead.push(job) });
    const fail = (): never => {
      throw new RangeError('Slot 9 is none.');
    };
    queue.work([definition('book', fail, { attempts: 2, backoffMs: 1 })], 2);
    await queue.enqueue([{ name: 'book', id: 'b-1', payload: { bookingId: 'B1' } }]);
    await until('it was told', () => dead.length === 1);
    expect(dead).toEqual([{ id: 'b-1', name: 'book', payload: { bookingId: 'B1' }, attempts: 2, error: 'RangeError' }]);
  });

  test('leave no payload readable in the file when there is a seal', async () => {
    const turn = (text: string): string => [...text].reverse().join('');
    const seal = {
      encrypt: (plain: string, context: string) => Buffer.from(turn(`${context}|${plain}`)),
      decrypt: (sealed: Uint8Array, context: string) => turn(Buffer.from(sealed).toString()).slice(context.length + 1),
    };
    const file = newFile();
    const queue = await using(file, { seal });
    await queue.enqueue([{ name: 'tell', id: 't-1', payload: { deliveryId: 'Ev0SECRET' } }]);
    expect(Buffer.concat([readFileSync(file), readFileSync(`${file}-wal`)]).includes('Ev0SECRET')).toBe(false);
    const seen: unknown[] = [];
    queue.work([definition('tell', (payload) => void seen.push(payload))], 2);
    await until('it ran', () => seen.length === 1);
    expect(seen).toEqual([{ deliveryId: 'Ev0SECRET' }]);
  });

  test('forget the id of a finished job after its time, and only then run it again', async () => {
    const queue = await using(newFile(), { keepFinishedMs: 80, pollMs: 10 });
    let runs = 0;
    queue.work([definition('once', () => void (runs += 1))], 2);
    const began = performance.now();
    await until('it ran again', async () => {
      await queue.enqueue(jobs('once', 1));
      return runs === 2;
    });
    expect(performance.now() - began).toBeGreaterThanOrEqual(80);
  });

  test('keep the outcome of a run until the file takes it, and do not run it a second time', async () => {
    const file = newFile();
    const db = openDatabase({ file });
    let full = false;
    const failing: SqlHandle = {
      read: (work) => db.read(work),
      write: <T>(work: (db: Db) => T) =>
        db.write((sql) => {
          const value = work(sql);
          if (full) throw new Error('database or disk is full');
          return value;
        }),
    };
    const log = keepingLog();
    const queue = createEmbeddedJobs({ db: failing, clock: clockAhead(0), log, owner: ownName(), pollMs: 5 });
    let runs = 0;
    queue.work(
      [
        definition('book', () => {
          runs += 1;
          full = runs === 1;
        }),
      ],
      2,
    );
    await queue.enqueue(jobs('book', 4));
    await until('writing failed some times', () => log.lines.length > 3);
    await expect(queue.enqueue(jobs('more', 1))).rejects.toThrow('full');
    full = false;
    await until('all are done', async () => {
      const { waiting, running } = await queue.counts();
      return waiting + running === 0;
    });
    expect(runs).toBe(4);
    expect(await queue.counts()).toEqual({ waiting: 0, running: 0, failed: 0 });
    await queue.stop();
    await db.close();
  });

  test.each(['', 'host', 'host/0/x', 'host/12/', 'a/b/12/x'])('refuse the owner "%s"', (owner) => {
    const db = openDatabase({ file: newFile() });
    const make = () => createEmbeddedJobs({ db, clock: clockAhead(0), log: keepingLog(), owner });
    expect(make).toThrow(`A job owner is written host/pid/random, but this one is "${owner}".`);
    return db.close();
  });

  test('work once only', async () => {
    const queue = await using(newFile());
    queue.work([], 1);
    expect(() => queue.work([], 1)).toThrow('work() is called once');
  });
});
