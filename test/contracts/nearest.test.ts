import fc from 'fast-check';
import { createNearestIndex } from '../../adapters/geo/index.ts';
import type { NearestIndex } from '../../src/app/ports/nearest.ts';
import { isCapable, type JobNeeds } from '../../src/domain/capability.ts';
import type { Point, Provider } from '../../src/domain/directory.ts';
import { greatCircleKm } from '../../src/domain/geo.ts';
import { asProviderId } from '../../src/domain/ids.ts';
import type { ServiceCode } from '../../src/domain/services.ts';

const OIL: JobNeeds = { service: 'OIL', gvwrLb: 9_500 };
const ANY_DISTANCE = 30_000;

function shop(id: string, lat: number, lon: number, more: Partial<Provider> = {}): Provider {
  return {
    providerId: asProviderId(id),
    name: id,
    network: 'firestone',
    networkRef: id,
    lat,
    lon,
    timeZone: 'America/Chicago',
    services: ['OIL'],
    certifications: [],
    ...more,
  };
}

/** What the port promises, written down in the slowest way. */
function bruteForce(shops: readonly Provider[], from: Point, needs: JobNeeds, count: number, radiusKm: number) {
  return shops
    .filter((each) => isCapable(each, needs))
    .map((each) => ({ id: each.providerId, distanceKm: greatCircleKm(from, each) }))
    .filter((each) => each.distanceKm <= radiusKm)
    .sort((a, b) => a.distanceKm - b.distanceKm || (a.id < b.id ? -1 : 1))
    .slice(0, count);
}

const asked = (index: NearestIndex, from: Point, needs: JobNeeds, count: number, radiusKm: number) =>
  index
    .nearest(from, needs, count, radiusKm)
    .map(({ provider, distanceKm }) => ({ id: provider.providerId, distanceKm }));

const loaded = (shops: readonly Provider[]): NearestIndex => {
  const index = createNearestIndex();
  index.load(shops);
  return index;
};

const implementations = [['k-d tree', createNearestIndex]] as const;

