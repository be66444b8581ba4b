import fc from 'fast-check';
import { renderCard } from '../../../adapters/teams/render/card.ts';
import { renderDigest } from '../../../adapters/teams/render/digest.ts';
import { DIALOGS, renderForm } from '../../../adapters/teams/render/forms.ts';
import { cardOf } from '../../../src/app/cards/build.ts';
import { INTENT_NAMES } from '../../../src/app/intents/schema.ts';
import type { Addressee } from '../../../src/domain/attention.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { asVehicleId } from '../../../src/domain/ids.ts';
import {
  SITUATIONS,
  START,
  alertOf,
  choose,
  confirmed,
  offerOf,
  offered,
  slot,
  through,
  word,
} from '../../support/cases.ts';
import type { Situation } from '../../support/cases.ts';
import { anyCard, anyDigest } from '../slack/any-card.ts';
import { cardViolations, partsOf, verbsOf, wordsOf } from './judges.ts';

const LOCALES = ['en-US', 'en-GB', 'de-DE'];
const lee: Addressee = { memberId: 'lee', n: 1, as: 'approver', at: START };
const sizeOf = (card: object) => Buffer.byteLength(JSON.stringify(card));
const speaking = (booking: Booking, locale: string): Booking => ({
  ...booking,
  context: { ...booking.context, locale },
});

/** The longest that may be: ids of 64, names of 200, messages and comments of 2,000 characters, hundreds of times. */
function longest(): Booking {
  const name = 'Werkstatt für Nutzfahrzeuge und Hochvolttechnik '.repeat(5).slice(0, 200);
  const grown = (n: number) =>
    slot(n, { slotId: `s${n}`.padEnd(64, 'x'), providerName: name, reasons: [name, name, name] });
  return offered({
    vehicleId: asVehicleId('truck_17~'.padEnd(64, 'ü').slice(0, 64)),
    alerts: [
      alertOf('a-1', { message: 'Zu *heiß* '.repeat(200), faultCodes: Array.from({ length: 90 }, () => 'P0A80') }),
    ],
    offer: offerOf([grown(1), grown(2), grown(3)], {
      more: Array.from({ length: 300 }, (_, i) => grown(i + 4)),
      fallbacks: Array.from({ length: 9 }, () => ({
        providerId: slot(1).providerId,
        providerName: name,
        network: 'firestone',
        phone: '+13125550101',
        bookingUrl: `https://shop.example/${'x'.repeat(900)}`,
      })),
    }),
  });
}

const LONGEST: Readonly<Record<string, () => Booking>> = {
  'the longest offer': longest,
  'the longest appointment': () => through(longest(), choose('s1'.padEnd(64, 'x')), confirmed()),
  'the longest completed work': () =>
    through(longest(), choose('s1'.padEnd(64, 'x')), confirmed(), word('status-completed')),
};

describe.each(LOCALES)('in %s', (locale) => {
  test.each(Object.entries({ ...SITUATIONS, ...LONGEST }))(
    '%s: the shared card and an approver’s own are what Teams takes',
    (_situation, bookingIn) => {
      const booking = speaking(bookingIn(), locale);
      for (const card of [cardOf(booking), cardOf(booking, lee)].map((one) => renderCard(one))) {
        expect(cardViolations(card)).toEqual([]);
        expect(sizeOf(card)).toBeLessThan(28_000);
        const { bookingId, version } = booking;
        expect(card['refresh']).toEqual({
          action: { type: 'Action.Execute', title: 'Refresh', verb: 'refresh', data: { bookingId, version } },
        });
      }
    },
  );
});

test('judges find what is wrong', () => {
  const card = renderCard(cardOf(offered()));
  const broken = { ...card, actions: [{ type: 'Input.Text', id: 'x' }, ...(card.actions ?? [])] };
  expect(cardViolations(broken)).not.toEqual([]);
});

describe.each(Object.keys(SITUATIONS) as Situation[])('%s', (situation) => {
  const booking = SITUATIONS[situation]();
  const shared = renderCard(cardOf(booking));

  test('every button is an intent by its bare name, with the booking and the version that it stands on', () => {
    const { refresh: _, ...seen } = shared;
    for (const { verb, data } of partsOf(seen, 'Action.Execute')) {
      expect(INTENT_NAMES).toContain(verb);
      expect(data).toMatchObject({ bookingId: 'B1', version: booking.version });
    }
    for (const { data } of partsOf(seen, 'Action.Submit')) {
      expect(data).toMatchObject({ msteams: { type: 'task/fetch' }, bookingId: 'B1', version: booking.version });
      expect(INTENT_NAMES).toContain((data as { verb: string }).verb);
    }
  });

  test('only an approver’s own card decides, while it waits for him', () => {
    const own = verbsOf(renderCard(cardOf(booking, lee)));
    const decides = (verbs: readonly string[]) => verbs.filter((verb) => ['approve', 'reject'].includes(verb));
    expect(decides(verbsOf(shared))).toEqual([]);
    expect(decides(own)).toEqual(situation === 'awaiting-approval' ? ['approve', 'reject'] : []);
  });
});

