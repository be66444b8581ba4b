import type { Booking } from '../../domain/booking.ts';
import type { CardAction } from './card.ts';

/** The buttons of a card beside its slots: what can be done in the booking's state. */
export function actionsOf(booking: Booking): readonly CardAction[] {
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
      ];
    case 'requested':
      if (phase.request.cancelWanted) return [];
      return [
        ...(booking.offer.fallbacks.length > 0 ? [byHand] : []),
        { intent: 'cancel', label: 'Cancel', style: 'danger', value },
      ];
    case 'scheduled':
      if (phase.cancelling?.stage === 'asking') return [];
      if (phase.cancelling)
        return [{ intent: 'confirm-cancel', label: 'Cancel and pay the fee', style: 'danger', value }];
      return [
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
