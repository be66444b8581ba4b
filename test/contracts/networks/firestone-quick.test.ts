import fc from 'fast-check';
import { isAvailability } from '../../../adapters/providers/firestone/quick-availability.ts';
import * as wire from '../../../adapters/providers/firestone/wire.ts';
import { availability } from './odd-server.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- replies are made wrong on purpose
type Loose = any;

/** Values that look right, nearly right, and not right at all. */
const ODD = fc.oneof(
  fc.jsonValue({ maxDepth: 1 }),
  fc.constantFrom(
    ...['2026-02-30', '2026-11-23', '0000-01-01', '9:00', '24:00', '23:59', '09:0٣', '', ' ', 'USD', 'usd', 'US'],
    ...['America/Chicago', 'Mars/Olympus', '+05:00', 'utc', '2026-11-22T15:04:05Z', '2026-11-22T15:04:05.1234Z'],
    ...['2026-11-22T15:04Z', '2026-11-22T24:00:00Z', '2026-11-22T15:04:05+01:00', 's\u0000', 's\ud800', 's'.repeat(65)],
    ...[-1, 0, 0.5, 1e9, 1e9 + 1, 2 ** 53, -0, null, [], {}],
  ),
);

/** Every place in a reply, as the keys that lead there. */
function placesOf(value: Loose, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.keys(value).flatMap((key) =>
    placesOf(value[key], [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return [path, ...below];
}

function changed(reply: Loose, path: readonly (string | number)[], value: unknown, remove: boolean): Loose {
  const [first, ...rest] = path;
  if (first === undefined) return value;
  const copy = Array.isArray(reply) ? [...reply] : { ...reply };
  if (rest.length > 0) copy[first] = changed(copy[first], rest, value, remove);
  else if (remove) delete copy[first];
  else copy[first] = value;
  return copy;
}

describe('the quick look at a reply with free times', () => {
  test('knows an ordinary reply, also one with fields that nobody knows', () => {
    const reply: Loose = availability();
    expect(isAvailability(reply)).toBe(true);
    reply.days[0].slots[0].colour = 'red';
    expect(isAvailability({ ...reply, more: 1 })).toBe(true);
    expect(isAvailability({ ...reply, asOf: '2026-11-22 15:04' })).toBe(false);
  });

  test('says yes to nothing that the schema refuses or reads otherwise', () => {
    const places = placesOf(availability());
    let passed = 0;
    fc.assert(
      fc.property(fc.constantFrom(...places), ODD, fc.boolean(), (path, value, remove) => {
        const reply = changed(availability(), path, value, remove);
        if (!isAvailability(reply)) return;
        passed += 1;
        const judged = wire.availability.safeParse(reply);
        expect(judged.error?.issues).toBeUndefined();
        expect(reply).toMatchObject({ ...judged.data, asOf: reply.asOf });
        expect(Date.parse(reply.asOf)).toBe(Date.parse(judged.data?.asOf ?? ''));
      }),
      { numRuns: 5_000 },
    );
    expect(passed).toBeGreaterThan(50);
  });
});
