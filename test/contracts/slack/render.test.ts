import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { renderCard } from '../../../adapters/slack/render/card.ts';
import { renderRateModal } from '../../../adapters/slack/render/rate-modal.ts';
import { clip, mrkdwn } from '../../../adapters/slack/render/text.ts';
import type { Card, CardSlot } from '../../../src/app/cards/card.ts';
import { judge } from '../../support/shared.ts';
import type { Wire } from '../../support/slack-api.ts';
import { anyCard, anyRating } from './any-card.ts';
import { modalViolations, mrkdwnOf, violations } from './block-kit.ts';
import { officialJudge } from './official-limits.ts';

const limitsFile = judge("Block Kit's limits", 'schemas', 'slack', 'slackblocks-spec', 'spec', 'limits.json');
const official = limitsFile === undefined ? undefined : officialJudge(limitsFile);

const booking = { bookingId: 'bk-1', version: 3 };
const slot = (n: number, providerName: string): CardSlot => ({
  slotId: `s${n}`,
  when: 'Mon, Nov 23, 9:00 – 10:30 AM CST',
  providerName,
  network: 'firestone',
  distance: '4.2 mi',
  reasons: ['earliest', 'nearest'],
  price: '$149.00',
  age: 'checked 4 min ago',
  action: { intent: 'choose-slot', label: 'Book', value: { ...booking, slotId: `s${n}` } },
});
const offer: Card = {
  ...booking,
  state: 'offered',
  severity: 'warning',
  tone: 'warning',
  title: 'truck-17: 12 V battery at 71 %',
  status: 'Choose a time: one click books it.',
  fallbackText: 'truck-17: 12 V battery at 71 %\nChoose a time: one click books it.',
  facts: [{ label: 'Vehicle', value: 'truck-17 · 2022 Ford E-Transit' }],
  slots: [slot(1, 'Firestone Loop'), slot(2, 'Firestone Cicero'), slot(3, 'Firestone Oak Park')],
  moreSlots: [slot(4, 'Firestone Loop'), slot(5, 'Firestone Loop'), slot(6, 'Firestone Cicero')],
  fallbacks: [],
  actions: [
    { intent: 'more-slots', label: 'More times', value: booking },
    { intent: 'dismiss', label: 'Dismiss', value: booking },
  ],
  footer: ['Offer stands until 9:00 AM.'],
};

function found(message: { blocks: readonly object[] }): readonly unknown[] {
  const ours = violations('message', message.blocks);
  if (official === undefined || official({ blocks: message.blocks })) return ours;
  return [...ours, ...(official.errors ?? [])];
}

const blocksOf = (card: Card): readonly Wire[] => renderCard(card).blocks;
const buttons = (card: Card): readonly Wire[] =>
  blocksOf(card).flatMap(({ accessory, elements = [], type }) => [
    ...(accessory ? [accessory] : []),
    ...(type === 'actions' ? elements : []),
  ]);

