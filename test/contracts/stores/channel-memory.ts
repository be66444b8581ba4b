import { useRig, type Rig } from './rig.ts';

/** What every `ChannelMemory` keeps to. */
export function describeChannelMemory(name: string, make: () => Rig): void {
  describe(`${name}: what channels remember`, () => {
    const bench = useRig(make);

    test('is kept each apart, also for another instance and after a restart, and is forgotten when it is dropped', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      expect(await here.memory.read('sms', '+13125550199')).toBeUndefined();
      expect(await here.memory.write('sms', '+13125550199', { next: 4 }, 0)).toBe(true);
      expect(await here.memory.write('teams', '+13125550199', { other: true }, 0)).toBe(true);
      expect(await there.memory.read('sms', '+13125550199')).toEqual({ value: { next: 4 }, revision: 1 });
      await here.close();
      await there.close();
      const later = await bench.open();
      expect(await later.memory.all('teams')).toEqual([{ other: true }]);
      await later.memory.drop('teams', '+13125550199');
      await later.memory.drop('teams', '+13125550199');
      expect(await later.memory.all('teams')).toEqual([]);
      expect(await later.memory.read('sms', '+13125550199')).toEqual({ value: { next: 4 }, revision: 1 });
    });

    test('of writers at once one has its way, and whoever read something older has to read again', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      const first = await Promise.all(
        [here, there, here, there].map(({ memory }, n) => memory.write('sms', 'k', n, 0)),
      );
      expect(first.filter(Boolean)).toHaveLength(1);
      const second = await Promise.all([here, there].map(({ memory }) => memory.write('sms', 'k', 'newer', 1)));
      expect(second.filter(Boolean)).toHaveLength(1);
      expect(await here.memory.write('sms', 'k', 'late', 1)).toBe(false);
      expect(await there.memory.read('sms', 'k')).toEqual({ value: 'newer', revision: 2 });
    });
  });
}
