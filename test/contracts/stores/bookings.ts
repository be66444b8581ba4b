import fc from 'fast-check';
import type { BookingStore } from '../../../src/app/ports/index.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { bayClaims, vehicleClaims } from '../../../src/domain/claims.ts';
import { asProviderId, asVehicleId } from '../../../src/domain/ids.ts';
import { alertKey, caseKey } from '../../../src/domain/keys.ts';
import { useRig, type Rig } from './rig.ts';
import { booking, bookingId, entry, first, FLEET, next, OTHER_FLEET, phase } from './samples.ts';

const bay = (seat: number) =>
  bayClaims(asProviderId('shop'), seat, '2026-11-23T15:00:00.000Z', '2026-11-23T16:00:00.000Z');

/** Adds a booking that must be taken and answers it. */
async function add(store: BookingStore, made: Booking): Promise<Booking> {
  expect(await store.commit(first(made))).toMatchObject({ ok: true });
  return made;
}

/** What every `BookingStore` keeps to. */
export function describeBookingStore(name: string, make: () => Rig): void {
  describe(`${name}: the booking store`, () => {
    const bench = useRig(make);

    test('gives back the document that was written, and nothing for an unknown id', async () => {
      const { bookings } = await bench.open();
      const made = booking(1, { claims: bay(1), keys: [caseKey(FLEET, asVehicleId('van-1'), 'battery_12v')] });
      expect(await bookings.commit(first(made))).toEqual({ ok: true, value: made });
      expect(await bookings.get(made.bookingId)).toEqual(made);
      expect(await bookings.get(bookingId(2))).toBeUndefined();
    });

    test('tells which bookings of a fleet changed since an instant, the latest first, with their revision', async () => {
      const { bookings } = await bench.open();
      const at = (n: number): string => `2026-11-22T15:00:0${n}.000Z`;
      const [one] = [await add(bookings, booking(1, { updatedAt: at(1) }))];
      await add(bookings, booking(2, { updatedAt: at(2) }));
      await add(bookings, booking(3, { updatedAt: at(3) }));
      await add(bookings, booking(4, { updatedAt: at(4), fleetId: OTHER_FLEET }));
      await bookings.commit(next(one, { updatedAt: at(5), phase: phase('expired') }));
      const [first, third, second] = [
        { bookingId: bookingId(1), revision: 2, updatedAt: at(5) },
        { bookingId: bookingId(3), revision: 1, updatedAt: at(3) },
        { bookingId: bookingId(2), revision: 1, updatedAt: at(2) },
      ];
      expect(await bookings.changed(FLEET, at(2), 10)).toEqual([first, third, second]);
      expect(await bookings.changed(FLEET, at(3), 10)).toEqual([first, third]);
      expect(await bookings.changed(FLEET, at(0), 1)).toEqual([first]);
      expect(await bookings.changed(FLEET, at(6), 10)).toEqual([]);
    });

    test('refuses a write over another revision than the one that was read', async () => {
      const { bookings } = await bench.open();
      const made = await add(bookings, booking(1));
      const second = next(made, { phase: phase('expired') });
      expect(await bookings.commit(second)).toEqual({ ok: true, value: second.booking });
      const stale = { ok: false, error: { code: 'stale' } };
      expect(await bookings.commit(next(made, { phase: phase('dismissed') }))).toEqual(stale);
      expect(await bookings.commit(first(booking(1)))).toEqual(stale);
      expect(await bookings.commit(next(booking(2), {}))).toEqual(stale);
      expect(await bookings.get(made.bookingId)).toEqual(second.booking);
      expect(await bookings.get(bookingId(2))).toBeUndefined();
    });

    test('finds a booking by a key that it owns, and not by one that it gave up', async () => {
      const { bookings } = await bench.open();
      const [alert, open] = [alertKey(FLEET, 'a-1'), caseKey(FLEET, asVehicleId('van-1'), 'battery_12v')];
      const made = await add(bookings, booking(1, { keys: [alert, open] }));
      expect(await bookings.byKey(open)).toEqual(made);
      await bookings.commit(next(made, { phase: phase('dismissed'), keys: [alert] }));
      expect(await bookings.byKey(open)).toBeUndefined();
      expect((await bookings.byKey(alert))?.phase.state).toBe('dismissed');
    });

    test('names every held key with its owner when claims conflict, and writes nothing', async () => {
      const { bookings } = await bench.open();
      const claims = bay(1);
      await add(bookings, booking(1, { claims: claims.slice(0, 2) }));
      await add(bookings, booking(2, { claims: claims.slice(2, 3), keys: ['case:x'] }));
      const third = await add(bookings, booking(3));
      const wanted = next(third, { claims, keys: ['case:x', 'case:y'] });
      const answer = await bookings.commit({ ...wanted, outbox: [entry(wanted.booking, 0)] });
      if (answer.ok || answer.error.code !== 'conflict') throw new Error('It must be a conflict.');
      expect([...answer.error.held].sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
        { key: claims[0], bookingId: bookingId(1) },
        { key: claims[1], bookingId: bookingId(1) },
        { key: claims[2], bookingId: bookingId(2) },
        { key: 'case:x', bookingId: bookingId(2) },
      ]);
      expect(await bookings.get(third.bookingId)).toEqual(third);
      expect(await bookings.heldClaims([...claims, 'case:y'])).toEqual(new Set(claims.slice(0, 3)));
      expect(await bookings.pendingOutbox(10)).toEqual([]);
    });

    test('frees what a booking no longer claims for the next one, in the same write', async () => {
      const { bookings } = await bench.open();
      const holder = await add(bookings, booking(1, { claims: bay(1) }));
      await bookings.commit(next(holder, { claims: bay(2) }));
      await add(bookings, booking(2, { claims: bay(1) }));
      expect((await bookings.heldClaims([...bay(1), ...bay(2), ...bay(3)])).size).toBe(24);
      expect(await bookings.heldClaims([])).toEqual(new Set());
    });

    test('gives one claim to exactly one of 50 bookings that want it at once', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 ? here : there).bookings.commit(first(booking(n, { claims: bay(1) }))),
        ),
      );
      const won = answers.filter((answer) => answer.ok);
      expect(won).toHaveLength(1);
      const [winner] = won.map((answer) => (answer.ok ? answer.value.bookingId : undefined));
      for (const answer of answers) {
        if (answer.ok) continue;
        expect(answer.error).toMatchObject({ code: 'conflict' });
        if (answer.error.code === 'conflict') {
          expect(new Set(answer.error.held.map((held) => held.bookingId))).toEqual(new Set([winner]));
        }
      }
      expect((await here.bookings.find({ limit: 200 })).items).toHaveLength(1);
    });

    test('takes one of 50 writes over the same revision, from two sides at once', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      const made = await add(here.bookings, booking(1));
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) =>
          (n % 2 ? here : there).bookings.commit(next(made, { keys: [`mine:${n}`] })),
        ),
      );
      expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
      expect(answers.filter((answer) => !answer.ok && answer.error.code === 'stale')).toHaveLength(49);
    });

    test('counts to 200 from two sides that try again whenever they are stale', async () => {
      const sides = [await bench.open(), await bench.open()];
      const { bookingId: id } = await add(sides[0]!.bookings, booking(1));
      async function count(store: BookingStore, times: number): Promise<void> {
        for (let left = times; left > 0;) {
          const read = await store.get(id);
          if ((await store.commit(next(read!, { attempts: read!.attempts + 1 }))).ok) left -= 1;
        }
      }
      await Promise.all(sides.flatMap(({ bookings }) => [count(bookings, 50), count(bookings, 50)]));
      expect(await sides[0]!.bookings.get(id)).toMatchObject({ attempts: 200, revision: 201 });
    });

    test('never lets two bookings hold one claim, whatever is claimed, moved and freed in whatever order', async () => {
      const step = fc.record({
        who: fc.nat(3),
        vehicle: fc.nat(2),
        seat: fc.nat(1),
        from: fc.nat(12),
        length: fc.integer({ min: 0, max: 6 }),
      });
      let round = 0;
      const { bookings } = await bench.open();
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          round += 1;
          const held = new Map<number, readonly string[]>();
          const latest = new Map<number, Booking>();
          for (const { who, vehicle, seat, from, length } of steps) {
            const [start, end] = [from, from + length].map((n) => new Date(n * 300_000).toISOString()) as [
              string,
              string,
            ];
            const shop = asProviderId(`shop-${round}`);
            const van = asVehicleId(`van-${vehicle}-${round}`);
            const claims =
              length === 0 ? [] : [...bayClaims(shop, seat, start, end), ...vehicleClaims(FLEET, van, start, end)];
            const others = new Set([...held].filter(([n]) => n !== who).flatMap(([, keys]) => keys));
            const before = latest.get(who);
            const commit = before ? next(before, { claims }) : first(booking(round * 10 + who, { claims }));
            const answer = await bookings.commit(commit);
            // The rule in one line: it is taken exactly when nobody else holds any of it.
            expect(answer.ok).toBe(!claims.some((claim) => others.has(claim)));
            if (!answer.ok) continue;
            held.set(who, claims);
            latest.set(who, answer.value);
          }
          const all = [...held.values()].flat();
          expect(await bookings.heldClaims(all)).toEqual(new Set(all));
          expect(new Set(all).size).toBe(all.length);
        }),
        { numRuns: 40 },
      );
    });

    test('keeps what follows from a step until it became jobs: by priority, then age', async () => {
      const { bookings } = await bench.open();
      const made = booking(1);
      const outbox = [
        entry(made, 0, { priority: 3, kind: 'expire-offer', runAt: '2026-11-23T15:00:00.000Z', payload: { at: 'x' } }),
        entry(made, 1, { payload: { attempt: 2, reference: `${made.bookingId}-2` } }),
        entry(made, 2),
      ];
      await bookings.commit(first(made, { outbox }));
      const other = booking(2);
      const urgent = [entry(other, 0, { priority: 0 }), entry(other, 1)];
      await bookings.commit(first(other, { outbox: urgent }));

      const order = [urgent[0], outbox[1], outbox[2], urgent[1], outbox[0]];
      expect(await bookings.pendingOutbox(10)).toEqual(order);
      expect(await bookings.pendingOutbox(2)).toEqual(order.slice(0, 2));
      expect(await bookings.outboxDepth()).toBe(order.length);
      await bookings.ackOutbox([urgent[0]!.id, outbox[2]!.id, 'unknown']);
      await bookings.ackOutbox([]);
      expect(await bookings.pendingOutbox(10)).toEqual([outbox[1], urgent[1], outbox[0]]);
      expect((await bookings.get(made.bookingId))?.revision).toBe(1);
    });

    test('answers the newest first, page by page, within a fleet, a vehicle and states', async () => {
      const { bookings } = await bench.open();
      const states = ['offered', 'expired', 'completed'] as const;
      for (let n = 1; n <= 12; n += 1) {
        await add(
          bookings,
          booking(n, {
            fleetId: n <= 9 ? FLEET : OTHER_FLEET,
            vehicleId: asVehicleId(n % 2 ? 'odd' : 'even'),
            phase: phase(states[n % 3]!),
          }),
        );
      }
      const numbers = (items: readonly Booking[]) => items.map((item) => Number(item.bookingId.slice(4)));
      const all: number[] = [];
      for (let cursor: string | undefined, pages = 0; pages < 9; pages += 1) {
        const page = await bookings.find({ limit: 5, cursor });
        all.push(...numbers(page.items));
        if (page.cursor === null) break;
        cursor = page.cursor;
      }
      expect(all).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
      const find = async (query: Omit<Parameters<BookingStore['find']>[0], 'limit'>, limit = 50) =>
        numbers((await bookings.find({ ...query, limit })).items);
      expect(await find({ fleetId: FLEET })).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
      // n % 3 is 1 for expired and 0 for offered.
      expect(await find({ fleetId: FLEET, states: ['offered', 'expired'] })).toEqual([9, 7, 6, 4, 3, 1]);
      expect(await find({ states: ['completed'] })).toEqual([11, 8, 5, 2]);
      expect(await find({ fleetId: FLEET, vehicleId: asVehicleId('odd') })).toEqual([9, 7, 5, 3, 1]);
      expect(await find({ vehicleId: asVehicleId('even'), states: ['offered'] })).toEqual([12, 6]);
      expect(await find({ states: [] })).toEqual([]);
      const page = await bookings.find({ fleetId: FLEET, states: ['offered', 'expired'], limit: 4 });
      expect(numbers(page.items)).toEqual([9, 7, 6, 4]);
      const rest = await bookings.find({
        fleetId: FLEET,
        states: ['offered', 'expired'],
        limit: 4,
        cursor: page.cursor!,
      });
      expect([numbers(rest.items), rest.cursor]).toEqual([[3, 1], null]);
    });

    test('sees at once what another instance on the same store wrote', async () => {
      const [here, there] = [await bench.open(), await bench.open()];
      const made = await add(here.bookings, booking(1, { keys: ['case:x'] }));
      expect(await there.bookings.get(made.bookingId)).toEqual(made);
      expect(await there.bookings.commit(first(booking(2, { keys: ['case:x'] })))).toEqual({
        ok: false,
        error: { code: 'conflict', held: [{ key: 'case:x', bookingId: made.bookingId }] },
      });
    });
  });
}
