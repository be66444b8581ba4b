import type { Card, CardAction, CardSlot } from '../../../src/app/cards/card.ts';
import type { TimeZone } from '../../../src/domain/ids.ts';
import { escapeHtml } from '../../shared/html.ts';
import type { Link } from './token.ts';

/** A form that does one thing, once its button is pressed. */
export interface Form {
  readonly title: string;
  readonly words: readonly string[];
  /** What it is about, above the card's own facts. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** HTML. */
  readonly fields: readonly string[];
  /** What it is about is known: the fields come first. */
  readonly fieldsFirst?: boolean;
  readonly buttons: readonly { readonly label: string; readonly intent: string; readonly danger?: boolean }[];
}

/** The form behind a link, with times on a clock in `zone`; `undefined` where the card does not offer that (any more). */
export function formOf(card: Card, link: Link, now: Date, zone: TimeZone): Form | undefined {
  if (link.slotId !== undefined) return link.opens === 'decide' ? decision(card, link.slotId) : choice(card, link, now);
  const action = card.actions.find(({ intent }) => intent === link.opens);
  return action && actionForm(action, card, zone);
}

/** The time that a link chooses, while it is to be had. */
export function slotOf({ slots, moreSlots, offer, state }: Card, link: Link, now: Date): CardSlot | undefined {
  if (state === 'offered' && (!offer || offer.expiresAt <= now.toISOString())) return undefined;
  return [...slots, ...moreSlots].find(({ slotId, action }) => slotId === link.slotId && action.intent === link.opens);
}

function choice(card: Card, link: Link, now: Date): Form | undefined {
  const slot = slotOf(card, link, now);
  if (!slot) return undefined;
  const moves = slot.action.intent === 'reschedule';
  return {
    title: moves ? 'Move the appointment here?' : 'Book this time?',
    words: [
      moves
        ? 'The shop is asked first: the old time stays until the new one is sure.'
        : 'The shop is asked at once, and has the work order as soon as it says yes.',
    ],
    facts: [
      ['When', slot.when],
      ['Shop', `${slot.providerName} · ${slot.distance}`],
      ...(slot.price === undefined ? [] : [['Estimate', slot.price] as const]),
      ['Why', slot.reasons.join(' · ')],
    ],
    fields: [],
    buttons: [{ label: moves ? 'Move here' : 'Book this time', intent: slot.action.intent }],
  };
}

function decision(card: Card, slotId: string): Form | undefined {
  if (card.approval?.slotId !== slotId || !card.actions.some(({ intent }) => intent === 'approve')) return undefined;
  return {
    title: 'Approve this booking?',
    words: [card.status],
    facts: [],
    fields: [area('comment', 'Comment (optional; a no is told with it)')],
    buttons: [
      { label: 'Approve', intent: 'approve' },
      { label: 'Reject', intent: 'reject', danger: true },
    ],
  };
}

const REASONS = [
  ['not-needed', 'It is not needed any more'],
  ['false-positive', 'The alert was a false one'],
  ['other', 'Another reason'],
] as const;

function actionForm({ intent, label, confirm, choices = [] }: CardAction, card: Card, zone: TimeZone): Form {
  const form = (title: string, fields: readonly string[], button: string = label, danger = false): Form => ({
    ...{ title, fields, facts: [] },
    words: [confirm ?? card.status],
    buttons: [{ label: button, intent, danger }],
  });
  switch (intent) {
    case 'rate':
      return {
        ...form(
          'How was the work?',
          [stars(card.rating?.stars), area('comment', 'A few words (optional)', card.rating?.comment)],
          'Send',
        ),
        words: [card.status],
        fieldsFirst: true,
      };
    case 'reschedule':
      return form(
        'When instead?',
        [input('text', 'text', 'In words, such as “Friday after 3”'), input('date', 'date', 'Or a day')],
        'Move the appointment',
      );
    case 'cancel':
    case 'dismiss':
      return form(
        `${label}?`,
        [select('reason', 'Why?', REASONS), input('other', 'text', 'In your words (optional)')],
        label,
        true,
      );
    case 'confirm-cancel':
      return form('Cancel and pay the fee?', [], label, true);
    case 'snooze':
      return form(`${label}?`, [
        select(
          'minutes',
          'When?',
          choices.map(({ minutes, label: words }) => [String(minutes), words] as const),
        ),
      ]);
    case 'book-manually':
      return form(
        'What did you book?',
        [
          input('providerName', 'text', 'Shop', true),
          input('start', 'datetime-local', `Begin (${zone})`, true),
          input('confirmation', 'text', 'Confirmation number (optional)'),
        ],
        'Record it',
      );
    default:
      return form(`${label}?`, []);
  }
}

const labelled = (name: string, label: string, field: string): string =>
  `<label for="${name}">${escapeHtml(label)}</label>${field}`;

const input = (name: string, type: string, label: string, needed = false): string =>
  labelled(
    name,
    label,
    `<input id="${name}" name="${name}" type="${type}" maxlength="200"${needed ? ' required' : ''}>`,
  );

const area = (name: string, label: string, value = ''): string =>
  labelled(
    name,
    label,
    `<textarea id="${name}" name="${name}" rows="3" maxlength="2000">${escapeHtml(value)}</textarea>`,
  );

const select = (name: string, label: string, options: readonly (readonly [string, string])[]): string =>
  labelled(
    name,
    label,
    `<select id="${name}" name="${name}">${options.map(([value, words]) => `<option value="${escapeHtml(value)}">${escapeHtml(words)}</option>`).join('')}</select>`,
  );

/** Five choices; on a page without scripts the browser itself says which is chosen. */
const stars = (given?: number): string =>
  `<fieldset class="stars"><legend>Stars</legend>${[1, 2, 3, 4, 5]
    .map(
      (n) =>
        `<label><input type="radio" name="stars" value="${n}" required${n === given ? ' checked' : ''}> <span aria-hidden="true">${'★'.repeat(n)}</span><span class="sr">${n} of 5</span></label>`,
    )
    .join('')}</fieldset>`;
