import { asProviderId } from '../../../src/domain/ids.ts';
import { useRig, type Rig } from './rig.ts';
import { AT } from './samples.ts';

/** What every `AvailabilityStore` keeps to. */
export function describeAvailabilityStore(name: string, make: () => Rig): void {
  describe(`${name}: the availability store`, () => {
    const bench = useRig(make);
    const shop = asProviderId('p1');
    const slot = (networkSlotId: string) => ({
      networkSlotId,
      start: AT,
      end: '2026-11-23T16:00:00.000Z',
      capacity: 2,
    });
    const oil = (slotId: string) => ({
      providerId: shop,
      service: 'OIL' as const,
      asOf: AT,
      slots: [{ networkSlotId: slotId, start: AT, end: AT, capacity: 2, estimate: { amount: 18900, currency: 'USD' } }],
    });

    test('keeps the last word of a shop about a service, and each service apart', async () => {
      const { availability } = await bench.open();
      await availability.put([oil('s1'), { ...oil('b1'), service: 'BRAKES' }]);
      await availability.put([oil('s2')]);
      await availability.put([]);
      expect(await availability.get(shop, 'OIL')).toEqual(oil('s2'));
      expect(await availability.get(shop, 'BRAKES')).toMatchObject({ slots: [{ networkSlotId: 'b1' }] });
      expect(await availability.get(shop, 'TIRES')).toBeUndefined();
      expect(await availability.get(asProviderId('p2'), 'OIL')).toBeUndefined();
    });

    test('knows "nothing free" from "not known", and drops what was contradicted', async () => {
      const { availability } = await bench.open();
      await availability.put([{ ...oil('s1'), slots: [] }]);
      expect(await availability.get(shop, 'OIL')).toEqual({ ...oil('s1'), slots: [] });
      await availability.drop(shop, 'OIL');
      expect(await availability.get(shop, 'OIL')).toBeUndefined();
    });

    test('keeps every field of a slot, and its age apart from what does not change', async () => {
      const { availability } = await bench.open();
      const slots = [
        {
          ...slot('s1'),
          capacity: 1,
          estimate: { amount: 18900, currency: 'USD' },
          dropOff: { from: '07:00', to: '09:30' },
        },
        { ...slot('s2'), seats: 3, end: '2026-11-23T15:30:00.250Z' },
      ];
      await availability.put([{ ...oil('s1'), slots }]);
      await availability.put([{ ...oil('s1'), slots, asOf: '2026-11-23T15:15:00.000Z' }]);
      expect(await availability.get(shop, 'OIL')).toEqual({ ...oil('s1'), slots, asOf: '2026-11-23T15:15:00.000Z' });
    });

    test('makes entries younger while they are the ones that were meant, and names the others', async () => {
      const [{ availability }, there] = [await bench.open(), await bench.open()];
      const marked = (service: 'OIL' | 'BRAKES' | 'TIRES', fingerprint: string) => ({
        ...oil('s1'),
        service,
        fingerprint,
      });
      await availability.put([marked('OIL', 'f1'), marked('BRAKES', 'f2'), marked('TIRES', 'f3')]);
      await there.availability.put([{ ...oil('s9'), service: 'BRAKES' }]);
      await there.availability.drop(shop, 'TIRES');
      const later = '2026-11-22T15:15:00.000Z';
      const same = (['OIL', 'BRAKES', 'TIRES'] as const).map((service, i) => ({
        ...{ providerId: shop, service, asOf: later, unchanged: `f${i + 1}` },
      }));
      expect(await availability.touch(same)).toEqual(same.slice(1));
      expect(await availability.get(shop, 'OIL')).toMatchObject({ asOf: later, slots: [{ networkSlotId: 's1' }] });
      expect(await availability.get(shop, 'BRAKES')).toMatchObject({ asOf: AT, slots: [{ networkSlotId: 's9' }] });
      expect(await availability.get(shop, 'TIRES')).toBeUndefined();
      expect(await availability.touch([])).toEqual([]);
    });

    test('forgets what is older than a moment, however much it is', async () => {
      const { availability } = await bench.open();
      const shops = Array.from({ length: 1_100 }, (_, i) => ({ ...oil('s1'), providerId: asProviderId(`old-${i}`) }));
      await availability.put([...shops, { ...oil('s1'), asOf: '2026-11-23T15:15:00.000Z' }]);
      await availability.forget('2026-11-23T15:15:00.000Z');
      for (const { providerId } of shops) expect(await availability.get(providerId, 'OIL')).toBeUndefined();
      expect(await availability.get(shop, 'OIL')).toBeDefined();
    });

    test('sees at once what another instance wrote', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      for (const slot of ['s1', 's2']) {
        await there.availability.put([oil(slot)]);
        expect(await here.availability.get(shop, 'OIL')).toEqual(oil(slot));
      }
      await there.availability.drop(shop, 'OIL');
      expect(await here.availability.get(shop, 'OIL')).toBeUndefined();
    });
  });
}
