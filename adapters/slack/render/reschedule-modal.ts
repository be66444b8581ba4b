import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { appointmentOf } from '../../../src/domain/booking.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import { choosable } from '../../../src/domain/slot.ts';
import { formatWhen } from '../../../src/domain/time.ts';
import type { FormToOpen } from '../open-form.ts';
import { DATE_BLOCK, SLOT_BLOCK, WORDS_BLOCK, WORDS_MAX } from '../reschedule-form.ts';
import { LIMITS } from './limits.ts';
import { bold, mrkdwnObject, plain } from './text.ts';

export const RESCHEDULE_SORRY = 'The form could not be opened. Please press the button once more.';

/** The form for another time: `callback_id` is the intent, the blocks are its fields. One of them is enough. */
export function renderRescheduleModal(form: FormToOpen, booking: Booking | undefined, now: Date): ModalView {
  return {
    type: 'modal',
    callback_id: 'reschedule',
    private_metadata: JSON.stringify(form),
    title: plain('Another time', LIMITS.modalTitle, 'Reschedule'),
    submit: plain('Move it', LIMITS.modalTitle, 'Move'),
    close: plain('Keep it', LIMITS.modalTitle, 'Close'),
    blocks: [introduction(booking), ...freeTimes(booking, now), day(), words()],
  };
}

function introduction(booking: Booking | undefined): KnownBlock {
  const vehicle = bold(booking?.vehicleId ?? '', LIMITS.factValue) || 'This vehicle';
  const appointment = booking && appointmentOf(booking);
  const stands = appointment && booking ? ` stands at ${bold(whenOf(booking, appointment), LIMITS.factValue)}` : '';
  const text = `${vehicle}${stands}. The appointment stays as it is until a shop has confirmed the new time. One answer is enough.`;
  return { type: 'section', text: mrkdwnObject(text) };
}

/** The free times that the card knows, soonest first; left out where it knows none. */
function freeTimes(booking: Booking | undefined, now: Date): InputBlock[] {
  const appointment = booking && appointmentOf(booking);
  const after = now.toISOString();
  const options: PlainTextOption[] = (booking ? choosable(booking.offer) : [])
    .filter((slot) => slot.start > after && slot.slotId.length <= LIMITS.optionValue)
    .filter((slot) => slot.providerId !== appointment?.providerId || slot.start !== appointment.start)
    .sort((a, b) => Date.parse(a.start) - Date.parse(b.start))
    .slice(0, LIMITS.options)
    .map((slot) => ({
      text: plain(whenOf(booking as Booking, slot), LIMITS.optionText, 'This time'),
      value: slot.slotId,
      description: plain(slot.providerName, LIMITS.optionDescription, 'Shop'),
    }));
  if (options.length === 0) return [];
  return [
    {
      type: 'input',
      block_id: SLOT_BLOCK,
      optional: true,
      label: plain('A free time', LIMITS.inputLabel, 'Time'),
      element: {
        type: 'static_select',
        action_id: SLOT_BLOCK,
        placeholder: plain('Choose a time', LIMITS.placeholder, 'Choose'),
        options,
      },
    },
  ];
}

const day = (): InputBlock => ({
  type: 'input',
  block_id: DATE_BLOCK,
  optional: true,
  label: plain('Or a day', LIMITS.inputLabel, 'Day'),
  hint: plain('The earliest free time of that day, at the same shop if it has one.', LIMITS.inputLabel, 'Day'),
  element: {
    type: 'datepicker',
    action_id: DATE_BLOCK,
    placeholder: plain('Choose a day', LIMITS.placeholder, 'Day'),
  },
});

const words = (): InputBlock => ({
  type: 'input',
  block_id: WORDS_BLOCK,
  optional: true,
  label: plain('Or say when', LIMITS.inputLabel, 'When'),
  hint: plain('By the shop’s clock; with a day above, a time of that day.', LIMITS.inputLabel, 'When'),
  element: {
    type: 'plain_text_input',
    action_id: WORDS_BLOCK,
    max_length: WORDS_MAX,
    placeholder: plain('Friday after 3', LIMITS.placeholder, 'Friday after 3'),
  },
});

const whenOf = (
  { context }: Booking,
  { start, end, timeZone }: { readonly start: string; readonly end: string; readonly timeZone: string },
): string => formatWhen(start, end, timeZone, context.locale, context.timeZone);