describe('a card in Teams', () => {
  const shown = renderCard(cardOf(offered()));

  test('offers three slots, each with a button that says which it books', () => {
    const books = partsOf(shown, 'Action.Execute').filter(({ verb }) => verb === 'choose-slot');
    expect(books.map(({ data }) => data)).toEqual(
      [1, 2, 3].map((n) => ({ bookingId: 'B1', version: 1, slotId: `s${n}` })),
    );
    expect(books.map(({ style }) => style)).toEqual(['positive', undefined, undefined]);
    expect(books[0]).toMatchObject({
      title: 'Book',
      tooltip: 'Book Mon, Nov 23, 9:00 – 10:30 AM CST, Shop 1',
      associatedInputs: 'none',
    });
    expect(wordsOf(shown)).toContain('1.  Mon, Nov 23, 9:00 – 10:30 AM CST\nShop 1 · 0.6 mi · $189.00');
  });

  test('a choice in a menu comes with its own button alone', () => {
    const booking = offered({ offer: offerOf([slot(1)], { more: [slot(4), slot(5)] }) });
    const card = renderCard(cardOf(booking));
    expect(partsOf(card, 'Input.ChoiceSet').map(({ id, choices }) => [id, choices])).toEqual([
      [
        'slotId',
        [
          { title: 'Thu, Nov 26, 9:00 – 10:30 AM CST · Shop 4 · 2.5 mi · $189.00', value: 's4' },
          { title: 'Fri, Nov 27, 9:00 – 10:30 AM CST · Shop 5 · 3.1 mi · $189.00', value: 's5' },
        ],
      ],
      ['minutes', [30, 60, 240, 1440].map((minutes) => expect.objectContaining({ value: String(minutes) }))],
    ]);
    const asking = partsOf(card, 'Action.Execute').filter(({ associatedInputs }) => associatedInputs === 'auto');
    expect(asking.map(({ verb, data }) => [verb, data])).toEqual([
      ['choose-slot', { bookingId: 'B1', version: 1 }],
      ['snooze', { bookingId: 'B1', version: 1 }],
    ]);
  });

  test('a name never becomes a link, and what would turn the text around is gone', () => {
    const providerName = '[Shop](https://evil.example) **\u202etfel';
    const card = renderCard(cardOf(offered({ offer: offerOf([slot(1, { providerName })]) })));
    expect(partsOf(card, 'TextBlock')).toEqual([]);
    expect(wordsOf(card)).toContain('[Shop](https://evil.example) ** tfel · 0.6 mi · $189.00');
  });

  test('a scheduled one is moved by words, a day or a list', () => {
    const card = renderCard(cardOf(SITUATIONS.scheduled()));
    const form = partsOf(card, 'Action.ShowCard').find(({ title }) => title === 'Reschedule');
    expect(partsOf(form, 'Input.Text').map(({ id }) => id)).toEqual(['text']);
    expect(partsOf(form, 'Input.Date').map(({ id }) => id)).toEqual(['date']);
    expect(verbsOf({ form })).toEqual(['reschedule']);
  });

  test('a menu of hundreds keeps what fits', () => {
    const card = renderCard(cardOf(longest()));
    const [menu] = partsOf(card, 'Input.ChoiceSet');
    expect((menu?.['choices'] as unknown[]).length).toBeGreaterThanOrEqual(10);
  });
});

test('any card is one that Teams takes', () => {
  fc.assert(
    fc.property(anyCard, (card) => {
      const rendered = renderCard(card);
      expect(cardViolations(rendered)).toEqual([]);
      expect(sizeOf(rendered)).toBeLessThan(28_000);
    }),
    { numRuns: 60, endOnFailure: true },
  );
});

test('any digest is one that Teams takes', () => {
  fc.assert(
    fc.property(anyDigest, (digest) => {
      const rendered = renderDigest(digest);
      expect(cardViolations(rendered)).toEqual([]);
      expect(sizeOf(rendered)).toBeLessThan(28_000);
    }),
    { numRuns: 40, endOnFailure: true },
  );
});

test.each(DIALOGS)('the dialog to %s is one that Teams takes, in every situation', (dialog) => {
  for (const bookingIn of [...Object.values(SITUATIONS), ...Object.values(LONGEST)]) {
    const form = renderForm(dialog, bookingIn(), new Date(START), 'Please choose a time.');
    expect(cardViolations(form)).toEqual([]);
    expect(sizeOf(form)).toBeLessThan(28_000);
  }
});
