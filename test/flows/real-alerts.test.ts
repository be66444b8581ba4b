import { readFileSync } from 'node:fs';
import { startWorkspace } from '../../adapters/demo/workspace/index.ts';
import { sampleShopsCsv } from '../../adapters/demo/sample/index.ts';
import { SAMPLE_CREDENTIALS, startFirestoneSandbox } from '../../adapters/providers/firestone/sandbox/index.ts';
import { loadShopsCsv, shopsFromNormalizedCsv } from '../../adapters/shared/sandbox/index.ts';
import { makeCases, realSource, sampleSource } from '../../bench/real-alerts/input.mjs';
import { capableNear, judge as count } from '../../bench/real-alerts/judge.mjs';
import { runCases } from '../../bench/real-alerts/run.mjs';
import { startWorld } from '../../bench/real-alerts/world.mjs';
import { importFromNetwork } from '../../src/app/usecases/import-providers.ts';
import { createPitcrew } from '../../src/index.ts';
import { judge } from '../support/shared.ts';
import { tempDir } from '../support/temp.ts';

const COUNT = 40;
const parts = {
  startWorkspace,
  startFirestoneSandbox,
  createPitcrew,
  importFromNetwork,
  credentials: SAMPLE_CREDENTIALS,
};
const data = judge('real shops, batteries, VINs and fault codes', 'data');

async function run(source: Parameters<typeof makeCases>[0], shops: Parameters<typeof startWorld>[1]) {
  const cases = makeCases(source, COUNT, 1);
  const world = await startWorld(parts, shops, tempDir());
  try {
    const seen = await runCases(world, cases, { waiting: 4 });
    expect(seen.settled).toBe(true);
    expect(seen.clicks).toEqual(seen.clicks.map(() => 200));
    return { seen, verdict: await count(source, cases, seen, world.shopsUrl), cases };
  } finally {
    await world.close();
  }
}

test(`${COUNT} alerts at the demo’s sample shops: each booked at one of its three nearest capable shops, both ledgers equal`, async () => {
  const shops = loadShopsCsv(sampleShopsCsv()).map((shop) => ({ ...shop, bays: 20 }));
  const { verdict, cases, seen } = await run(sampleSource(shops), shops);
  expect(verdict.unexplained).toEqual([]);
  expect(verdict.wrongPlaces).toEqual([]);
  expect(verdict.differences).toEqual([]);
  // One of a hundred vehicles is heavier than any shop can lift.
  const tooHeavy = cases.filter(({ vehicle }) => vehicle.gvwrLb > 14_000).length;
  expect(verdict.booked).toBeGreaterThanOrEqual(COUNT - tooHeavy - 2);
  expect(seen.ledger).toHaveLength(verdict.booked);
});

(data ? test : test.skip)(
  `${COUNT} alerts of real data among the real Firestone shops are booked and judged the same way`,
  async () => {
    const source = realSource(data ?? '');
    expect(source.points).toHaveLength(1613);
    const shops = shopsFromNormalizedCsv(readFileSync(`${data}/shops_us_normalized.csv`, 'utf8'), {
      brand: 'Firestone',
    });
    const { verdict } = await run(source, shops);
    expect(verdict.unexplained).toEqual([]);
    expect(verdict.wrongPlaces).toEqual([]);
    expect(verdict.differences).toEqual([]);
    expect(verdict.booked).toBeGreaterThanOrEqual(COUNT * 0.9);
  },
  60_000,
);

test('the count would see a wrong shop, a missing appointment and a reason that is none', async () => {
  const shops = loadShopsCsv(sampleShopsCsv());
  const source = sampleSource(shops);
  const cases = makeCases(source, 3, 1);
  const near = cases.map((one) => capableNear(source, one));
  const appointment = (ref: string, i: number) => ({
    providerId: `p-${ref}`,
    start: '2031-01-06T15:00:00Z',
    reference: `b${i}-1`,
  });
  const farthest = near[0]?.at(-1)?.ref ?? '';
  const nearest = near[1]?.[0]?.ref ?? '';
  const seen = {
    bookings: [
      {
        bookingId: 'b0',
        vehicleId: cases[0]?.vehicle.vehicleId,
        state: 'scheduled',
        appointment: appointment(farthest, 0),
      },
      {
        bookingId: 'b1',
        vehicleId: cases[1]?.vehicle.vehicleId,
        state: 'scheduled',
        appointment: appointment(nearest, 1),
      },
      {
        bookingId: 'b2',
        vehicleId: cases[2]?.vehicle.vehicleId,
        state: 'offered',
        offer: { slots: [], reason: 'none' },
        outcomes: [],
      },
    ],
    providers: shops.map(({ networkRef }) => ({ providerId: `p-${networkRef}`, networkRef })),
    ledger: [{ reference: 'b0-1', store: farthest, start: '2031-01-06T09:00:00-06:00', status: 'CONFIRMED' }],
    firstChoices: new Map(),
  };
  const verdict = await count(source, cases, seen as never, 'http://127.0.0.1:9');
  expect(near[0]?.length).toBeGreaterThan(3);
  expect(verdict.wrongPlaces).toHaveLength(1);
  expect(verdict.unexplained).toHaveLength(1);
  expect(verdict.differences).toEqual([`only ours: b1-1 ${nearest} 2031-01-06T15:00:00.000Z`]);
});
