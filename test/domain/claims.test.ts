import fc from 'fast-check';
import { bayClaims, bucketsOf, isVehicleClaim, shiftClaims, vehicleClaims } from '../../src/domain/claims.ts';
import { asFleetId, asProviderId, asVehicleId } from '../../src/domain/ids.ts';

const day = (time: string) => `2026-11-23T${time}.000Z`;
/** 2026-11-23T15:00:00Z is 1,795,446,000 s after 1970, so five-minute bucket 5,984,820. */
const THREE = 5_984_820;
const shared = (a: readonly string[], b: readonly string[]) => a.filter((key) => b.includes(key));
const bay = (start: string, end: string, seat = 0, shop = 'lakeside') =>
  bayClaims(asProviderId(shop), seat, start, end);

describe('Time is claimed in buckets of five minutes', () => {
  test('from the start on, without the end', () => {
    expect(bucketsOf(day('15:00:00'), day('15:15:00'))).toEqual([THREE, THREE + 1, THREE + 2]);
  });

  test.each([
    ['15:02:29', '15:12:31', [THREE, THREE + 1, THREE + 2]],
    ['15:02:31', '15:12:29', [THREE + 1]],
    ['14:58:00', '15:07:00', [THREE]],
    ['15:01:00', '15:02:00', [THREE]],
    ['15:00:00', '15:00:00', [THREE]],
  ])('%s to %s rounds to the nearest edges, and holds one bucket at least', (start, end, buckets) => {
    expect(bucketsOf(day(start), day(end))).toEqual(buckets);
  });

  test('back-to-back appointments fit, overlapping ones do not', () => {
    expect(shared(bay(day('15:00:00'), day('16:00:00')), bay(day('16:00:00'), day('17:00:00')))).toEqual([]);
    expect(shared(bay(day('15:00:00'), day('16:00:00')), bay(day('15:55:00'), day('17:00:00')))).toHaveLength(1);
  });

  test('seats, shops, vehicles and fleets do not stand in each other’s way', () => {
    const span = [day('15:00:00'), day('16:00:00')] as const;
    const vehicle = (fleet: string, id: string) => vehicleClaims(asFleetId(fleet), asVehicleId(id), ...span);
    const all = [
      bay(...span),
      bay(...span, 1),
      bay(...span, 0, 'other'),
      vehicle('acme', 'v1'),
      vehicle('acme', 'v2'),
      vehicle('beta', 'v1'),
    ];
    expect(new Set(all.flat()).size).toBe(all.length * 12);
    expect(vehicle('acme', 'v1')[0]).toBe(`veh:acme/v1/${THREE}`);
    expect(bay(...span, 2)[0]).toBe(`bay:lakeside/2/${THREE}`);
    expect([vehicle('acme', 'v1'), bay(...span)].map((claims) => claims.every(isVehicleClaim))).toEqual([true, false]);
  });

  const GRID = 300_000;
  const BASE = Date.parse('2026-11-23T00:00:00Z');
  const iso = (ms: number) => new Date(ms).toISOString();

  test('on the grid, two spans overlap exactly when they share a key', () => {
    const span = fc
      .tuple(fc.nat(600), fc.integer({ min: 1, max: 60 }))
      .map(([from, length]) => [BASE + from * GRID, BASE + (from + length) * GRID] as const);
    fc.assert(
      fc.property(span, span, ([a, aEnd], [b, bEnd]) => {
        const overlap = a < bEnd && b < aEnd;
        expect(shared(bay(iso(a), iso(aEnd)), bay(iso(b), iso(bEnd))).length > 0).toBe(overlap);
      }),
      { numRuns: 500 },
    );
  });

  test('off the grid, they do where the rounded spans overlap: five minutes of overlap are always seen', () => {
    const span = fc
      .tuple(fc.nat(86_400), fc.integer({ min: 300, max: 18_000 }))
      .map(([from, length]) => [BASE + from * 1000, BASE + (from + length) * 1000] as const);
    const edge = (ms: number) => Math.floor(ms / GRID + 0.5) * GRID;
    fc.assert(
      fc.property(span, span, ([a, aEnd], [b, bEnd]) => {
        const seen = shared(bay(iso(a), iso(aEnd)), bay(iso(b), iso(bEnd))).length > 0;
        expect(seen).toBe(edge(a) < edge(bEnd) && edge(b) < edge(aEnd));
        if (Math.min(aEnd, bEnd) - Math.max(a, b) > GRID) expect(seen).toBe(true);
        if (Math.max(a, b) - Math.min(aEnd, bEnd) > GRID) expect(seen).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

test('claims move with a time that begins at another moment, and keep their length', () => {
  const [from, end] = [day('15:00:00'), day('16:30:00')];
  const claims = [...bay(from, end, 2), ...vehicleClaims(asFleetId('acme'), asVehicleId('truck-17'), from, end)];
  const [later, laterEnd] = ['2026-11-24T07:00:00.000Z', '2026-11-24T08:30:00.000Z'];
  expect(shiftClaims(claims, from, later)).toEqual([
    ...bay(later, laterEnd, 2),
    ...vehicleClaims(asFleetId('acme'), asVehicleId('truck-17'), later, laterEnd),
  ]);
  expect(shiftClaims(shiftClaims(claims, from, later), later, from)).toEqual(claims);
});
