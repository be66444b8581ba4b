import fc from 'fast-check';
import { createLinks } from '../../../adapters/providers/local/links/links.ts';
import type { Stage } from '../../../adapters/providers/local/reference.ts';
import { textOf } from '../../../adapters/providers/local/texts.ts';
import { isGsm7, segmentsOf } from '../../../adapters/shared/gsm7.ts';
import { asVehicleId } from '../../../src/domain/ids.ts';
import { choose, offered, through } from '../../support/cases.ts';
import { KEYS, localShop } from './local-harness.ts';

const BOOKING = through(offered(), choose('s1'));
const ULID = '01JD5Z3K4M5N6P7Q8R9STVWXYZ';

/** The text of a stage about Monday, November 23, 9 to 10 in Chicago. */
function textFor(
  stage: Stage,
  more: { vehicle?: string; fleet?: string; issue?: string; locale?: string; url?: string; was?: string } = {},
) {
  const { vehicle = 'truck-17', fleet = 'Acme Delivery', issue = '12 V battery at 71 %', locale = 'en-US', was } = more;
  if (!BOOKING.workOrder) throw new Error('It has a work order.');
  const letter = {
    bookingId: ULID,
    attempt: 1,
    fleetName: fleet,
    shop: localShop('lakeside'),
    start: '2026-11-23T15:00:00.000Z',
    end: '2026-11-23T16:00:00.000Z',
    was,
    booking: {
      ...BOOKING,
      vehicleId: asVehicleId(vehicle),
      context: { ...BOOKING.context, locale },
      workOrder: { ...BOOKING.workOrder, issue },
    },
  };
  const links = createLinks(KEYS, more.url ?? 'https://pitcrew.example.com');
  return textOf({ links } as Parameters<typeof textOf>[0], letter, stage, '2026-11-22T22:00:00.000Z');
}

const withoutLinks = (text: string): string => text.replace(/https:\S+/g, (url) => url.replace(/\.[\w-]{43}$/, ''));

test('each stage in its words', () => {
  expect(withoutLinks(textFor('request'))).toBe(
    'Acme Delivery: can you take truck-17 Mon, Nov 23, 9:00 - 10:00 AM CST? 12 V battery at 71 % ' +
      `Accept, propose a time or decline by Sun, Nov 22, 4:00 PM CST: https://pitcrew.example.com/shop/${ULID}.1.accept`,
  );
  expect(withoutLinks(textFor('request', { was: 'Tue, Nov 24, 9:00 – 10:00 AM CST', issue: '' }))).toMatch(
    /^Acme Delivery: can you move truck-17 to Mon, .* CST \(now Tue, Nov 24, 9:00 - 10:00 AM CST\)\? Accept/,
  );
  expect(withoutLinks(textFor('accepted'))).toBe(
    'Booked: truck-17, Mon, Nov 23, 9:00 - 10:00 AM CST. ' +
      `Started: https://pitcrew.example.com/shop/${ULID}.1.started Done: https://pitcrew.example.com/shop/${ULID}.1.done`,
  );
  expect(['kept', 'withdrawn', 'cancelled'].map((stage) => textFor(stage as Stage))).toEqual([
    'Acme Delivery: truck-17 stays Mon, Nov 23, 9:00 - 10:00 AM CST. The request for another time is withdrawn.',
    'Acme Delivery: the request for truck-17 Mon, Nov 23, 9:00 - 10:00 AM CST is withdrawn; nothing needs to be done.',
    'Acme Delivery: truck-17 Mon, Nov 23, 9:00 - 10:00 AM CST is cancelled. The time is yours again.',
  ]);
});

test('two long links are too much for two segments: then there is the one that leads to both', () => {
  const text = textFor('accepted', { url: `https://pitcrew.example.com/${'fleet/'.repeat(6)}x` });
  expect(withoutLinks(text)).toMatch(/CST\. When done: https:\S+\.1\.done$/);
});

test('a time in letters that texts do not have is said in English', () => {
  expect(textFor('withdrawn', { locale: 'ja-JP' })).toContain('Mon, Nov 23, 9:00 - 10:00 AM CST');
  expect(textFor('withdrawn', { locale: 'de-DE' })).toContain('23. Nov.');
});

test('whatever fleets and vehicles are called, it is GSM-7 in two segments, with the vehicle and a whole link', () => {
  const word = fc.string({ unit: 'binary', maxLength: 200 });
  const vehicle = fc.stringMatching(/^[A-Za-z0-9._~-]{1,64}$/);
  const stage = fc.constantFrom<Stage>('request', 'accepted', 'kept', 'withdrawn', 'cancelled');
  const locale = fc.constantFrom('en-US', 'de-DE', 'fr-CA', 'ar-EG', 'ja-JP');
  fc.assert(
    fc.property(stage, vehicle, word, word, locale, (which, id, fleet, issue, where) => {
      const text = textFor(which, { vehicle: id, fleet, issue, locale: where });
      expect([isGsm7(text), segmentsOf(text) <= 2]).toEqual([true, true]);
      expect(text).toContain(id);
      const links = text.match(/https:\/\/pitcrew\.example\.com\/shop\/\S+\.[\w-]{43}(?=\s|$)/g) ?? [];
      expect(links.length >= 1).toBe(which === 'request' || which === 'accepted');
    }),
    { numRuns: 150 },
  );
});
