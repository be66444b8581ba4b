import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { moreTimes, sayingOf } from '../../../adapters/sms/sayings.ts';
import { cardOf } from '../../../src/app/cards/build.ts';
import type { Card } from '../../../src/app/cards/card.ts';
import type { Addressee } from '../../../src/domain/attention.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { asVehicleId } from '../../../src/domain/ids.ts';
import type { OfferedSlot } from '../../../src/domain/slot.ts';
import {
  choose,
  chooseForApproval,
  confirmed,
  offered,
  offerOf,
  SITUATIONS,
  slot,
  START,
  through,
  word,
} from '../../support/cases.ts';
import type { Situation } from '../../support/cases.ts';
import { judge } from '../../support/shared.ts';
import { anyCard } from '../slack/any-card.ts';

// A judge of its own: GSM 03.38's characters, and how many units carriers put into so many messages.
const ONE = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà]$/;
const TWO = /^[\^{}\\[~\]|€\f]$/;
const GSM7 = { 2: 306, 3: 459 } as const;
const UCS2 = { 2: 134, 3: 201 } as const;

function unitsOf(text: string): { readonly gsm7: boolean; readonly units: number } {
  const signs = [...text];
  if (!signs.every((sign) => ONE.test(sign) || TWO.test(sign))) return { gsm7: false, units: text.length };
  return { gsm7: true, units: signs.reduce((sum, sign) => sum + (TWO.test(sign) ? 2 : 1), 0) };
}
function tooLong(text: string, segments: 2 | 3): string | undefined {
  const { gsm7, units } = unitsOf(text);
  return units > (gsm7 ? GSM7 : UCS2)[segments] ? `${units} units: ${text}` : undefined;
}

const LINK = 'https://pitcrew.fleet-operations.example.com/maintenance/m/01JZ0000000000000000000017.0123456789';
const READERS = [undefined, { timeZone: 'America/Los_Angeles' }, { timeZone: 'Europe/Berlin' }];
/** Whose own times, with their dates, stand behind the shop's. */
const FAR = READERS.slice(-1);
const approver: Addressee = { memberId: 'lee', n: 1, as: 'approver', at: START };
const NUMBERS = Array.from({ length: 300 }, (_, i) => 70 + (i % 30));

/** Every text that a card can become: told in each role, as the first and after another. */
function textsOf(card: Card): readonly { readonly text: string; readonly segments: 2 | 3 }[] {
  const said = (['approver', undefined] as const).flatMap((as) => {
    const saying = sayingOf(card, as, LINK);
    if (!saying) return [];
    const segments = saying.slots.length > 0 ? (2 as const) : (3 as const);
    return [saying.gist, 'booked before'].map((before) => ({
      text: saying.write(NUMBERS, before),
      segments,
    }));
  });
  const more = moreTimes(card);
  return more.slots.length > 0 ? [...said, { text: more.write(NUMBERS), segments: 3 }] : said;
}
const faultsOf = (card: Card): readonly string[] =>
  textsOf(card).flatMap(({ text, segments }) => tooLong(text, segments) ?? []);

const speaking = (booking: Booking, locale: string): Booking => ({
  ...booking,
  context: { ...booking.context, locale },
});
const everyRendering = (booking: Booking, readers: readonly (typeof READERS)[number][] = READERS): readonly Card[] =>
  readers.flatMap((reader) => [cardOf(booking, undefined, reader), cardOf(booking, approver, reader)]);

