import { appointmentOf } from '../../../src/domain/booking.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { choosable } from '../../../src/domain/slot.ts';
import { formatWhen } from '../../../src/domain/time.ts';
import { clean, clip } from '../../shared/text.ts';
import { SCHEMA } from './card.ts';
import type { AdaptiveCard } from './card.ts';
import { joined, line, paragraph } from './elements.ts';
import type { Element } from './elements.ts';
import { LIMITS } from './limits.ts';

/** The intents that a dialog asks for. */
export const DIALOGS = ['reschedule', 'rate', 'reject', 'book-manually'] as const;
export type Dialog = (typeof DIALOGS)[number];

const COMMENT_MAX = 2000;
const TITLES: Readonly<Record<Dialog, string>> = {
  reschedule: 'Another time',
  rate: 'Rate the repair',
  reject: 'Reject the booking',
  'book-manually': 'Booked by hand',
};
const SEND: Readonly<Record<Dialog, string>> = {
  reschedule: 'Move it',
  rate: 'Send',
  reject: 'Reject',
  'book-manually': 'Save',
};
const MEANINGS = ['Poor', 'Fair', 'Good', 'Very good', 'Excellent'];

export const titleOf = (dialog: Dialog): string => TITLES[dialog];

/** A dialog's form: its inputs are named after the intent's fields. `problem` is what was wrong with the last try. */
export function renderForm(dialog: Dialog, booking: Booking, now: Date, problem?: string): AdaptiveCard {
  const data = { verb: dialog, bookingId: booking.bookingId, version: booking.version };
  return {
    $schema: SCHEMA,
    type: 'AdaptiveCard',
    version: '1.5',
    body: [
      ...(problem === undefined ? [] : paragraph([{ text: problem, color: 'Attention', weight: 'Bolder' }])),
      ...paragraph([{ text: line(QUESTIONS[dialog](booking), LIMITS.status) }]),
      ...INPUTS[dialog](booking, now),
    ],
    actions: [{ type: 'Action.Submit', title: SEND[dialog], data }],
  };
}

const QUESTIONS: Readonly<Record<Dialog, (booking: Booking) => string>> = {
  reschedule(booking) {
    const appointment = appointmentOf(booking);
    const stands = appointment ? ` stands at ${whenOf(booking, appointment)}` : '';
    return `${booking.vehicleId}${stands}. The appointment stays as it is until a shop has confirmed the new time. One answer is enough.`;
  },
  rate: ({ vehicleId }) => `How did the shop do on ${vehicleId}?`,
  reject: ({ vehicleId }) => `${vehicleId} will not be booked then. Whoever chose the time is told, with your words.`,
  'book-manually': ({ vehicleId, context }) =>
    `Where and when is ${vehicleId} booked? Times are by the clock of ${context.timeZone}.`,
};

const INPUTS: Readonly<Record<Dialog, (booking: Booking, now: Date) => Element[]>> = {
  reschedule: (booking, now) => [
    ...freeTimes(booking, now),
    { type: 'Input.Date', id: 'date', label: 'Or a day' },
    { type: 'Input.Text', id: 'text', label: 'Or say when', placeholder: 'Friday after 3', maxLength: 200 },
  ],
  rate: ({ rating }) => [
    {
      type: 'Input.ChoiceSet',
      id: 'stars',
      label: 'Stars',
      style: 'expanded',
      choices: [5, 4, 3, 2, 1].map((n) => ({ title: `${'★'.repeat(n)}  ${MEANINGS[n - 1]}`, value: String(n) })),
      ...(rating && { value: String(rating.stars) }),
    },
    comment('Comment', rating?.comment),
  ],
  reject: () => [comment('Why')],
  'book-manually': ({ offer }) => [
    text('providerName', 'Shop', offer.fallbacks[0]?.providerName),
    { type: 'Input.Date', id: 'start', label: 'Day' },
    { type: 'Input.Time', id: 'time', label: 'Time' },
    text('confirmation', 'Confirmation number, if there is one'),
  ],
};

function comment(label: string, said = ''): Element {
  const value = clip(clean(said).trim(), COMMENT_MAX);
  const filled = value === '' ? {} : { value };
  return { type: 'Input.Text', id: 'comment', label, isMultiline: true, maxLength: COMMENT_MAX, ...filled };
}

function text(id: string, label: string, said = ''): Element {
  const value = line(said, 200);
  return { type: 'Input.Text', id, label, maxLength: 200, ...(value === '' ? {} : { value }) };
}

/** The free times that the card knows, soonest first; left out where it knows none. */
function freeTimes(booking: Booking, now: Date): Element[] {
  const appointment = appointmentOf(booking);
  const choices = choosable(booking.offer)
    .filter((slot) => slot.start > now.toISOString())
    .filter((slot) => slot.providerId !== appointment?.providerId || slot.start !== appointment.start)
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start))
    .slice(0, LIMITS.choices)
    .map((slot) => ({
      title: line(joined([whenOf(booking, slot), slot.providerName]), LIMITS.choiceTitle),
      value: slot.slotId,
    }));
  if (choices.length === 0) return [];
  return [{ type: 'Input.ChoiceSet', id: 'slotId', label: 'A free time', placeholder: 'Choose a time', choices }];
}

const whenOf = (
  { context }: Booking,
  { start, end, timeZone }: { readonly start: string; readonly end: string; readonly timeZone: string },
): string => formatWhen(start, end, timeZone, context.locale, context.timeZone);
