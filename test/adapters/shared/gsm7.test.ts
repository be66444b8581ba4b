import fc from 'fast-check';
import { clipGsm7, isGsm7, roomIn, segmentsOf, septetsOf, toGsm7 } from '../../../adapters/shared/gsm7.ts';

test('what the phones’ alphabet has stays; what has a plain relative is written with it; the rest is a question mark', () => {
  expect(toGsm7('Müller & Söhne: 9:00 – 10:30\u202fAM')).toBe('Müller & Söhne: 9:00 - 10:30 AM');
  expect(toGsm7('Łódź, São Paulo, “Ça va”…')).toBe('?ódz, Sao Paulo, "Ça va"...'.replace('ó', 'o'));
  expect(toGsm7('車 🔧')).toBe('? ?');
});

test('160 are one segment, 161 are two, 306 still are two; braces and the euro cost two', () => {
  expect([160, 161, 306, 307].map((n) => segmentsOf('a'.repeat(n)))).toEqual([1, 2, 2, 3]);
  expect(septetsOf('{€}')).toBe(6);
  expect([80, 81].map((n) => segmentsOf('€'.repeat(n)))).toEqual([1, 2]);
  // 153 is odd: each of two segments has room for 76 of them.
  expect([152, 153].map((n) => segmentsOf('€'.repeat(n)))).toEqual([2, 3]);
  expect([1, 2, 3].map(roomIn)).toEqual([160, 306, 459]);
});

test('whatever is written is in the alphabet, and what is cut fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 0, max: 320 }), (text, room) => {
      const written = toGsm7(text);
      expect(isGsm7(written)).toBe(true);
      expect(toGsm7(written)).toBe(written);
      const cut = clipGsm7(written, room);
      expect(septetsOf(cut)).toBeLessThanOrEqual(room);
      if (septetsOf(written) <= room) expect(cut).toBe(written);
    }),
  );
});
