import { SAMPLE_API_KEY, startPepBoysSandbox } from '../../adapters/providers/pepboys/sandbox/index.ts';
import type { PepBoysSandbox } from '../../adapters/providers/pepboys/sandbox/index.ts';
import { runCommand, startProduct } from '../support/product.ts';
import type { Product } from '../support/product.ts';
import { CHANNEL, DANA, cardWithSlots, createOperator, shopsInARow, startStage } from '../support/stage.ts';
import type { Operator, Stage } from '../support/stage.ts';
import { tempDir } from '../support/temp.ts';
import { until } from '../support/waiting.ts';

type Shops = Pick<PepBoysSandbox, 'setFaults' | 'stats' | 'ledger'>;
interface Shown {
  readonly state: string;
  readonly appointment?: { readonly start: string; readonly confirmation: string };
  readonly offer?: { readonly slots: readonly { readonly slotId: string; readonly start: string }[] };
}

let stage: Stage;
let operator: Operator;
let product: Product;
let pepboys: PepBoysSandbox | undefined;

afterEach(async () => {
  await product.kill();
  await stage.close();
  await pepboys?.close();
  pepboys = undefined;
});

const shown = async (bookingId: string) => (await operator.booking(bookingId)) as unknown as Shown;

async function begin(vehicles: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
  const shops = pepboys ? [] : shopsInARow(1, { bays: 50 });
  // No call ends by itself before the process is killed.
  stage = await startStage({ dataDir: tempDir(), shops, env: { PROVIDER_TIMEOUT_MS: '60000', ...env } });
  operator = createOperator(stage);
  product = await startProduct(stage.env);
  await operator.seed(vehicles, () =>
    pepboys ? Promise.resolve() : runCommand(stage.env, ['import', 'providers', '--network', 'firestone']),
  );
}

/** An appointment, and a time of the card to which it can be moved. */
async function booked(vehicleId: string) {
  const bookingId = await operator.raise(vehicleId);
  const card = await cardWithSlots(stage, bookingId);
  await stage.workspace.click(DANA.id, CHANNEL, card.ts, 'choose-slot:1');
  const isThere = () => shown(bookingId);
  const before = await until('it is booked', async () => {
    const booking = await isThere();
    return booking.state === 'scheduled' ? booking : undefined;
  });
  await operator.intend(bookingId, { intent: 'more-slots', memberId: 'dana', deliveryId: 'more' });
  const slot = await until('there are more times', async () =>
    (await isThere()).offer?.slots.find(({ start }) => Date.parse(start) > Date.parse(before.appointment!.start)),
  );
  return { bookingId, slot };
}

/** Moves it, and answers once the shop has the named request in hand, which it keeps. */
async function moveUntil(shops: Shops, fault: string, vehicleId: string) {
  const { bookingId, slot } = await booked(vehicleId);
  const [, kind = ''] = fault.split(':');
  const had = shops.stats.faults[kind] ?? 0;
  shops.setFaults(`${fault}=1x1`);
  const move = { intent: 'reschedule', slotId: slot.slotId, memberId: 'dana', deliveryId: 'move' };
  void operator.intend(bookingId, move).catch(() => 'The process died first.');
  await until(`the shop has ${fault}`, () => (shops.stats.faults[kind] ?? 0) > had || undefined);
  return { fault, bookingId, wanted: slot.start };
}

/** Kills the process while each of these moves is at its own step, starts it again, and looks at both records. */
async function killWhile(shops: Shops, faults: readonly string[], standing: string): Promise<void> {
  const moves: Awaited<ReturnType<typeof moveUntil>>[] = [];
  for (const [i, fault] of faults.entries()) moves.push(await moveUntil(shops, fault, `truck-${i}`));
  await product.kill();
  product = await startProduct(stage.env);

  const stands = (bookingId: string) =>
    shops.ledger().filter(({ reference, status }) => reference.startsWith(bookingId) && status === standing);
  const records = () =>
    Promise.all(
      moves.map(async ({ fault, bookingId }) => {
        const { state, appointment } = await shown(bookingId);
        const atShop = stands(bookingId).map(({ start, confirmation }) => [Date.parse(start), confirmation]);
        return { fault, state, ours: [Date.parse(appointment?.start ?? ''), appointment?.confirmation], atShop };
      }),
    );
  const isSettled = ({ state, ours, atShop }: Awaited<ReturnType<typeof records>>[number]): boolean =>
    state === 'scheduled' && JSON.stringify(atShop) === JSON.stringify([ours]);
  const wanted = moves.map(({ wanted }) => Date.parse(wanted));
  const settled = await until(
    'each has one appointment, the one of our record',
    async () => {
      const all = await records();
      return all.every((one, i) => isSettled(one) && one.ours[0] === wanted[i]) ? all : undefined;
    },
    30_000,
  ).catch(records);
  expect(settled).toEqual(
    settled.map(({ fault, ours: [, confirmation] }, i) => {
      const there = [wanted[i], confirmation];
      return { fault, state: 'scheduled', ours: there, atShop: [there] };
    }),
  );
}

test('kill -9 in a move that the shop makes in one step, before and after it has made it: one appointment, ours', async () => {
  const steps = ['move:timeout-before', 'move:timeout-after'];
  await begin(steps.map((_, i) => `truck-${i}`));
  await killWhile(stage.shops, steps, 'CONFIRMED');
}, 60_000);

test('kill -9 at each step of a move in two steps (held, booked, old one given back): one appointment, ours', async () => {
  const shops = shopsInARow(2, { bays: 50 });
  pepboys = await startPepBoysSandbox({ shops });
  const steps = ['hold', 'confirm', 'cancel'].flatMap((step) => [`${step}:timeout-before`, `${step}:timeout-after`]);
  await begin(
    steps.map((_, i) => `truck-${i}`),
    { PEPBOYS_URL: pepboys.url, PEPBOYS_API_KEY: SAMPLE_API_KEY, POLL_SECONDS: '1' },
  );
  for (const { networkRef, lat, lon, timeZone, name } of shops)
    await operator.putProvider(`pb-${networkRef}`, {
      ...{ name, network: 'pepboys', networkRef, lat, lon, timeZone, services: ['BATTERY_12V'] },
    });
  await killWhile(pepboys, steps, 'BOOKED');
}, 120_000);