describe.each(implementations)('the nearest capable shops by %s', (_name, create) => {
  // Corners where such indexes go wrong: the 180th meridian, the poles, shops in one place, places equally far.
  const latitude = fc.oneof(
    fc.constantFrom(-90, -89.9, 0, 41.85, 89.9, 90),
    fc.integer({ min: -9, max: 9 }).map((n) => n * 10),
    fc.double({ min: -90, max: 90, noNaN: true }),
  );
  const longitude = fc.oneof(
    fc.constantFrom(-180, -179.9, 0, -87.65, 179.9, 180),
    fc.integer({ min: -18, max: 18 }).map((n) => n * 10),
    fc.double({ min: -180, max: 180, noNaN: true }),
  );
  const place = fc.record({ lat: latitude, lon: longitude });
  const service = fc.constantFrom<ServiceCode>('OIL', 'BRAKES', 'BATTERY_HV');
  const ability = fc.record({
    services: fc.uniqueArray(service, { maxLength: 3 }),
    certifications: fc.constantFrom<readonly string[]>([], ['ASE'], ['HV', 'ASE']),
    maxGvwrLb: fc.constantFrom(undefined, 8_000, 14_000, 26_000, 80_000),
  });
  const shops = fc
    .array(fc.tuple(place, ability), { maxLength: 300 })
    .map((list) => list.map(([at, can], i) => shop(`p${(i * 7919) % 1000}`, at.lat, at.lon, can)));
  const needs = fc.record({ service, gvwrLb: fc.constantFrom(8_000, 8_001, 14_000, 26_000, 79_999, 80_001) });
  const radius = fc.constantFrom(0, 80, 1_000, 5_000, 20_000, ANY_DISTANCE);

  test('are what a look at every shop finds, in the same order', () => {
    fc.assert(
      fc.property(
        shops,
        fc.array(fc.tuple(place, needs, fc.integer({ min: 0, max: 12 }), radius), { minLength: 1, maxLength: 8 }),
        (all, questions) => {
          const index = create();
          index.load(all);
          for (const [from, job, count, radiusKm] of questions) {
            expect(asked(index, from, job, count, radiusKm)).toEqual(bruteForce(all, from, job, count, radiusKm));
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('do not depend on the order in which shops were loaded', () => {
    fc.assert(
      fc.property(shops, place, needs, fc.integer(), (all, from, job, salt) => {
        const shuffled = [...all].sort((a, b) => ((a.lat * salt) % 7) - ((b.lat * salt) % 7));
        const [one, other] = [create(), create()];
        one.load(all);
        other.load(shuffled);
        expect(asked(other, from, job, 3, ANY_DISTANCE)).toEqual(asked(one, from, job, 3, ANY_DISTANCE));
      }),
      { numRuns: 100 },
    );
  });
});

test('a quarter of the way round the earth is 10,007.543 km, a degree of latitude 111.195 km', () => {
  expect(greatCircleKm({ lat: 0, lon: 0 }, { lat: 0, lon: 90 })).toBe(10_007.543);
  expect(greatCircleKm({ lat: 40, lon: -87 }, { lat: 41, lon: -87 })).toBe(111.195);
  expect(greatCircleKm({ lat: 12, lon: 34 }, { lat: -12, lon: -146 })).toBe(20_015.087);
});

test('the nearest shop that cannot do the job is passed over for farther ones that can', () => {
  const index = loaded([
    shop('next-door', 41.85, -87.65, { services: ['TIRES'] }),
    shop('weak-lift', 41.86, -87.65, { maxGvwrLb: 9_000 }),
    shop('far', 42.3, -87.65),
    shop('near', 41.9, -87.65, { maxGvwrLb: 9_500 }),
  ]);
  expect(asked(index, { lat: 41.85, lon: -87.65 }, OIL, 3, 80)).toEqual([
    { id: 'near', distanceKm: 5.56 },
    { id: 'far', distanceKm: 50.038 },
  ]);
});

test('a high-voltage battery goes only to a shop certified for it', () => {
  const services: ServiceCode[] = ['BATTERY_HV'];
  const index = loaded([
    shop('uncertified', 41.85, -87.65, { services }),
    shop('certified', 41.95, -87.65, { services, certifications: ['ASE', 'HV'] }),
  ]);
  const found = asked(index, { lat: 41.85, lon: -87.65 }, { service: 'BATTERY_HV', gvwrLb: 9_500 }, 3, 80);
  expect(found.map(({ id }) => id)).toEqual(['certified']);
});

test('across the 180th meridian a shop in Fiji is near', () => {
  const index = loaded([shop('west-side', -16.8, 179.9), shop('elsewhere', -16.8, 175)]);
  expect(asked(index, { lat: -16.8, lon: -179.9 }, OIL, 1, 80)).toEqual([{ id: 'west-side', distanceKm: 21.29 }]);
});

test('at the pole every longitude is equally near', () => {
  const index = loaded([shop('b', 89, 170), shop('a', 89, -10), shop('c', 88, 0)]);
  expect(asked(index, { lat: 90, lon: 45 }, OIL, 2, 200).map(({ id }) => id)).toEqual(['a', 'b']);
});

test('of many shops in one place those with the lowest ids come first', () => {
  const ids = Array.from({ length: 200 }, (_, i) => `p${String(199 - i).padStart(3, '0')}`);
  const index = loaded(ids.map((id) => shop(id, 41.9, -87.6)));
  expect(asked(index, { lat: 41.85, lon: -87.65 }, OIL, 3, 80).map(({ id }) => id)).toEqual(['p000', 'p001', 'p002']);
});

test('loading again forgets the shops of before', () => {
  const index = loaded([shop('old', 41.9, -87.6)]);
  expect(asked(index, { lat: 41.85, lon: -87.65 }, OIL, 3, 80)).toHaveLength(1);
  index.load([]);
  expect(asked(index, { lat: 41.85, lon: -87.65 }, OIL, 3, 80)).toEqual([]);
});