describe('a card in Slack', () => {
  test('offers three slots with a button each, the first one standing out', () => {
    const [header, status, facts, divider, first, second] = blocksOf(offer);
    expect(header).toEqual({
      type: 'header',
      text: { type: 'plain_text', text: 'truck-17: 12 V battery at 71 %', emoji: true },
    });
    expect(status.text.text).toBe('🟠  Choose a time: one click books it.');
    expect(facts.fields[0].text).toBe('*Vehicle*\ntruck-17 · 2022 Ford E-Transit');
    expect(divider).toEqual({ type: 'divider' });
    expect(first).toEqual({
      type: 'section',
      text: {
        type: 'mrkdwn',
        text:
          '1.  *Mon, Nov 23, 9:00 – 10:30 AM CST*\n*Firestone Loop* · 4.2 mi · $149.00\n' +
          'earliest · nearest · checked 4 min ago',
        verbatim: true,
      },
      accessory: {
        type: 'button',
        text: { type: 'plain_text', text: 'Book', emoji: true },
        action_id: 'choose-slot:1',
        value: '{"bookingId":"bk-1","version":3,"slotId":"s1"}',
        style: 'primary',
        accessibility_label: 'Book Mon, Nov 23, 9:00 – 10:30 AM CST, Firestone Loop',
      },
    });
    expect(second.accessory.style).toBeUndefined();
    expect(found(renderCard(offer))).toEqual([]);
  });

  test('gathers all other times in one menu, grouped by shop', () => {
    const menu = buttons(offer).find(({ type }) => type === 'static_select');
    expect(menu.action_id).toBe('choose-slot:more');
    expect(menu.option_groups.map((group: Wire) => [group.label.text, group.options.length])).toEqual([
      ['Firestone Loop · 4.2 mi', 2],
      ['Firestone Cicero · 4.2 mi', 1],
    ]);
    expect(menu.option_groups[0].options[0]).toEqual({
      text: { type: 'plain_text', text: 'Mon, Nov 23, 9:00 – 10:30 AM CST', emoji: true },
      value: '{"bookingId":"bk-1","version":3,"slotId":"s4"}',
      description: { type: 'plain_text', text: '$149.00 · earliest · checked 4 min ago', emoji: true },
    });
  });

  test('carries which booking and version it shows', () => {
    expect(renderCard(offer).metadata).toEqual({ event_type: 'pitcrew_booking', event_payload: booking });
    expect(renderCard(offer).text).toBe(offer.fallbackText);
  });

  test('asks before it cancels or dismisses', () => {
    const cancel = { intent: 'cancel', label: 'Cancel', style: 'danger', value: booking } as const;
    const [dismiss, cancelling] = buttons({ ...offer, actions: [offer.actions[1]!, cancel] }).slice(-2);
    expect(dismiss).toMatchObject({ action_id: 'dismiss', confirm: { text: { text: expect.stringMatching(/\.$/) } } });
    expect(cancelling).toMatchObject({
      action_id: 'cancel',
      style: 'danger',
      confirm: { title: { text: 'Cancel' }, deny: { text: 'Keep it' } },
    });
  });

  test('of a scheduled booking shows the appointment with a way to the map', () => {
    const appointment = {
      facts: [{ label: 'Confirmation', value: 'FS-123' }],
      mapUrl: 'https://www.google.com/maps/search/?api=1&query=41.8,-87.6',
      start: '2026-11-23T15:00:00.000Z',
      end: '2026-11-23T16:30:00.000Z',
      timeZone: 'America/Chicago',
      providerName: 'Shop 1',
    };
    const card: Card = { ...offer, slots: [], moreSlots: [], actions: [], tone: 'good', appointment };
    expect(blocksOf(card).at(-2)).toMatchObject({
      fields: [{ text: '*Confirmation*\nFS-123' }],
      accessory: { action_id: 'open-map', url: appointment.mapUrl, text: { text: 'Open map' } },
    });
    expect(found(renderCard(card))).toEqual([]);
  });

  test('of a completed booking asks for stars and words, and shows them once given', () => {
    const stars = [1, 2, 3, 4, 5].map((n) => ({
      intent: 'rate' as const,
      label: '★'.repeat(n),
      value: { ...booking, stars: n },
    }));
    const done: Card = { ...offer, slots: [], moreSlots: [], actions: stars };
    expect(buttons(done).map(({ action_id: id }) => id)).toEqual([
      'rate:1',
      'rate:2',
      'rate:3',
      'rate:4',
      'rate:5',
      'rate:comment',
    ]);
    expect(buttons(done)[4].value).toBe('{"bookingId":"bk-1","version":3,"stars":5}');
    const rated = mrkdwnOf(blocksOf({ ...done, rating: { stars: 4, comment: 'Quick\nand <b>friendly</b>' } }));
    expect(rated).toContain('★★★★☆\n>Quick\n>and &lt;b&gt;friendly&lt;/b&gt;');
  });

  test('without a slot leads on by phone and link', () => {
    const fallbacks = [
      { text: 'Book by hand at Lakeside', phone: '+1 (312) 555-0111', url: 'https://lakeside.test/book?a=1|2' },
    ];
    const card: Card = { ...offer, slots: [], moreSlots: [], fallbacks };
    expect(mrkdwnOf(blocksOf(card))).toContain(
      'Book by hand at Lakeside\n📞 <tel:+13125550111|+1 (312) 555-0111>   ' +
        '🔗 <https://lakeside.test/book?a=1%7C2|Book at the shop’s site>',
    );
  });

  test('does not let a text call people together or pose as a link', () => {
    const evil = 'Oil & <!channel> <@U01> <https://evil.test|your bank> `x`';
    const card: Card = {
      ...offer,
      status: evil,
      facts: [{ label: evil, value: evil }],
      footer: [evil],
      fallbackText: evil,
    };
    const { blocks, text } = renderCard(card);
    for (const shown of [mrkdwnOf(blocks), text]) {
      expect(shown).toContain('Oil &amp; &lt;!channel&gt; &lt;@U01&gt;');
      expect(shown).not.toMatch(/<[!@#h]/);
    }
  });

  test('stays within every limit of Block Kit, whatever it holds', () => {
    fc.assert(
      fc.property(anyCard, (card) => {
        const message = renderCard(card);
        expect(found(message)).toEqual([]);
        const shown = mrkdwnOf(message.blocks);
        // Slack refuses a message whose blocks hold too much text in all, well above this.
        expect(shown.length).toBeLessThan(12_000);
        expect(shown.replace(/<(https?|tel):[^<>|]*\|[^<>|]*>/g, '').replace(/^>/gm, '')).not.toMatch(/[<>]/);
        expect(message.text.length).toBeGreaterThan(0);
        expect(message.text.length).toBeLessThanOrEqual(3000);
      }),
      { numRuns: 150, endOnFailure: true },
    );
  });
});

describe('the rating form', () => {
  test('stays within the limits of a modal, whatever was said before', () => {
    fc.assert(
      fc.property(fc.option(anyRating, { nil: undefined }), fc.string({ unit: 'binary' }), (rating, vehicleId) => {
        const form = { ...booking, channelId: 'C01', messageTs: '1.1' };
        const view = renderRateModal({ form, vehicleId, rating });
        expect(modalViolations(view)).toEqual([]);
        if (official) expect(official(view) || official.errors).toBe(true);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });
});

describe('cutting a text', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['ab cd', 4, 'ab…'],
    ['🚚🚚🚚', 6, '🚚🚚🚚'],
    ['🚚🚚🚚🚚', 6, '🚚🚚…'],
  ])('%s at %i', (text, max, expected) => expect(clip(text, max)).toBe(expected));

  test('never goes through an escape', () => {
    expect(mrkdwn('a&b', 7)).toBe('a&amp;b');
    expect(mrkdwn('a&&b', 7)).toBe('a&amp;…');
    expect(mrkdwn('a&&b', 6)).toBe('a…');
  });
});

describe('the judges', () => {
  const card = renderCard(offer).blocks as Wire[];
  const spoilt = (spoil: (blocks: Wire[]) => void): Wire[] => {
    const copy = structuredClone(card);
    spoil(copy);
    return copy;
  };
  const planted: readonly [string, Wire[]][] = [
    ['a header of 151', spoilt((blocks) => (blocks[0].text.text = 'x'.repeat(151)))],
    ['an empty status', spoilt((blocks) => (blocks[1].text.text = ''))],
    ['11 fields', spoilt((blocks) => (blocks[2].fields = Array(11).fill(blocks[2].fields[0])))],
    ['a button text of 76', spoilt((blocks) => (blocks[4].accessory.text.text = 'x'.repeat(76)))],
    ['a button value of 2001', spoilt((blocks) => (blocks[4].accessory.value = 'x'.repeat(2001)))],
    ['an unknown style', spoilt((blocks) => (blocks[4].accessory.style = 'loud'))],
    [
      'an option value of 151',
      spoilt((blocks) => (blocks[7].accessory.option_groups[0].options[0].value = 'x'.repeat(151))),
    ],
    ['no option', spoilt((blocks) => (blocks[7].accessory.option_groups = []))],
    ['an unknown block', spoilt((blocks) => blocks.push({ type: 'blink' }))],
    ['an input without a label', spoilt((blocks) => blocks.push({ type: 'input', element: {} }))],
    ['51 blocks', spoilt((blocks) => blocks.push(...Array(51).fill({ type: 'divider' })))],
  ];

  test.each(planted)('see %s', (_what, blocks) => {
    expect(violations('message', blocks)).not.toEqual([]);
    if (official) expect(official({ blocks })).toBe(false);
  });

  test('see an action_id that stands twice', () => {
    const twice = spoilt((blocks) => (blocks[5].accessory.action_id = 'choose-slot:1'));
    expect(violations('message', twice)).toEqual([expect.stringContaining('choose-slot:1 for the second time')]);
  });

  (limitsFile === undefined ? test.skip : test)('take the published examples of the blocks that are used', () => {
    const folder = join(dirname(limitsFile ?? ''), 'fixtures', 'valid', 'blocks');
    const used = /^(header_block|section_block_(text_only|fields)|divider|context_block_text_only)/;
    const names = readdirSync(folder).filter((name) => used.test(name));
    expect(names.length).toBeGreaterThanOrEqual(6);
    for (const name of names) {
      const block: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      expect([name, official?.({ blocks: [block] }), official?.errors ?? []]).toEqual([name, true, []]);
    }
  });
});
