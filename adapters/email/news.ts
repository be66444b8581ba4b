import type { Card } from '../../src/app/cards/card.ts';
import type { BookingState } from '../../src/domain/booking.ts';

/** What a mail is about. */
export type News =
  | 'offer'
  | 'nothing-free'
  | 'approval'
  | 'booked'
  | 'changed'
  | 'cancelled'
  | 'started'
  | 'completed'
  | 'no-show'
  | 'failed'
  | 'by-hand'
  | 'expired'
  | 'dismissed';

/** An appointment as it stands in the reader's calendar. */
export interface Entry {
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly providerName: string;
  readonly address?: string | undefined;
  /** In words, for the mail that changes it. */
  readonly when: string;
}

/** What the mails so far have told a reader about a case. */
export interface Told {
  /** At the last mail; absent before the first. */
  readonly state?: BookingState | undefined;
  /** Times that he got links for. */
  readonly slots: readonly string[];
  /** The time that he was asked to approve. */
  readonly approval?: string | undefined;
  /** What stands in his calendar. */
  readonly entry?: Entry | undefined;
}

export const NOTHING_TOLD: Told = { slots: [] };

/** Whether the card asks its reader for an approver's word. */
export const asksForApproval = ({ actions }: Card): boolean => actions.some(({ intent }) => intent === 'approve');

/**
 * What of a card is worth a mail to someone who was told this much. An approver who is no manager is only asked; nothing is
 * worth a mail while shops are being asked, or while it only moves on its way.
 */
export function newsOf(card: Card, told: Told, isManager: boolean): News | undefined {
  if (asksForApproval(card)) return told.approval === card.approval?.slotId ? undefined : 'approval';
  if (!isManager) return undefined;
  const { appointment, state } = card;
  if (told.entry && !appointment) return 'cancelled';
  if (appointment && isAhead(state)) {
    if (!told.entry) return 'booked';
    if (differs(told.entry, appointment)) return 'changed';
  }
  return state === 'offered' ? offerNews(card, told) : told.state === state ? undefined : endNews(state, told);
}

const isAhead = (state: BookingState): boolean => state === 'scheduled' || state === 'moving';

const differs = (entry: Entry, { start, end, providerName, address }: NonNullable<Card['appointment']>): boolean =>
  entry.start !== start || entry.end !== end || entry.providerName !== providerName || entry.address !== address;

function offerNews({ offer, slots }: Card, told: Told): News | undefined {
  if (!offer) return undefined;
  const wasOffered = told.state === 'offered' || told.state === 'awaiting-approval';
  if (slots.length > 0)
    return wasOffered && slots.every(({ slotId }) => told.slots.includes(slotId)) ? undefined : 'offer';
  return wasOffered && told.slots.length === 0 ? undefined : 'nothing-free';
}

const ENDS: Readonly<Partial<Record<BookingState, News>>> = {
  'in-progress': 'started',
  completed: 'completed',
  'no-show': 'no-show',
  failed: 'failed',
  manual: 'by-hand',
  expired: 'expired',
  cancelled: 'cancelled',
  dismissed: 'dismissed',
};

/** An end is told to those who were told of the beginning. */
const endNews = (state: BookingState, told: Told): News | undefined =>
  told.state === undefined && state !== 'completed' ? undefined : ENDS[state];

/** What he knows once the mail with this card has gone. */
export function toldBy(card: Card, told: Told, news: News): Told {
  const { state, slots, approval, appointment } = card;
  return {
    state,
    slots: news === 'offer' ? slots.map(({ slotId }) => slotId) : state === 'offered' ? [] : told.slots,
    approval: news === 'approval' ? approval?.slotId : state === 'awaiting-approval' ? told.approval : undefined,
    entry: news === 'approval' ? told.entry : appointment && (isAhead(state) || told.entry) && entryOf(appointment),
  };
}

function entryOf({ facts, start, end, timeZone, providerName, address }: NonNullable<Card['appointment']>): Entry {
  const when = facts.find(({ label }) => label === 'When')?.value ?? start;
  return { start, end, timeZone, providerName, when, ...(address === undefined ? {} : { address }) };
}
