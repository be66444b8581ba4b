import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { BookingIn, Step } from '../step.ts';
import { absorbed, moved, refused } from '../step.ts';

type Scheduled = BookingIn<'scheduled'>;

/** Takes back within its time what Pitcrew booked by itself: the shop is asked to cancel, then new times are offered. */
export function undo(booking: Scheduled, event: EventOf<'undo'>, now: Instant): Step {
  const { appointment, cancelling } = booking.phase;
  const { undoUntil, providerName } = appointment;
  if (cancelling?.stage === 'asking') return absorbed({ code: 'cancelling', providerName });
  if (undoUntil === undefined) return refused({ code: 'nothing-to-undo' });
  if (now >= undoUntil) return refused({ code: 'undo-too-late', until: undoUntil });
  const { by, deliveryId } = event;
  return moved(booking, event, now, {
    to: {
      state: 'scheduled',
      appointment,
      cancelling: { stage: 'asking', by, reason: 'undone', at: now, deliveryId, undo: true },
    },
    say: { code: 'cancelling', providerName },
    result: 'pending',
    effects: [{ kind: 'cancel-at-shop', reference: appointment.reference }],
  });
}

/** The time to undo is over: the card shows it no longer. */
export function endUndo(booking: Scheduled, event: EventOf<'undo-over'>, now: Instant): Step {
  const { undoUntil } = booking.phase.appointment;
  if (undoUntil === undefined || now < undoUntil || booking.updatedAt >= undoUntil) {
    return absorbed({ code: 'old-news' });
  }
  return moved(booking, event, now, { to: booking.phase, say: { code: 'undo-too-late', until: undoUntil } });
}
