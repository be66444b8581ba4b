import type { Delivery } from '../../../src/app/ports/index.ts';
import { handClock, useRig, type Rig } from './rig.ts';
import { booking, delivery, first } from './samples.ts';

const settled = { outcome: 'accepted', message: 'Booked for Dana Fox.' } as const;
const ids = (list: readonly Delivery[]) => list.map((one) => one.id);

/** What every `DeliveryStore` keeps to. Processes that die are in `processes.ts`. */
export function describeDeliveryStore(name: string, make: () => Rig): void {
  describe(`${name}: the delivery store`, () => {
    const bench = useRig(make);

    test('stores a delivery once, however often it comes and from wherever', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, n) => (n % 2 ? here : there).deliveries.put(delivery(1))),
      );
      expect(answers.filter((answer) => answer.status === 'new')).toEqual([{ status: 'new' }]);
      expect(answers.filter((answer) => answer.status === 'seen')).toEqual(Array(9).fill({ status: 'seen' }));
      expect(await here.deliveries.get('slack:1.trigger')).toEqual(delivery(1));
      expect(await here.deliveries.get('slack:2.trigger')).toBeUndefined();
    });

    test('keeps the first body when the same id comes with another one', async () => {
      const { deliveries } = await bench.open();
      await deliveries.put(delivery(1));
      await deliveries.put(delivery(1, { channel: 'teams', receivedAt: '2027-01-01T00:00:00.000Z' }));
      expect(await deliveries.get('slack:1.trigger')).toEqual(delivery(1));
    });

    test('tells who repeats it what became of it', async () => {
      const { deliveries } = await bench.open();
      await deliveries.put(delivery(1));
      await deliveries.settle('slack:1.trigger', settled);
      expect(await deliveries.put(delivery(1))).toEqual({ status: 'seen', settled });
      expect(await deliveries.get('slack:1.trigger')).toEqual({ ...delivery(1), settled });
    });

    test('gives nobody a delivery whose lease runs, then gives it to one alone, oldest first', async () => {
      const clock = handClock();
      const [here, there] = [
        await bench.open({ clock, leaseMs: 15_000 }),
        await bench.open({ clock, leaseMs: 15_000 }),
      ];
      for (const n of [3, 1, 2]) await here.deliveries.put(delivery(n));
      clock.truth += 14_999;
      expect(await there.deliveries.takeOver(10)).toEqual([]);
      expect(await here.deliveries.takeOver(10)).toEqual([]);
      clock.truth += 1;
      expect(await there.deliveries.takeOver(2)).toEqual([delivery(1), delivery(2)]);
      expect(ids(await here.deliveries.takeOver(10))).toEqual(['slack:3.trigger']);
      expect(await there.deliveries.takeOver(10)).toEqual([]);
      clock.truth += 15_000;
      const [a, b] = await Promise.all([here.deliveries.takeOver(10), there.deliveries.takeOver(10)]);
      expect(ids([...a, ...b]).sort()).toEqual(['slack:1.trigger', 'slack:2.trigger', 'slack:3.trigger']);
    });

    test('runs leases on true time, not on the business clock', async () => {
      const clock = handClock();
      const { deliveries } = await bench.open({ clock, leaseMs: 15_000 });
      await deliveries.put(delivery(1));
      clock.business += 86_400_000;
      expect(await deliveries.takeOver(10)).toEqual([]);
      clock.business -= 2 * 86_400_000;
      clock.truth += 15_000;
      expect(ids(await deliveries.takeOver(10))).toEqual(['slack:1.trigger']);
    });

    test('gives away at once what an instance held that was closed, though its process lives', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      await here.deliveries.put(delivery(1));
      await there.deliveries.put(delivery(2));
      expect(await there.deliveries.takeOver(10)).toEqual([]);
      await here.close();
      expect(await there.deliveries.takeOver(10)).toEqual([delivery(1)]);
    });

    test('never gives away what is settled', async () => {
      const clock = handClock();
      const { deliveries } = await bench.open({ clock });
      await deliveries.put(delivery(1));
      await deliveries.settle('slack:1.trigger', settled);
      clock.truth += 86_400_000;
      expect(await deliveries.takeOver(10)).toEqual([]);
    });

    test('still gives away what a commit applied but nobody answered', async () => {
      const clock = handClock();
      const { bookings, deliveries } = await bench.open({ clock });
      await deliveries.put(delivery(1));
      await bookings.commit(first(booking(1, { handled: ['slack:1.trigger'] }), { deliveryId: 'slack:1.trigger' }));
      expect(await deliveries.put(delivery(1))).toEqual({ status: 'seen' });
      clock.truth += 86_400_000;
      expect(ids(await deliveries.takeOver(10))).toEqual(['slack:1.trigger']);
    });

    test('parks a delivery under a key until it is settled again or its time is over', async () => {
      const clock = handClock();
      const { deliveries } = await bench.open({ clock });
      for (const n of [2, 1, 3]) await deliveries.put(delivery(n));
      const until = new Date(clock.business + 60_000).toISOString();
      await deliveries.settle('slack:1.trigger', settled);
      await deliveries.park('slack:1.trigger', 'appt:firestone/C1', until);
      await deliveries.park('slack:2.trigger', 'appt:firestone/C1', until);
      await deliveries.park('slack:3.trigger', 'appt:firestone/C2', until);
      expect(ids(await deliveries.parked('appt:firestone/C1'))).toEqual(['slack:1.trigger', 'slack:2.trigger']);
      expect(await deliveries.parked('appt:firestone/C9')).toEqual([]);
      clock.truth += 86_400_000;
      expect(await deliveries.takeOver(10)).toEqual([]);

      await deliveries.settle('slack:1.trigger', settled);
      expect(ids(await deliveries.parked('appt:firestone/C1'))).toEqual(['slack:2.trigger']);
      clock.business += 60_000;
      expect(await deliveries.parked('appt:firestone/C1')).toEqual([]);
      expect(ids(await deliveries.takeOver(10))).toEqual(['slack:2.trigger', 'slack:3.trigger']);
    });

    test('forgets what was settled before an instant, but nothing open and nothing parked', async () => {
      const clock = handClock();
      const { deliveries } = await bench.open({ clock });
      for (const n of [1, 2, 3, 4]) await deliveries.put(delivery(n));
      await deliveries.settle('slack:1.trigger', settled);
      await deliveries.settle('slack:2.trigger', settled);
      await deliveries.park('slack:2.trigger', 'key', new Date(clock.business + 3_600_000).toISOString());
      clock.business += 60_000;
      await deliveries.settle('slack:3.trigger', settled);
      await deliveries.prune(new Date(clock.business).toISOString());
      const left = await Promise.all([1, 2, 3, 4].map((n) => deliveries.get(`slack:${n}.trigger`)));
      expect(left.map((one) => one?.id)).toEqual([undefined, 'slack:2.trigger', 'slack:3.trigger', 'slack:4.trigger']);
      expect(await deliveries.put(delivery(1))).toEqual({ status: 'new' });
    });
  });
}
