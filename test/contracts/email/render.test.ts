import fc from 'fast-check';
import { cardFor } from '../../../adapters/email/readers.ts';
import { htmlOf } from '../../../adapters/email/letters/html.ts';
import { textOf } from '../../../adapters/email/letters/text.ts';
import { newsLetter, sentenceLetter } from '../../../adapters/email/letters/write.ts';
import type { Writer } from '../../../adapters/email/letters/write.ts';
import { casePage } from '../../../adapters/email/links/page.ts';
import { createLinks } from '../../../adapters/email/links/token.ts';
import { NOTHING_TOLD, newsOf, toldBy } from '../../../adapters/email/news.ts';
import type { News, Told } from '../../../adapters/email/news.ts';
import type { Card } from '../../../src/app/cards/card.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { SITUATIONS, alertOf, choose, confirmed, offerOf, offered, slot, through } from '../../support/cases.ts';
import type { Situation } from '../../support/cases.ts';
import { KEYS, PUBLIC_URL, memberOf } from './harness.ts';

const writer: Writer = {
  links: createLinks(KEYS, PUBLIC_URL),
  owner: { bookingId: 'B1', fleetId: 'acme', memberId: 'dana' },
  fleetName: 'Acme <b>Delivery</b> & Söhne',
  replyTo: undefined,
};
const urlOf = () => `${PUBLIC_URL}/m/token`;
const dana = memberOf('dana', ['manager', 'approver']);
const speaking = (booking: Booking, locale: string): Booking => ({
  ...booking,
  context: { ...booking.context, locale },
});
const told: Told = toldBy(cardFor(SITUATIONS.scheduled(), dana), NOTHING_TOLD, 'booked');

/** What is mailed of each situation to a manager and approver who knows nothing, and to one who has the appointment. */
const EXPECTED: Readonly<Record<Situation, readonly [fresh: News | undefined, knows: News | undefined]>> = {
  offered: ['offer', 'cancelled'],
  requested: [undefined, 'cancelled'],
  'requested, shop to answer': [undefined, 'cancelled'],
  'awaiting-approval': ['approval', 'approval'],
  scheduled: ['booked', undefined],
  'scheduled, can be undone': ['booked', undefined],
  'scheduled, fee shown': ['booked', undefined],
  'scheduled, shop asked to cancel': ['booked', undefined],
  moving: ['booked', undefined],
  'moving, shop to answer': ['booked', undefined],
  'scheduled, old one to be released': ['booked', 'changed'],
  'in-progress': [undefined, 'started'],
  completed: ['completed', 'completed'],
  manual: [undefined, 'cancelled'],
  cancelled: [undefined, 'cancelled'],
  'no-show': [undefined, 'no-show'],
  dismissed: [undefined, 'cancelled'],
  expired: [undefined, 'cancelled'],
  failed: [undefined, 'cancelled'],
};

/** Everything that is written about a card. */
const writtenOf = (
  card: Card,
): readonly { readonly html: string; readonly text: string; readonly subject: string }[] => {
  const news = (
    Object.keys({
      offer: 1,
      'nothing-free': 1,
      booked: 1,
      changed: 1,
      cancelled: 1,
      started: 1,
      completed: 1,
      'no-show': 1,
      failed: 1,
      'by-hand': 1,
      expired: 1,
      dismissed: 1,
      approval: 1,
    }) as News[]
  ).map((what) => newsLetter(writer, card, what, { told, again: what === 'offer' }));
  const letters = [...news, sentenceLetter(writer, card, 'Reminder', card.status)];
  return letters.map((letter) => ({ html: htmlOf(letter), text: textOf(letter), subject: letter.subject }));
};

/** The tags that we write ourselves; anything else in a mail or page came from a name. */
const KNOWN =
  /^\/?(html|head|meta|title|style|body|div|table|tr|td|th|p|h1|h2|a|span|main|section|dl|dt|dd|strong|em)$/;
const strangeTags = (html: string): readonly string[] =>
  [...html.replace('<!doctype html>', '').matchAll(/<([^\s>]*)/g)]
    .map(([, tag = '']) => tag)
    .filter((tag) => !KNOWN.test(tag));

describe.each(['en-US', 'en-GB', 'de-DE'])('In %s', (locale) => {
  test.each(Object.keys(SITUATIONS) as Situation[])(
    '%s: the news, and everything that can be written of it',
    (situation) => {
      const card = cardFor(speaking(SITUATIONS[situation](), locale), dana);
      expect([newsOf(card, NOTHING_TOLD, true), newsOf(card, told, true)]).toEqual(EXPECTED[situation]);
      for (const { html, text, subject } of writtenOf(card)) {
        expect(strangeTags(html)).toEqual([]);
        expect([subject.startsWith('truck-17: '), text.startsWith('truck-17: '), html.includes('truck-17')]).toEqual([
          true,
          true,
          true,
        ]);
        // Links hold sealed tokens, in which any letters may stand.
        expect(`${html}${text}`.replace(/https?:\/\/[^\s"<]+/g, '')).not.toMatch(/undefined|null|NaN|\[object/);
        expect(html).not.toMatch(/<(img|script|link|iframe)|src=/i);
      }
      expect(strangeTags(String(casePage(card, urlOf).body))).toEqual([]);
    },
  );
});

test('times are written as they are where the reader is', () => {
  const [us, gb, de] = ['en-US', 'en-GB', 'de-DE'].map((locale) => {
    const card = cardFor(speaking(SITUATIONS.scheduled(), locale), dana);
    return newsLetter(writer, card, 'booked', { told: NOTHING_TOLD }).subject;
  });
  expect(us).toBe('truck-17: 12 V battery at 71 % – booked for Mon, Nov 23, 9:00 – 10:30 AM CST');
  expect(gb).toContain('booked for Mon 23 Nov, 09:00');
  expect(de).toContain('booked for Mo., 23. Nov., 09:00');
});

test('no name, word or comment becomes markup, whatever is in it', () => {
  const nasty = fc
    .array(
      fc.constantFrom(
        '<',
        '>',
        '&',
        '"',
        "'",
        '<img src=x onerror=1>',
        '</td>',
        '<!--',
        '{{',
        '&amp;',
        'Söhne',
        '\n',
        '\u202e',
      ),
      { minLength: 1, maxLength: 8 },
    )
    .map((parts) => `Z${parts.join('q')}Z`);
  fc.assert(
    fc.property(nasty, nasty, nasty, (shop, issue, street) => {
      const fallbacks = [
        {
          providerId: slot(1).providerId,
          providerName: shop,
          network: 'local',
          phone: issue,
          bookingUrl: `javascript:${issue}`,
        },
      ];
      const times = [slot(1, { providerName: shop, reasons: [issue], address: { line1: street } })];
      const open = offered({
        alerts: [alertOf('a-1', { message: issue, faultCodes: [issue] })],
        offer: offerOf(times, { fallbacks }),
      });
      for (const booking of [open, through(open, choose('s1'), confirmed())]) {
        const card = cardFor({ ...booking, context: { ...booking.context, make: shop, plate: issue } }, dana);
        const pages = [...writtenOf(card).map(({ html }) => html), String(casePage(card, urlOf).body)];
        for (const html of pages) {
          expect(strangeTags(html)).toEqual([]);
          expect(html).not.toMatch(/href="javascript:/i);
          for (const words of [shop, issue, street]) if (/[<>"']/.test(words)) expect(html).not.toContain(words);
        }
        for (const { subject } of writtenOf(card)) expect(subject).not.toMatch(/[\r\n]/);
      }
    }),
    { numRuns: 60 },
  );
});
