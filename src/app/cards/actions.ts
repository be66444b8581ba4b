import type { Addressee } from '../../domain/attention.ts';
import type { Appointment, Booking } from '../../domain/booking.ts';
import { isUrgent } from '../../domain/services.ts';
import type { CardAction } from './card.ts';

/** The buttons of a card beside its slots: what can be done in the booking's state. */
export function actionsOf(booking: Booking, to?: Addressee): readonly CardAction[] {
  const { phase, bookingId, version } = booking;
  const value = { bookingId, version };
  const byHand: CardAction = { intent: 'book-manually', label: 'I booked it myself', value };
  const needsHands = booking.offer.fallbacks.length > 0 || booking.offer.slots.length === 0;
  const more: CardAction = { intent: 'more-slots', label: 'More times', value };
  switch (phase.state) {
    case 'offered':
      return [
        more,
        ...(needsHands ? [byHand] : []),
        {
          intent: 'dismiss',
          label: 'Dismiss',
          confirm: 'Nothing will be booked for this alert. A new alert opens a new case.',
          value,
        },
        ...(isUrgent(booking.severity) ? [{ intent: 'escalate', label: 'Escalate', value } as const] : []),
        { intent: 'snooze', label: 'Remind me later', choices: SNOOZES, value },
      ];
    case 'requested':
      if (phase.request.cancelWanted) return [];
      return [
        ...(booking.offer.fallbacks.length > 0 ? [byHand] : []),
        { intent: 'cancel', label: 'Cancel', style: 'danger', value },
      ];
    case 'awaiting-approval':
      if (to?.as === 'approver') return decisions(value);
      return [
        { intent: 'escalate', label: 'Ask the next approver', value },
        { intent: 'cancel', label: 'Withdraw', style: 'danger', confirm: 'Nothing is booked then.', value },
      ];
    case 'moving':
      if (phase.request.cancelWanted) return [];
      return [{ intent: 'cancel', label: 'Cancel appointment', style: 'danger', value }];
    case 'scheduled':
      if (phase.cancelling?.stage === 'asking') return [];
      if (phase.cancelling)
        return [{ intent: 'confirm-cancel', label: 'Cancel and pay the fee', style: 'danger', value }];
      return [
        ...(canBeUndone(booking, phase.appointment) ? [undoOf(value)] : []),
        { intent: 'reschedule', label: 'Reschedule', value },
        more,
        byHand,
        {
          intent: 'cancel',
          label: 'Cancel appointment',
          style: 'danger',
          confirm: 'The shop is asked to cancel. If a fee is due, you see it before anything is cancelled.',
          value,
        },
      ];
    case 'completed': {
      const words: CardAction = { intent: 'rate', label: booking.rating ? 'Edit rating' : 'Add a comment', value };
      if (booking.rating) return [words];
      const stars = [1, 2, 3, 4, 5].map((n): CardAction => ({
        intent: 'rate',
        label: '★'.repeat(n),
        value: { ...value, stars: n },
      }));
      return [...stars, words];
    }
    case 'manual':
      return [
        more,
        { intent: 'rate', label: booking.rating ? 'Edit rating' : 'Rate', value },
        {
          intent: 'cancel',
          label: 'Cancel appointment',
          style: 'danger',
          confirm: 'It is cancelled here. The shop does not hear of it from us: please tell it yourself.',
          value,
        },
      ];
    case 'failed':
      return [more, byHand];
    case 'cancelled':
    case 'no-show':
    case 'expired':
      return [more];
    case 'in-progress':
    case 'dismissed':
      return [];
  }
}

const SNOOZES: NonNullable<CardAction['choices']> = [
  { label: 'In 30 minutes', minutes: 30 },
  { label: 'In 1 hour', minutes: 60 },
  { label: 'In 4 hours', minutes: 240 },
  { label: 'In a day', minutes: 1440 },
];

/** Only the approver's own card has these. */
const decisions = (value: CardAction['value']): readonly CardAction[] => [
  { intent: 'approve', label: 'Approve', style: 'primary', value },
  { intent: 'reject', label: 'Reject', style: 'danger', value },
];

/** As the card stood when it was written: the end of the time writes it anew. */
const canBeUndone = ({ updatedAt }: Booking, { undoUntil }: Appointment): boolean =>
  undoUntil !== undefined && updatedAt < undoUntil;

const undoOf = (value: CardAction['value']): CardAction => ({
  intent: 'undo',
  label: 'Undo',
  confirm: 'The shop is asked to cancel, at its own terms, and new times are offered.',
  value,
});
