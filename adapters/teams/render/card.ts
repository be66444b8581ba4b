import type { Card, CardFact } from '../../../src/app/cards/card.ts';
import { clean, clip, webAddress } from '../../shared/text.ts';
import { REFRESH, renderActions } from './actions.ts';
import { actionSet, bytesOf, container, joined, line, openUrl, paragraph, paragraphs } from './elements.ts';
import type { Element, Look } from './elements.ts';
import { LIMITS } from './limits.ts';
import { renderMenu, renderSlots } from './slots.ts';

export const CARD_TYPE = 'application/vnd.microsoft.card.adaptive';

/** A card as Teams takes it: Adaptive Card 1.5. */
export interface AdaptiveCard extends Readonly<Record<string, unknown>> {
  readonly type: 'AdaptiveCard';
  readonly version: '1.5';
  readonly body: readonly Element[];
  readonly actions?: readonly Element[];
}

export const SCHEMA = 'http://adaptivecards.io/schemas/adaptive-card.json';

const CUES: Readonly<Record<Card['tone'], { readonly sign: string; readonly color?: Look['color'] }>> = {
  info: { sign: '🔵', color: 'Accent' },
  warning: { sign: '🟠', color: 'Warning' },
  critical: { sign: '🔴', color: 'Attention' },
  progress: { sign: '⏳' },
  good: { sign: '✅', color: 'Good' },
  muted: { sign: '⚪' },
};

export interface RenderOptions {
  /** Teams' own ids of the people for whom a client asks for their own card by itself. */
  readonly refreshFor?: readonly string[] | undefined;
}

/**
 * Renders a card as Adaptive Card 1.5. Whatever the card holds, it stays within what Teams takes: of a long menu only the
 * first times are shown, and of a card beyond all bounds its words alone.
 */
export function renderCard(card: Card, options: RenderOptions = {}): AdaptiveCard {
  for (const most of [LIMITS.choices, 60, 30, 10, 0]) {
    const rendered = render(card, most, options);
    if (bytesOf(rendered) <= LIMITS.card) return rendered;
  }
  return render(
    { ...card, facts: [], fallbacks: [], footer: [], appointment: undefined, fallbackText: '' },
    0,
    options,
  );
}

function render(card: Card, most: number, { refreshFor }: RenderOptions): AdaptiveCard {
  const { bookingId, version, slots, moreSlots, tone } = card;
  const { body, row } = renderActions(card.actions);
  const { sign, color } = CUES[tone];
  const status = line(card.status, LIMITS.status);
  const action = { type: 'Action.Execute', title: 'Refresh', verb: REFRESH, data: { bookingId, version } };
  return {
    $schema: SCHEMA,
    type: 'AdaptiveCard',
    version: '1.5',
    fallbackText: clip(clean(card.fallbackText), LIMITS.fallbackText) || 'A vehicle needs attention.',
    refresh: { action, ...(refreshFor && { userIds: refreshFor }) },
    body: [
      ...paragraph([{ text: line(card.title, LIMITS.title) || 'Vehicle alert', size: 'Large', weight: 'Bolder' }]),
      ...paragraph([{ text: `${sign}  ` }, { text: status, color }]),
      ...renderFacts(card.facts),
      ...renderSlots(slots),
      ...renderMenu([...slots.slice(LIMITS.slots), ...moreSlots], most),
      ...renderAppointment(card.appointment),
      ...renderRating(card.rating),
      ...card.fallbacks.slice(0, LIMITS.fallbacks).flatMap(renderFallback),
      ...body,
      ...renderFooter(card.footer),
    ],
    actions: row,
  };
}

export function renderFacts(facts: readonly CardFact[], separator?: true): Element[] {
  return facts
    .map(({ label, value }) => ({ label: line(label, LIMITS.factLabel), value: line(value, LIMITS.factValue) }))
    .filter(({ value }) => value !== '')
    .slice(0, LIMITS.facts)
    .flatMap(({ label, value }, i) =>
      paragraph([{ text: label === '' ? '' : `${label}:  `, weight: 'Bolder' }, { text: value }], {
        spacing: i === 0 ? 'Default' : 'None',
        ...(i === 0 && separator && { separator }),
      }),
    );
}

function renderAppointment(appointment: Card['appointment']): Element[] {
  if (appointment === undefined) return [];
  const url = webAddress(appointment.mapUrl, LIMITS.url);
  return container([
    ...renderFacts(appointment.facts, true),
    ...actionSet(url === undefined ? [] : [openUrl('Open map', url)]),
  ]);
}

function renderRating(rating: Card['rating']): Element[] {
  if (rating === undefined) return [];
  const stars = Math.min(5, Math.max(0, Math.round(rating.stars) || 0));
  const shown = `${'★'.repeat(stars)}${'☆'.repeat(5 - stars)}`;
  return [...paragraph([{ text: shown }]), ...paragraphs(rating.comment ?? '', LIMITS.comment, { italic: true })];
}

function renderFallback({ text, phone, url }: Card['fallbacks'][number]): Element[] {
  const address = url === undefined ? undefined : webAddress(url, LIMITS.url);
  const number = line(phone ?? '', LIMITS.factLabel);
  const words = joined([line(text, LIMITS.fallbackLine), number && `📞 ${number}`]);
  return [
    ...paragraph([{ text: words }]),
    ...actionSet(address === undefined ? [] : [openUrl('Book at the shop’s site', address)]),
  ];
}

const renderFooter = (lines: readonly string[]): Element[] =>
  lines
    .slice(0, LIMITS.footerLines)
    .flatMap((text) =>
      paragraph([{ text: line(text, LIMITS.footerLine), subtle: true, size: 'Small' }], { spacing: 'Small' }),
    );