/** The same situation at shops with this name, with an address, a reason and a vehicle of every length. */
function named(name: string, street = '10 Main Street', city = 'Chicago'): readonly Booking[] {
  const at: Partial<OfferedSlot> = {
    providerName: name,
    address: { line1: street, city, state: 'IL', postalCode: '60601' },
  };
  const grown = (n: number): OfferedSlot => slot(n, { ...at, slotId: `s${n}` });
  const base = offered({
    vehicleId: asVehicleId('refrigerated_box_truck-chicago-west-0017'.padEnd(64, '7')),
    system: 'transmission',
    offer: offerOf([grown(1), grown(2), grown(3)], { more: Array.from({ length: 40 }, (_, i) => grown(i + 4)) }),
  });
  const declined = {
    type: 'declined',
    attempt: 1,
    reason: name.repeat(20).slice(0, 2_000),
    final: true,
    offer: offerOf([]),
  } as const;
  return [
    base,
    through(base, chooseForApproval()),
    through(base, choose('s1')),
    through(base, choose('s1'), confirmed()),
    through(
      base,
      choose('s1'),
      confirmed(),
      word('status-completed', 1500, { invoice: { amount: 123_456_789, currency: 'USD' } }),
    ),
    through(base, choose('s1'), confirmed(), word('cancelled-by-shop')),
    through(base, choose('s1'), declined),
  ];
}

describe.each(['en-US', 'en-GB', 'de-DE'])('in %s', (locale) => {
  test.each(Object.keys(SITUATIONS) as Situation[])(
    '%s: an offer has two segments at most, anything else three',
    (situation) => {
      for (const card of everyRendering(speaking(SITUATIONS[situation](), locale))) expect(faultsOf(card)).toEqual([]);
    },
  );

  test.each([
    'Werkstatt für Nutzfahrzeuge und Hochvolttechnik am Güterbahnhof GmbH & Co. KG',
    'Łódź Serwis Pojazdów Użytkowych i Elektrycznych Żółkiewski spółka z o.o.',
    'Автосервис на Большой Ордынке для грузового транспорта',
    '大型车辆和电动车维修中心北京朝阳区总店',
    'Fix🔧Fast🚚'.repeat(20),
    '[]{}~^|€'.repeat(25),
    'x'.repeat(200),
  ])('shops named %s', (name) => {
    for (const booking of named(name))
      for (const card of everyRendering(speaking(booking, locale), FAR)) expect(faultsOf(card)).toEqual([]);
  });
});

const file = judge('real shops of the United States', 'data', 'shops_us_normalized.csv');
(file ? test : test.skip)('the longest names and addresses of real shops', () => {
  const rows = parse(readFileSync(file ?? ''), { columns: true }) as { name: string; address: string; city: string }[];
  const longest = (of: (row: (typeof rows)[number]) => string) =>
    [...rows].sort((a, b) => of(b).length - of(a).length).slice(0, 5);
  for (const { name, address, city } of [...longest(({ name }) => name), ...longest((row) => row.address + row.city)])
    for (const locale of ['en-US', 'en-GB', 'de-DE'])
      for (const booking of named(name, address, city))
        for (const card of everyRendering(speaking(booking, locale), FAR)) expect(faultsOf(card)).toEqual([]);
});

test('any card at all becomes texts that fit', () => {
  fc.assert(
    fc.property(anyCard, (card) => {
      expect(faultsOf(card)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('an offer at usual shops is whole: three numbers, each with its time in both zones, its shop and its price', () => {
  const saying = sayingOf(cardOf(offered(), undefined, { timeZone: 'America/New_York' }), undefined, LINK);
  expect(saying?.write([4, 5, 6])).toBe(
    [
      'truck-17: 12 V battery at 71 %',
      '4) Mon, Nov 23, 9:00 AM CST (10:00 AM EST), Shop 1, 0.6 mi, $189.00',
      '5) Tue, Nov 24, 9:00 AM CST (10:00 AM EST), Shop 2, 1.2 mi, $189.00',
      '6) Wed, Nov 25, 9:00 AM CST (10:00 AM EST), Shop 3, 1.9 mi, $189.00',
      'Reply a number to book it, or MORE.',
    ].join('\n'),
  );
});

test('texts speak of numbers and words, never of cards and buttons', () => {
  const spoken = Object.values(SITUATIONS).flatMap((situation) => textsOf(cardOf(situation())).map(({ text }) => text));
  expect(spoken.filter((text) => /\b(cards?|clicks?|buttons?|press)\b|“|More times”/i.test(text))).toEqual([]);
});
