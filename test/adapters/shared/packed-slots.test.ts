import fc from 'fast-check';
import { packSlots, unpackSlots } from '../../../adapters/shared/packed-slots.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 23) + minute * 60_000).toISOString();

/** Two weeks of a shop: a place every half hour from 7 to 19, one price, drop-off by day. */
const twoWeeks: readonly FreeSlot[] = Array.from({ length: 14 * 24 }, (_, i) => {
  const start = Math.floor(i / 24) * 1440 + 780 + (i % 24) * 30;
  return {
    networkSlotId: `s-${(i * 7919).toString(36).padStart(10, '0')}`,
    start: at(start),
    end: at(start + 60),
    capacity: i % 4,
    estimate: { amount: 18_900, currency: 'USD' },
    dropOff: { from: '07:00', to: '09:30' },
  };
});

describe('slots as they are stored', () => {
  test('come back as they were, from a sixth of the text', () => {
    const packed = packSlots(twoWeeks);
    expect(unpackSlots(packed)).toEqual(twoWeeks);
    expect(packed.length).toBeLessThan(JSON.stringify(twoWeeks).length / 6);
    expect(unpackSlots(packSlots([]))).toEqual([]);
  });

  test('come back as they were whatever they are, and make the same text again', () => {
    const slot: fc.Arbitrary<FreeSlot> = fc.record(
      {
        networkSlotId: fc.string({ unit: 'binary' }),
        start: fc.oneof(
          fc.integer({ min: -1e6, max: 1e6 }).map(at),
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
        end: fc.integer({ min: 0, max: 1e6 }).map(at),
        capacity: fc.nat(),
        seats: fc.nat(3),
        estimate: fc.record({ amount: fc.integer(), currency: fc.constantFrom('USD', 'EUR') }),
        dropOff: fc.constantFrom({ from: '07:00', to: '09:00' }, { from: '08:00', to: '09:00' }),
      },
      { requiredKeys: ['networkSlotId', 'start', 'end', 'capacity'] },
    );
    fc.assert(
      fc.property(fc.array(slot), (slots) => {
        const packed = packSlots(slots);
        expect(unpackSlots(packed)).toEqual(slots);
        expect(packSlots(unpackSlots(packed))).toBe(packed);
      }),
      { numRuns: 300 },
    );
  });
});
