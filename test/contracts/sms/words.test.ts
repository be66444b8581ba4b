import fc from 'fast-check';
import { NEW_PHONE, numbered } from '../../../adapters/sms/phone.ts';
import { readWord } from '../../../adapters/sms/words.ts';

test.each<[string, ReturnType<typeof readWord>]>([
  ['2', { kind: 'number', n: 2 }],
  [' #12) ', { kind: 'number', n: 12 }],
  ['２', { kind: 'number', n: 2 }],
  ['MORE', { kind: 'more', about: '' }],
  ['more truck-17', { kind: 'more', about: 'truck-17' }],
  ['R Friday after 3', { kind: 'reschedule', words: 'Friday after 3' }],
  ['r: next Tuesday', { kind: 'reschedule', words: 'next Tuesday' }],
  ['reschedule', { kind: 'reschedule', words: '' }],
  ['C', { kind: 'cancel', about: '' }],
  ['c truck-17', { kind: 'cancel', about: 'truck-17' }],
  ['Yes', { kind: 'yes', words: '' }],
  ['YES, but hurry', { kind: 'yes', words: 'but hurry' }],
  ['no. too dear', { kind: 'no', words: 'too dear' }],
  ['RATE 5', { kind: 'rate', stars: 5, comment: '' }],
  ['rate 4 stars - quick', { kind: 'rate', stars: 4, comment: 'quick' }],
  ['rate 3/5 slow', { kind: 'rate', stars: 3, comment: 'slow' }],
  ['RATE truck-17 2 never again', { kind: 'rate', stars: 2, comment: 'never again', about: 'truck-17' }],
  ['RATE', { kind: 'rate-how' }],
  ['rate 9', { kind: 'rate-how' }],
  ['status?', { kind: 'status' }],
  ['Help!', { kind: 'help' }],
  ['STOP', { kind: 'stop' }],
  ['stop all.', { kind: 'stop' }],
  // The carriers' own words, whatever they could mean here.
  ['CANCEL', { kind: 'stop' }],
  ['end', { kind: 'stop' }],
  ['Quit', { kind: 'stop' }],
  ['START', { kind: 'start' }],
  ['unstop', { kind: 'start' }],
  ['Roger that', { kind: 'unknown' }],
  ['Call me', { kind: 'unknown' }],
  ['nobody knows', { kind: 'unknown' }],
  ['1 2', { kind: 'unknown' }],
  ['', { kind: 'unknown' }],
])('%j', (text, word) => {
  expect(readWord(text)).toEqual(word);
});

test('any text is read, and none throws', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.tuple(fc.constantFrom('R ', 'C ', 'RATE ', 'yes', '#', 'more'), fc.string()).map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom(' ', 'a ', '1', '. ', '\n'), fc.integer({ min: 1, max: 10_000 }))
      .map(([one, n]) => one.repeat(n)),
  );
  fc.assert(
    fc.property(text, (words) => {
      const began = performance.now();
      expect(typeof readWord(words).kind).toBe('string');
      expect(performance.now() - began).toBeLessThan(200);
    }),
    { numRuns: 1_000 },
  );
});

test('however many offers come, no two choices of a phone have the same number, and a slot keeps its own', () => {
  const offers = fc.array(
    fc.record({
      bookingId: fc.constantFrom('A', 'B', 'C', 'D'),
      slots: fc.uniqueArray(fc.nat({ max: 60 }), { minLength: 1, maxLength: 9 }),
    }),
    { minLength: 1, maxLength: 60 },
  );
  fc.assert(
    fc.property(offers, (sent) => {
      let phone = NEW_PHONE;
      for (const { bookingId, slots } of sent) {
        const wanted = slots.map((slot) => ({
          ...{ bookingId, fleetId: 'acme', memberId: 'dana' },
          means: { slotId: `${slot}`, intent: 'choose-slot' as const },
        }));
        const before = phone.choices;
        const given = numbered(phone, wanted);
        phone = given.phone;
        expect(new Set(given.numbers).size).toBe(slots.length);
        expect(new Set(phone.choices.map(({ n }) => n)).size).toBe(phone.choices.length);
        expect(Math.max(...given.numbers)).toBeLessThanOrEqual(99);
        for (const [i, slot] of slots.entries()) {
          const known = before.find(
            ({ means, ...one }) => one.bookingId === bookingId && 'slotId' in means && means.slotId === `${slot}`,
          );
          if (known) expect(given.numbers[i]).toBe(known.n);
        }
      }
    }),
    { numRuns: 200 },
  );
});
