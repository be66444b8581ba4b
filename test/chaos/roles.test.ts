import { startRedis, type RedisServer } from '../support/redis.ts';
import { describeWith } from '../support/services.ts';
import { runCommand, startProduct, type Product } from '../support/product.ts';
import {
  CHANNEL,
  DANA,
  cardWithSlots,
  createOperator,
  startStage,
  type Operator,
  type Stage,
} from '../support/stage.ts';
import { tempDir, tempDirForFile } from '../support/temp.ts';
import { freePort, until } from '../support/waiting.ts';

/** The shop takes three seconds for a booking, so that it is in hand for a while. */
const SLOW = 'book:slow=1';

let stage: Stage;
let operator: Operator;
const running: Product[] = [];
let env: Readonly<Record<string, string>>;

const begin = async (args: readonly string[], port?: number): Promise<Product & { readonly port: number }> => {
  const own = port ?? (await freePort());
  const product = await startProduct({ ...env, PORT: String(own) }, args);
  running.push(product);
  return { ...product, port: own };
};
const web = () => begin(['start', '--role', 'web'], Number(env['PORT']));
const worker = () => begin(['worker']);

async function setUp(more: Readonly<Record<string, string>>): Promise<void> {
  stage = await startStage({ dataDir: tempDir(), env: more });
  ({ env } = stage);
  operator = createOperator(stage);
}

async function click(bookingId: string): Promise<void> {
  const card = await cardWithSlots(stage, bookingId);
  expect((await stage.workspace.click(DANA.id, CHANNEL, card.ts, 'choose-slot:1')).status).toBe(200);
}

const isScheduled = (bookingId: string) =>
  until(
    `${bookingId} is scheduled`,
    async () => ((await operator.booking(bookingId)).state === 'scheduled' ? true : undefined),
    60_000,
  );

afterEach(async () => {
  for (const product of running.splice(0)) await product.kill();
  await stage.close();
});

/** What an operator sees, on whatever the processes share. */
function tellTheStory(): void {
  test('a web process takes the click and a worker does the work; each ends well when it is asked to', async () => {
    const [front, back] = [await web(), await worker()];
    await operator.seed(['truck-1'], () => runCommand(env, ['import', 'providers', '--network', 'firestone']));
    const bookingId = await operator.raise('truck-1');
    await click(bookingId);
    await isScheduled(bookingId);

    const at = (path: string) => fetch(`http://127.0.0.1:${back.port}${path}`).then(({ status }) => status);
    expect([await at('/healthz'), await at('/readyz'), await at('/metrics')]).toEqual([200, 200, 200]);
    expect([await at('/v1/bookings'), await at('/slack/events')]).toEqual([404, 404]);
    const began = performance.now();
    expect(await Promise.all([front.stop(), back.stop()])).toEqual([0, 0]);
    expect(performance.now() - began).toBeLessThan(15_000);
  }, 150_000);
}

/** A worker that ends in the middle of its work. */
function tellOfWorkInHand(): void {
  test.each(['SIGTERM', 'SIGKILL'] as const)(
    'a worker that gets %s with a booking in its hands: it is booked once all the same',
    async (signal) => {
      await web();
      const first = await worker();
      await operator.seed(['truck-1'], () => runCommand(env, ['import', 'providers', '--network', 'firestone']));
      const bookingId = await operator.raise('truck-1');
      stage.shops.setFaults(SLOW);
      await click(bookingId);
      await until('the shop is being asked', async () =>
        (await operator.booking(bookingId)).state === 'requested' ? true : undefined,
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      if (signal === 'SIGTERM') {
        const began = performance.now();
        expect(await first.stop()).toBe(0);
        expect(performance.now() - began).toBeLessThan(15_000);
      } else await first.kill();
      stage.shops.setFaults('');
      await worker();
      await isScheduled(bookingId);
      expect(stage.shops.ledger().map(({ reference }) => reference)).toEqual([`${bookingId}-1`]);
    },
    200_000,
  );
}

describe('Web processes and workers on one file', () => {
  beforeEach(() => setUp({}));
  tellTheStory();
});

describeWith('redis', 'Web processes and workers with Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => void (redis = await startRedis(tempDirForFile())));
  beforeEach(() => setUp({ REDIS_URL: redis.url }));
  afterAll(() => redis.stop());
  tellTheStory();
  tellOfWorkInHand();
});
