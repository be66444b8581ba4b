import { createRandom } from '../support/random.ts';
import { runCommand, startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';
import { CHANNEL, DANA, cardWithSlots, createOperator, shopsInARow, startStage } from '../support/stage.ts';
import type { Stage } from '../support/stage.ts';

/** CHAOS_ROUNDS=300 is the long form; CHAOS_SEED repeats a run. */
const ROUNDS = Number(process.env['CHAOS_ROUNDS'] ?? 15);
const SEED = Number(process.env['CHAOS_SEED'] ?? 1);
/** The kill comes at a random moment within this time after the acknowledgement. */
const WITHIN_MS = 60;

let stage: Stage;
let product: Product | undefined;

afterEach(async () => {
  await product?.kill();
  await stage.close();
});

test(
  `${ROUNDS} times: a click, its acknowledgement, kill -9, restart: no click is lost and none books twice`,
  async () => {
    const random = createRandom(SEED);
    stage = await startStage({ dataDir: tempDir(), shops: shopsInARow(4, { bays: 200 }) });
    const operator = createOperator(stage);
    const vehicles = Array.from({ length: ROUNDS }, (_, i) => `truck-${i}`);
    product = await startProduct(stage.env);
    await operator.seed(vehicles, () => runCommand(stage.env, ['import', 'providers', '--network', 'firestone']));
    const bookings: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const bookingId = await operator.raise(`truck-${round}`);
      const card = await cardWithSlots(stage, bookingId);
      const click = await stage.workspace.click(DANA.id, CHANNEL, card.ts, `choose-slot:${1 + (round % 3)}`);
      expect(click.status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, random() * WITHIN_MS));
      await product.kill();
      product = await startProduct(stage.env);
      bookings.push(bookingId);
    }
    const stateOf = async (bookingId: string) => (await operator.booking(bookingId)).state;
    const states = await until(
      'every booking is scheduled',
      async () => {
        const seen = await Promise.all(bookings.map((bookingId) => stateOf(bookingId)));
        return seen.every((state) => state === 'scheduled') ? seen : undefined;
      },
      30_000,
    ).catch(async () => Promise.all(bookings.map((bookingId) => stateOf(bookingId))));
    expect(states).toEqual(bookings.map(() => 'scheduled'));
    const references = stage.shops.ledger().map(({ reference }) => reference);
    expect([...references].sort()).toEqual(bookings.map((bookingId) => `${bookingId}-1`).sort());
    const cards = stage.workspace.messages(CHANNEL).filter(({ blocks }) => blocks.length > 0);
    expect(cards).toHaveLength(ROUNDS);
  },
  60_000 + ROUNDS * 4_000,
);
