import fc from 'fast-check';
import type { Card, CardAction, CardSlot } from '../../../src/app/cards/card.ts';
import type { Digest } from '../../../src/app/cards/digest.ts';
import type { IntentName } from '../../../src/app/intents/schema.ts';
import { INTENT_NAMES } from '../../../src/app/intents/schema.ts';

const NASTY = [
  '',
  ' ',
  '\n\n\n',
  '&',
  '<!channel>',
  '<@U01>',
  '*_~`',
  '🚚',
  '👩🏽‍🔧',
  '\ud83d',
  'é',
  '\u202e',
  '|>',
  '&amp;',
];

/** Any text: usual, hostile, of one emoji too many, or hundreds of pages long. */
const words = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.constantFrom(...NASTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 400 }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('x', '&', '🚚', 'word ', '<', '\n', 'ß', '\ud83d'), fc.integer({ min: 20, max: 6000 }))
      .map(([unit, times]) => unit.repeat(times)),
  },
);

/** None, doubled, with words of any length, and more than fit. */
const CHOICES: readonly NonNullable<CardAction['choices']>[] = [
  [],
  [
    { label: '', minutes: 30 },
    { label: '🚚'.repeat(200), minutes: 30 },
    { label: '<!channel>', minutes: 0.05 },
  ],
  Array.from({ length: 120 }, (_, i) => ({ label: `In ${i} minutes`, minutes: i })),
];

const action = (intents: readonly IntentName[]): fc.Arbitrary<CardAction> =>
  fc
    .record({
      intent: fc.constantFrom(...intents),
      label: words,
      style: fc.constantFrom('primary' as const, 'danger' as const, undefined),
      bookingId: fc.oneof({ weight: 9, arbitrary: fc.string({ maxLength: 40 }) }, { weight: 1, arbitrary: words }),
      version: fc.nat(),
      slotId: fc.option(fc.string({ maxLength: 64 }), { nil: undefined }),
      stars: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
      confirm: fc.option(words, { nil: undefined }),
      choices: fc.constantFrom(undefined, undefined, undefined, ...CHOICES),
    })
    .map(({ bookingId, version, slotId, stars, ...rest }) => ({
      ...rest,
      value: {
        bookingId,
        version,
        ...(slotId !== undefined && { slotId }),
        ...(stars !== undefined && { stars }),
      },
    }));

const slot: fc.Arbitrary<CardSlot> = fc.record({
  slotId: fc.string({ maxLength: 64 }),
  when: words,
  providerName: words,
  network: words,
  distance: words,
  reasons: fc.array(words, { maxLength: 8 }),
  price: fc.option(words, { nil: undefined }),
  age: words,
  action: action(['choose-slot']),
});

const fact = fc.record({ label: words, value: words });
const url = fc.oneof(
  fc.webUrl(),
  words,
  fc.constantFrom('javascript:alert(1)', 'https://shop.test/?a=1|b>c', `https://shop.test/${'x'.repeat(4000)}`),
);

/** Any digest, of no case to hundreds. */
export const anyDigest: fc.Arbitrary<Digest> = fc.record({
  digestId: fc.string({ minLength: 1, maxLength: 80 }),
  title: words,
  fallbackText: words,
  lines: fc.array(fc.record({ bookingId: fc.string(), title: words, detail: words }), { maxLength: 60 }),
});

/** Any rating, also one that no form would let through. */
export const anyRating = fc.record({
  stars: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer(), fc.double()),
  comment: fc.option(words, { nil: undefined }),
});

/** Any card, with up to 100 slots and texts of any kind: what its type allows, not what the product would say. */
export const anyCard: fc.Arbitrary<Card> = fc.record({
  bookingId: fc.string({ minLength: 1, maxLength: 40 }),
  version: fc.nat(),
  state: fc.constantFrom('offered', 'requested', 'scheduled', 'in-progress', 'completed', 'failed'),
  severity: fc.constantFrom('info', 'warning', 'critical', 'out-of-service'),
  tone: fc.constantFrom('info', 'warning', 'critical', 'progress', 'good', 'muted'),
  title: words,
  status: words,
  fallbackText: words,
  facts: fc.array(fact, { maxLength: 30 }),
  slots: fc.array(slot, { maxLength: 10 }),
  moreSlots: fc.oneof(fc.array(slot, { maxLength: 5 }), fc.array(slot, { minLength: 90, maxLength: 100 })),
  appointment: fc.option(
    fc.record({
      facts: fc.array(fact, { maxLength: 20 }),
      mapUrl: url,
      start: fc.constant('2026-11-23T15:00:00.000Z'),
      end: fc.constant('2026-11-23T16:30:00.000Z'),
      timeZone: fc.constant('America/Chicago'),
      providerName: words,
    }),
    { nil: undefined },
  ),
  fallbacks: fc.array(
    fc.record({ text: words, phone: fc.option(words, { nil: undefined }), url: fc.option(url, { nil: undefined }) }),
    { maxLength: 20 },
  ),
  rating: fc.option(anyRating, { nil: undefined }),
  actions: fc.array(action(INTENT_NAMES), { maxLength: 60 }),
  footer: fc.array(words, { maxLength: 20 }),
});
