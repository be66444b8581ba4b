import { startRedis, type RedisServer } from '../support/redis.ts';
import { describeWith } from '../support/services.ts';
import { tempDir, tempDirForFile } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { DANA, STRANGER, shopsInARow, startWorld, type World } from '../support/world.ts';

describeWith('redis', 'Redis is stopped in the middle of the day', () => {
  let redis: RedisServer;
  let world: World;
  beforeAll(async () => void (redis = await startRedis(tempDirForFile())));
  beforeEach(async () => {
    world = await startWorld({
      dataDir: tempDir(),
      vehicles: ['truck-1', 'truck-2', 'truck-3'],
      shops: shopsInARow(3, { bays: 3 }),
      env: { REDIS_URL: redis.url },
    });
  });
  afterEach(() => world.close());
  afterAll(() => redis.stop());

  const isReady = async (): Promise<number> => (await fetch(`${world.url}/readyz`)).status;
  const emptyOutbox = () =>
    until('the outbox is empty', async () => {
      return (await world.pitcrew.parts.store.bookings.pendingOutbox(10)).length === 0 || undefined;
    });

  test('and clicks are acknowledged, booked and answered all the same; what is left is done when it is back', async () => {
    const before = await world.raise('truck-1');
    await world.card(before);
    expect(await world.click(DANA, before, 'choose-slot:1')).toBe(200);
    await world.inState(before, 'scheduled');
    const waiting = await world.raise('truck-2');
    await world.card(waiting);

    await redis.kill();
    expect(await isReady()).toBe(200);
    const began = performance.now();
    expect(await world.click(DANA, waiting, 'choose-slot:2')).toBe(200);
    expect(performance.now() - began).toBeLessThan(1_000);
    await world.inState(waiting, 'scheduled');
    await world.card(waiting, (text) => !text.includes('choose-slot'));
    expect(await world.click(STRANGER, waiting, 'cancel')).toBe(200);
    await world.told(STRANGER, /not/);
    const during = await world.raise('truck-3');
    await world.card(during);

    await redis.restart();
    expect(await world.click(DANA, during, 'choose-slot:3')).toBe(200);
    await world.inState(during, 'scheduled');
    await emptyOutbox();
    const bookings = [before, waiting, during];
    expect(
      world.shops
        .ledger()
        .map(({ reference }) => reference)
        .sort(),
    ).toEqual(bookings.map((id) => `${id}-1`).sort());
    expect(bookings.map((id) => world.cards(id))).toEqual([1, 1, 1]);
    await until('every card is current', async () => (await world.cardsAreCurrent()) || undefined);
  }, 30_000);

  test('before it starts: the start is not held up, and work begins when Redis comes', async () => {
    await world.close();
    await redis.kill();
    const began = performance.now();
    world = await startWorld({ dataDir: tempDir(), env: { REDIS_URL: redis.url } });
    expect(await isReady()).toBe(200);
    expect(performance.now() - began).toBeLessThan(10_000);
    await redis.restart();
    const bookingId = await world.raise();
    await world.card(bookingId);
    await emptyOutbox();
    expect((await world.pitcrew.parts.queue.counts()).failed).toBe(0);
  }, 30_000);
});
