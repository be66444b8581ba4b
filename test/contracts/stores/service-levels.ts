import { fact } from '../../../src/domain/levels/facts.ts';
import type { LevelFact } from '../../../src/domain/levels/facts.ts';
import { useRig, type Rig } from './rig.ts';
import { booking, first, FLEET, next, OTHER_FLEET } from './samples.ts';

const DAY = '2026-11-22';
const call = (bucket: number, count = 1, day = DAY): LevelFact =>
  fact(day, 'call', { network: 'firestone', detail: 'book/ok', bucket, count });
const opened = (fleetId: string): LevelFact => fact(DAY, 'case', { fleetId, detail: 'opened' });

/** What every store keeps to about the counts of the service levels. */
export function describeServiceLevels(name: string, make: () => Rig): void {
  describe(`${name}: service levels`, () => {
    const bench = useRig(make);

    test('like things are one count, whoever adds to it, also after a restart', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      await Promise.all([here.levels.add([call(7), call(7), call(8)]), there.levels.add([call(7, 3)])]);
      await here.close();
      await there.close();
      const { levels } = await bench.open();
      const found = await levels.read({ from: DAY, to: DAY });
      expect([...found].sort((a, b) => a.bucket - b.bucket)).toEqual([call(7, 5), call(8)]);
    });

    test('days are both included; a fleet has its own counts and those of no fleet', async () => {
      const { levels } = await bench.open();
      const days = [call(1, 1, '2026-11-20'), call(1, 1, '2026-11-21'), call(1), call(1, 1, '2026-11-23')];
      await levels.add([...days, opened(FLEET), opened(OTHER_FLEET)]);
      expect(await levels.read({ from: '2026-11-21', to: '2026-11-21' })).toEqual([days[1]]);
      const own = await levels.read({ from: '2026-11-21', to: DAY, fleetId: FLEET });
      expect(own).toHaveLength(3);
      expect(own).toEqual(expect.arrayContaining([days[1], days[2], opened(FLEET)]));
    });

    test('what is taken back is gone', async () => {
      const { levels } = await bench.open();
      await levels.add([call(4)]);
      await levels.add([call(4, -1)]);
      expect(await levels.read({ from: DAY, to: DAY })).toEqual([]);
    });

    test("a booking's commit adds its counts, and one that fails adds nothing", async () => {
      const { bookings, levels } = await bench.open();
      const made = booking(1);
      await bookings.commit(first(made, { facts: [opened(FLEET)] }));
      const again = await bookings.commit(first(made, { facts: [opened(FLEET)] }));
      expect(again).toMatchObject({ ok: false, error: { code: 'stale' } });
      expect(await levels.read({ from: DAY, to: DAY })).toEqual([opened(FLEET)]);
      await bookings.commit(next(made, { version: 2 }, { facts: [call(2)] }));
      expect(await levels.read({ from: DAY, to: DAY })).toHaveLength(2);
    });

    test('of all who ask for a key on a day one is the first; the next day begins anew', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      const asked = [here, there, here].map(({ levels }) => levels.first(DAY, 'breach/x'));
      expect((await Promise.all(asked)).filter((isFirst) => isFirst)).toHaveLength(1);
      expect(await there.levels.first(DAY, 'breach/y')).toBe(true);
      expect(await there.levels.first('2026-11-23', 'breach/x')).toBe(true);
      expect([...(await here.levels.marked(DAY))].sort()).toEqual(['breach/x', 'breach/y']);
      expect(await there.levels.marked('2026-11-24')).toEqual([]);
    });

    test('the days before a day are forgotten', async () => {
      const { levels } = await bench.open();
      await levels.add([call(1, 1, '2026-11-21'), call(1)]);
      await levels.prune(DAY);
      expect(await levels.read({ from: '2026-01-01', to: '2026-12-31' })).toEqual([call(1)]);
    });
  });
}
