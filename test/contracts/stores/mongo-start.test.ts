import { createConnection, createServer, type AddressInfo } from 'node:net';
import { createKeys, newRingKey } from '../../../adapters/shared/keys.ts';
import { connectMongo, openMongoStores, type Database } from '../../../adapters/stores/mongo/index.ts';
import { underLock } from '../../../adapters/stores/mongo/lock.ts';
import { migrate, versionOf } from '../../../adapters/stores/mongo/migrations.ts';
import { isStoreUnavailable } from '../../../adapters/shared/store-failure.ts';
import { findServer, startMongo } from '../../support/mongodb.mjs';
import { useMongo, type TestMongo } from '../../support/mongodb.ts';
import { describeWith } from '../../support/services.ts';
import { tempDirForFile } from '../../support/temp.ts';
import { freePort } from '../../support/waiting.ts';
import { clock } from './rig.ts';
import { booking, delivery, first } from './samples.ts';

const keys = createKeys(newRingKey('k1'));

describeWith('mongodb', 'the start on MongoDB', () => {
  let mongo: TestMongo;
  const opened: Database[] = [];
  beforeAll(async () => {
    mongo = await useMongo();
  }, 60_000);
  afterEach(async () => {
    for (const { connection } of opened.splice(0)) await connection.close();
  });
  afterAll(() => mongo.close());

  async function connect(uri = mongo.newDatabase()): Promise<Database> {
    const db = await connectMongo({ uri, waitMs: 0 });
    opened.push(db);
    return db;
  }

  test('of several that start at once each migration is run by one, in their order, and never again', async () => {
    const uri = mongo.newDatabase();
    const ran: string[] = [];
    const steps = ['one', 'two', 'three'].map((name) => async () => void ran.push(name));
    const processes = await Promise.all([1, 2, 3].map(() => connect(uri)));
    await Promise.all(processes.map((db) => migrate(db, steps)));
    await migrate(processes[0]!, steps);
    expect(ran).toEqual(['one', 'two', 'three']);
    expect(await versionOf(processes[0]!)).toBe(3);
  });

  test('a server that goes away in the middle of the start is waited for, and the start is made from its beginning', async () => {
    const { hostname, port, pathname } = new URL(mongo.newDatabase());
    let cuts = 0;
    // Stands before the server, and cuts the line when the first migration is asked for.
    const proxy = createServer((near) => {
      const far = createConnection({ host: hostname, port: Number(port) });
      const cut = (): void => void [near, far].map((end) => end.destroy());
      near.on('error', cut).on('close', cut);
      far.on('error', cut).on('close', cut);
      near.on('data', (data) => {
        if (cuts === 0 && data.includes('schema_versions')) {
          cuts += 1;
          cut();
        } else far.write(data);
      });
      far.pipe(near);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      const uri = `mongodb://127.0.0.1:${(proxy.address() as AddressInfo).port}${pathname}?directConnection=true&retryReads=false`;
      const stores = await openMongoStores({ uri, keys, clock });
      expect(cuts).toBe(1);
      expect(await stores.missingIndexes()).toEqual([]);
      await stores.close();
    } finally {
      await new Promise((resolve) => proxy.close(resolve));
    }
  });

  test('an interrupted migration is run again by the next start; a newer database is refused', async () => {
    const db = await connect();
    let broken = true;
    const ran: string[] = [];
    const steps = [
      async () => void ran.push('one'),
      async () => {
        ran.push('two');
        if (broken) throw new Error('The power went.');
      },
    ];
    await expect(migrate(db, steps)).rejects.toThrow('The power went.');
    broken = false;
    await migrate(db, steps);
    expect(ran).toEqual(['one', 'two', 'two']);
    await expect(migrate(db, steps.slice(0, 1))).rejects.toThrow('was made by a newer Pitcrew');
  });

  test('a lock is one process’ at a time, and free again when its work failed', async () => {
    const uri = mongo.newDatabase();
    const [a, b] = [await connect(uri), await connect(uri)];
    let inside = 0;
    const work = async (): Promise<void> => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 30));
      inside -= 1;
    };
    await Promise.all([a, a, b].map((db) => underLock(db, 'x', work)));
    await expect(underLock(b, 'y', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await underLock(b, 'y', work);
  });

  test('another key ring than the one that was written with is refused in words', async () => {
    const uri = mongo.newDatabase();
    const open = (ring: string) => openMongoStores({ uri, keys: createKeys(ring), clock, wholeRing: true, waitMs: 0 });
    const ring = newRingKey('k1');
    await (await open(ring)).close();
    await expect(open(newRingKey('k1'))).rejects.toThrow(
      'sealed with the key "k1", and the keys given here do not open it',
    );
    await expect(open(newRingKey('k2'))).rejects.toThrow('sealed with the key "k1"');
    const rotated = await open(`${newRingKey('k2')},${ring}`);
    await rotated.close();
  });

  test('a server that does not answer is waited for, then told in words without the URI', async () => {
    const uri = `mongodb://user:Hunter2@127.0.0.1:${await freePort()}/x`;
    const failed = openMongoStores({ uri, keys, clock, waitMs: 0 });
    await expect(failed).rejects.toThrow(/^MONGODB_URI names a MongoDB server that does not answer/);
    await failed.catch((error: Error) => expect(error.message).not.toMatch(/Hunter2|127\.0\.0\.1/));
  });

  test('while the server is away everything is "not now"; when it is back, everything that was said is there', async () => {
    const command = await findServer(process.env, true);
    if (!command) return;
    const folder = tempDirForFile();
    let server = await startMongo(command, { folder });
    const uri = `mongodb://127.0.0.1:${server.port}/away?directConnection=true`;
    const stores = await openMongoStores({ uri, keys, clock });
    try {
      await stores.deliveries.put(delivery(1));
      await stores.bookings.commit(first(booking(1)));
      expect(await stores.probe()).toMatchObject({ ready: true });
      await server.stop('SIGKILL');
      expect(await stores.probe()).toEqual({ ready: false, parts: { store: 'The store cannot be written.' } });
      const refused = await Promise.allSettled<unknown>([
        stores.deliveries.put(delivery(2)),
        stores.bookings.get(booking(1).bookingId),
      ]);
      expect(refused.map((one) => one.status === 'rejected' && isStoreUnavailable(one.reason))).toEqual([true, true]);
      server = await startMongo(command, { folder, port: server.port });
      expect(await stores.deliveries.get(delivery(1).id)).toEqual(delivery(1));
      expect(await stores.bookings.get(booking(1).bookingId)).toEqual(booking(1));
      expect(await stores.deliveries.put(delivery(2))).toEqual({ status: 'new' });
    } finally {
      await stores.close();
      await server.stop();
    }
  }, 60_000);
});
