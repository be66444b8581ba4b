import { useRig, type Rig } from './rig.ts';

/** What every `PollCursors` keeps to. */
export function describePollCursors(name: string, make: () => Rig): void {
  describe(`${name}: the places in polled listings`, () => {
    const bench = useRig(make);

    test('are kept each apart, the last word counting, also for another instance and after a restart', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      expect(await here.cursors.get('statuses/pepboys')).toBeUndefined();
      await here.cursors.put('statuses/pepboys', '1795420800000');
      await here.cursors.put('statuses/other', 'a/b c');
      await there.cursors.put('statuses/pepboys', '1795420801000');
      expect(await here.cursors.get('statuses/pepboys')).toBe('1795420801000');
      await here.close();
      await there.close();
      const later = await bench.open();
      expect(await later.cursors.get('statuses/pepboys')).toBe('1795420801000');
      expect(await later.cursors.get('statuses/other')).toBe('a/b c');
    });
  });
}
