import type { KnownBlock, MrkdwnElement, SectionBlock } from '@slack/types';
import type { Card, CardFact } from '../../../src/app/cards/card.ts';
import { createActionIds, renderActions, type ActionIds } from './actions.ts';
import { LIMITS } from './limits.ts';
import { renderSlots } from './slots.ts';
import { bold, link, mrkdwn, mrkdwnLine, mrkdwnObject, plain, webAddress } from './text.ts';

export const METADATA_TYPE = 'pitcrew_booking';

/** A card as Slack's message methods take it. */
export interface CardMessage {
  readonly text: string;
  readonly blocks: KnownBlock[];
  readonly metadata: {
    readonly event_type: typeof METADATA_TYPE;
    readonly event_payload: { readonly bookingId: string; readonly version: number };
  };
}

/** What shows a card's tone at its left. */
export const CUES: Readonly<Record<Card['tone'], string>> = {
  info: '🔵',
  warning: '🟠',
  critical: '🔴',
  progress: '⏳',
  good: '✅',
  muted: '⚪',
};

/** Renders a card as Block Kit. Whatever the card holds, the message stays within Slack's limits. */
export function renderCard(card: Card): CardMessage {
  const ids = createActionIds();
  const blocks: KnownBlock[] = [
    { type: 'header', text: plain(card.title, LIMITS.header, 'Vehicle alert') },
    section(`${CUES[card.tone]}  ${mrkdwn(card.status, LIMITS.status)}`),
    ...renderFacts(card.facts),
    ...renderSlots(card.slots, card.moreSlots, ids),
    ...renderAppointment(card.appointment, ids),
    ...renderRating(card.rating),
    ...card.fallbacks.slice(0, LIMITS.fallbacks).map(renderFallback),
    ...renderActions(card.actions, ids),
    ...renderFooter(card.footer),
  ];
  return {
    text: mrkdwn(card.fallbackText, LIMITS.fallbackText) || 'A vehicle needs attention.',
    blocks: blocks.slice(0, LIMITS.blocks),
    metadata: { event_type: METADATA_TYPE, event_payload: { bookingId: card.bookingId, version: card.version } },
  };
}

function renderFacts(facts: readonly CardFact[]): SectionBlock[] {
  const fields = facts
    .map(({ label, value }) => [bold(label, LIMITS.factLabel), mrkdwn(value, LIMITS.factValue)])
    .map((lines) => lines.filter((line) => line !== '').join('\n'))
    .filter((text) => text !== '')
    .slice(0, LIMITS.fields)
    .map(mrkdwnObject);
  return fields.length === 0 ? [] : [{ type: 'section', fields }];
}

function renderAppointment(appointment: Card['appointment'], ids: ActionIds): KnownBlock[] {
  if (appointment === undefined) return [];
  const url = webAddress(appointment.mapUrl, LIMITS.url);
  const map = url && {
    type: 'button' as const,
    action_id: ids('open-map'),
    text: plain('Open map', LIMITS.buttonText, 'Map'),
    url,
  };
  const [facts] = renderFacts(appointment.facts);
  if (facts === undefined && !map) return [];
  const content = facts ?? section('*Appointment*');
  return [{ type: 'divider' }, { ...content, ...(map && { accessory: map }) }];
}

function renderRating(rating: Card['rating']): SectionBlock[] {
  if (rating === undefined) return [];
  const stars = Math.min(5, Math.max(0, Math.round(rating.stars) || 0));
  const words = mrkdwn(rating.comment ?? '', LIMITS.comment);
  const quoted = words === '' ? '' : `\n${words.replace(/^/gm, '>')}`;
  return [section(`${'★'.repeat(stars)}${'☆'.repeat(5 - stars)}${quoted}`)];
}

function renderFallback({ text, phone, url }: Card['fallbacks'][number]): SectionBlock {
  const digits = phone?.replace(/[^+0-9]/g, '').slice(0, 20);
  const call = digits && `📞 <tel:${digits}|${mrkdwnLine(phone ?? '', LIMITS.factLabel)}>`;
  const book = url && link(url, 'Book at the shop’s site', LIMITS.fallbackUrl);
  const ways = [call, book && `🔗 ${book}`].filter(Boolean).join('   ');
  return section([mrkdwn(text, LIMITS.fallbackLine), ways].filter((line) => line !== '').join('\n') || '–');
}

function renderFooter(lines: readonly string[]): KnownBlock[] {
  const elements: MrkdwnElement[] = lines
    .map((line) => mrkdwnLine(line, LIMITS.footerLine))
    .filter((line) => line !== '')
    .slice(0, LIMITS.footerLines)
    .map(mrkdwnObject);
  return elements.length === 0 ? [] : [{ type: 'context', elements }];
}

const section = (text: string): SectionBlock => ({ type: 'section', text: mrkdwnObject(text) });
