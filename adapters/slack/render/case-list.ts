import type { ActionsBlock, KnownBlock, SectionBlock } from '@slack/types';
import type { Card, CardAction } from '../../../src/app/cards/card.ts';
import type { FleetCases } from '../cases.ts';
import { button, renderActions, type ActionIds } from './actions.ts';
import { CUES } from './card.ts';
import { LIMITS } from './limits.ts';
import { bold, mrkdwn, mrkdwnLine, mrkdwnObject } from './text.ts';

/** Of one case: its line, and a row or two of buttons. */
const BLOCKS_A_CASE = { withButtons: 4, without: 1 } as const;
const SLOTS = 3;
/** Cases in all, so that the whole text stays below 12,000 characters. */
const MOST = 30;

export interface CaseList {
  /** What stands over a fleet's cases, e.g. "2 cases under way". */
  readonly count: (cases: number) => string;
  readonly buttons: boolean;
  /** How many blocks there is room for. */
  readonly room: number;
}

/** The cases of several fleets, each fleet by its name; what there is no room for is counted. */
export function renderCases(fleets: readonly FleetCases[], list: CaseList, ids: ActionIds): KnownBlock[] {
  const each = list.buttons ? BLOCKS_A_CASE.withButtons : BLOCKS_A_CASE.without;
  // A heading and a line about the rest for each fleet; none of them takes the others' room.
  const fleetsShown = Math.max(1, fleets.length);
  const fit = Math.floor((list.room / fleetsShown - 3) / each);
  const share = Math.max(1, Math.min(fit, Math.floor(MOST / fleetsShown)));
  return fleets
    .flatMap(({ fleet, cards }): KnownBlock[] => {
      const shown = cards.slice(0, share);
      const rest = cards.length - shown.length;
      const heading = [bold(fleet.name, LIMITS.factValue), list.count(cards.length)].join(' – ');
      return [
        { type: 'divider' },
        { type: 'section', text: mrkdwnObject(heading) },
        ...shown.flatMap((card) => [caseLine(card), ...(list.buttons ? buttonsOf(card, ids) : [])]),
        ...(rest > 0 ? [context(`${rest} more: their cards are in the channel.`)] : []),
      ];
    })
    .slice(0, list.room);
}

/** One case in two lines, and a third that says when and where its appointment is. */
export function caseLine({ tone, title, status, appointment }: Card): SectionBlock {
  const [when, shop] = appointment?.facts ?? [];
  const place = [when?.value, shop?.value].filter(Boolean).join(' · ');
  const lines = [
    `${CUES[tone]}  ${bold(title, LIMITS.slotLine)}`,
    mrkdwn(status, LIMITS.factValue),
    mrkdwnLine(place, LIMITS.slotLine),
  ];
  return { type: 'section', text: mrkdwnObject(lines.filter((line) => line !== '').join('\n')) };
}

/** The case's slots in a row, then what else can be done. */
export function buttonsOf(card: Card, ids: ActionIds): ActionsBlock[] {
  const slots = card.slots.slice(0, SLOTS).flatMap((slot, index) => {
    const label = `${slot.action.label} ${slot.when} · ${slot.providerName}`;
    return button(slot.action, ids(slot.action.intent, index + 1), { label, spoken: label }) ?? [];
  });
  return [
    ...(slots.length > 0 ? [{ type: 'actions' as const, elements: slots }] : []),
    ...renderActions(card.actions.filter(isOneTap), ids),
  ];
}

/** Stars want a row of five; the comment's button opens the same form. */
const isOneTap = ({ value }: CardAction): boolean => value.stars === undefined;

export const context = (line: string): KnownBlock => ({
  type: 'context',
  elements: [mrkdwnObject(mrkdwnLine(line, LIMITS.footerLine))],
});
