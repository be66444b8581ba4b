import type { Card, CardSlot } from '../../src/app/cards/card.ts';
import type { Line } from './fit.ts';
import { clip, compose, firstThatFits } from './fit.ts';
import { spoken } from './spoken.ts';

/** What a card has to say that is worth a text. */
export interface Saying {
  /** The same again is nothing new. */
  readonly gist: string;
  /** Times that can be chosen, each by a number. */
  readonly slots: readonly CardSlot[];
  /** @param before the gist that was told last, if any */
  write(numbers: readonly number[], before?: string): string;
}

/** Segments that an offer may take. */
const OFFER_SEGMENTS = 2;
const MORE_AT_ONCE = 9;

/** The title begins with the vehicle's id, which has no colon. */
export const vehicleOf = ({ title }: Pick<Card, 'title'>): string => title.split(':', 1)[0] ?? '';

/**
 * What a text says of a card; `undefined`: nothing that is worth one, now or at all.
 * @param as an approver is told what he decides about and that it was booked, and nothing after that
 * @param mapLink a short link to the shop on a map
 */
export function sayingOf(card: Card, as: 'approver' | undefined, mapLink: string): Saying | undefined {
  if (card.passing) return undefined;
  const vehicle = vehicleOf(card);
  const plain = (gist: string, ...lines: readonly Line[]): Saying => ({ gist, slots: [], write: () => compose(lines) });
  const told = (gist: string, ...after: readonly string[]): Saying =>
    plain(gist, { text: `${vehicle}: ${spoken(card.status)}` }, ...after.map((text) => ({ text })));
  const asksApprover = card.actions.some(({ intent }) => intent === 'approve');
  if (as === 'approver' && !asksApprover && card.state !== 'scheduled') return undefined;

  switch (card.state) {
    case 'offered':
      if (card.slots.length > 0) return offer(card);
      return told(`nothing ${card.status}`, ...byHand(card), 'Reply MORE to ask the shops again.');
    case 'awaiting-approval':
      if (!asksApprover) return told(`awaits ${card.status}`);
      return plain(
        `approve ${card.toApprove?.map(({ value }) => value).join(' ') ?? ''}`,
        { text: card.title },
        ...(card.toApprove ?? []).map(({ label, value }) => ({ text: `${label}: ${value.replace(' · ', ', ')}` })),
        { text: spoken(card.status), spare: 1 },
        { text: 'Reply YES to approve, NO to reject.' },
      );
    case 'requested':
    case 'moving':
      return told(`${card.state} ${card.status}`, ...byHand(card));
    case 'scheduled':
      return booked(card, vehicle, mapLink);
    case 'completed':
      return told('completed', ...(card.rating ? [] : ['How was it? Reply RATE 1-5 and a few words.']));
    case 'cancelled':
    case 'expired':
    case 'dismissed':
    case 'no-show':
      return told(card.state);
    case 'manual':
    case 'failed':
      return told(`${card.state} ${card.status}`, ...byHand(card));
    case 'in-progress':
      return undefined;
  }
}

function offer(card: Card): Saying {
  const { slots, title } = card;
  const gist = `offer ${slots.map(({ slotId }) => slotId).join(' ')}`;
  return {
    gist,
    slots,
    write: (numbers, before) =>
      firstThatFits(offers(card, before === gist ? `Reminder: ${title}` : title, numbers), OFFER_SEGMENTS),
  };
}

const HOW = 'Reply a number to book it, or MORE.';

/** The offer, less and less of it: prices and distances go first, then names are cut, then the reader's own time goes. */
function* offers({ slots }: Card, title: string, numbers: readonly number[]): Generator<readonly string[]> {
  const line = (slot: CardSlot, i: number, room: number, more: readonly (string | undefined)[], when: string): string =>
    [`${numbers[i]}) ${when}`, clip(slot.providerName, room), ...more.filter((part) => part)].join(', ');
  const starts = (slot: CardSlot): string => slot.starts ?? slot.when;
  const shops = (room: number): readonly string[] => slots.map((slot, i) => line(slot, i, room, [], starts(slot)));
  const full = (of: (slot: CardSlot) => readonly (string | undefined)[]): readonly string[] =>
    slots.map((slot, i) => line(slot, i, 200, of(slot), starts(slot)));

  yield [title, ...full(({ distance, price }) => [distance, price]), HOW];
  yield [title, ...full(({ price }) => [price]), HOW];
  for (const room of [200, 40, 30, 24, 18, 14, 10]) yield [title, ...shops(room), HOW];
  const [id = '', ...rest] = title.split(': ');
  const short = `${clip(id, 24)}: ${clip(rest.join(': '), 24)}`;
  for (const room of [14, 10, 8]) yield [short, ...shops(room), 'Reply a number or MORE.'];
  const there = (slot: CardSlot): string => starts(slot).replace(/ \([^)]*\)$/, '');
  for (const room of [10, 8]) yield [clip(id, 20), ...slots.map((slot, i) => line(slot, i, room, [], there(slot)))];
  for (const count of [2, 1])
    yield [clip(id, 20), ...slots.slice(0, count).map((slot, i) => line(slot, i, 8, [], there(slot)))];
}

/** Times that somebody asked for besides those that he knows. */
export function moreTimes(card: Card): { slots: readonly CardSlot[]; write(numbers: readonly number[]): string } {
  const slots = [...(card.state === 'scheduled' ? card.slots : []), ...card.moreSlots].slice(0, MORE_AT_ONCE);
  const what = card.state === 'scheduled' ? 'to move to' : 'more times';
  const does = card.state === 'scheduled' ? 'move there' : 'book it';
  return {
    slots,
    write(numbers) {
      const lines = slots.map(({ starts, when, providerName }, i) => ({
        text: `${numbers[i]}) ${starts ?? when}, ${clip(providerName, 24)}`,
        // The last ones are the first to go.
        spare: i < 3 ? undefined : i,
      }));
      const head = { text: `${vehicleOf(card)}, ${what}:` };
      return compose([head, ...lines, { text: `Reply a number to ${does}.` }]);
    },
  };
}

function booked(card: Card, vehicle: string, mapLink: string): Saying | undefined {
  const { appointment } = card;
  if (!appointment) return undefined;
  const facts = new Map(appointment.facts.map(({ label, value }) => [label, value.replace(' · ', ', ')]));
  const fact = (label: string, spare?: number, name = `${label}: `): Line => {
    const value = facts.get(label);
    return { text: value === undefined ? '' : `${name}${value}`, spare };
  };
  const when = facts.get('When') ?? '';
  return {
    gist: `booked ${when} ${facts.get('Shop') ?? ''}`,
    slots: [],
    write: (_, before) =>
      compose([
        { text: `${vehicle} is ${before?.startsWith('booked ') ? 'moved to' : 'booked'}: ${when}` },
        fact('Shop', undefined, ''),
        fact('Address', undefined, ''),
        fact('Drop-off', 2),
        fact('Confirmation'),
        fact('Work order', 6),
        fact('PO number', 1),
        fact('Not to exceed', 5),
        fact('Estimate', 4),
        { text: mapLink === '' ? '' : `Map: ${mapLink}`, spare: 3 },
        { text: 'R and a time moves it, C cancels it.' },
      ]),
  };
}

const byHand = ({ fallbacks }: Card): readonly string[] =>
  fallbacks.flatMap(({ text, phone }) => (phone === undefined ? [] : [`${text}: ${phone}`])).slice(0, 3);
