import type { Booking, Cancelling } from '../booking.ts';
import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { BookingIn, Settles, Step } from '../step.ts';
import { absorbed, moved, refused } from '../step.ts';
import { emptyOffer } from '../slot.ts';

/** A cancellation whose fee was shown is void after this time without the second click. */
export const CONFIRM_WITHIN_MS = 10 * 60_000;

type Scheduled = BookingIn<'scheduled'>;

/** Nothing is booked yet: cancelled at once. */
export const withdraw = (booking: BookingIn<'offered'>, event: EventOf<'cancel'>, now: Instant): Step =>
  moved(booking, event, now, {
    to: { state: 'cancelled', cancellation: { by: event.by, reason: event.reason, at: now } },
    say: { code: 'cancelled' },
    note: { code: 'cancelled' },
  });

/** Whether a fee was shown so long ago that the answer no longer counts; there is nothing to confirm without one. */
export const isVoid = (cancelling: Cancelling | undefined, now: Instant): boolean =>
  cancelling?.stage === 'confirm-fee' && Date.parse(now) - Date.parse(cancelling.at) > CONFIRM_WITHIN_MS;

/** Asks the shop first; inside the fee window the fee is shown and a second click is needed. */
export function startCancel(booking: Scheduled, event: EventOf<'cancel'>, now: Instant): Step {
  const { appointment, cancelling } = booking.phase;
  const { providerName } = appointment;
  if (cancelling?.stage === 'asking') return absorbed({ code: 'cancelling', providerName });
  const common = { by: event.by, reason: event.reason, at: now, deliveryId: event.deliveryId };
  if (event.fee && event.fee.amount > 0) {
    const say = { code: 'cancel-fee', appointment, fee: event.fee } as const;
    if (cancelling && !cancelling.instead && !isVoid(cancelling, now)) return absorbed(say);
    return moved(booking, event, now, {
      to: { state: 'scheduled', appointment, cancelling: { ...common, stage: 'confirm-fee', fee: event.fee } },
      say,
      result: 'pending',
    });
  }
  return moved(booking, event, now, {
    to: { state: 'scheduled', appointment, cancelling: { ...common, stage: 'asking' } },
    say: { code: 'cancelling', providerName },
    result: 'pending',
    effects: [{ kind: 'cancel-at-shop', reference: appointment.reference }],
  });
}

export function confirmCancel(booking: Scheduled, event: EventOf<'confirm-cancel'>, now: Instant): Step {
  const { appointment, cancelling } = booking.phase;
  const { providerName } = appointment;
  if (!cancelling) return refused({ code: 'nothing-to-confirm' });
  if (cancelling.stage === 'asking') return absorbed({ code: 'cancelling', providerName });
  if (isVoid(cancelling, now)) return dropQuestion(booking, event, now);
  return moved(booking, event, now, {
    to: { state: 'scheduled', appointment, cancelling: { ...cancelling, stage: 'asking' } },
    say: { code: 'cancelling', providerName },
    result: 'pending',
    effects: [{ kind: 'cancel-at-shop', reference: appointment.reference }],
  });
}

/** Too late: nothing is cancelled, and the card goes back to the appointment, so that Cancel can be pressed again. */
function dropQuestion(booking: Scheduled, event: EventOf<'confirm-cancel'>, now: Instant): Step {
  const say = { code: 'confirm-too-late' } as const;
  return moved(booking, event, now, {
    to: { state: 'scheduled', appointment: booking.phase.appointment },
    say,
    result: 'refused',
    settles: settleCancels(booking, 'refused', say),
  });
}

const WAITING: ReadonlySet<string> = new Set(['cancel', 'confirm-cancel', 'book-manually', 'undo']);

/** The clicks that wait for the end of a cancellation, first and second ones, with that end. */
export function settleCancels(booking: Booking, result: Settles['result'], say: Settles['say']): readonly Settles[] {
  const pending = booking.outcomes.filter((row) => row.result === 'pending' && WAITING.has(row.intent));
  return pending.map(({ deliveryId, intent }) => ({ deliveryId, intent, result, say }));
}

/** The shop has let go of what was undone. */
function undone(booking: Scheduled, event: EventOf<'cancel-confirmed'>, now: Instant): Step {
  const say = { code: 'undone', fee: event.fee, by: booking.phase.cancelling?.by.name } as const;
  return moved(booking, event, now, {
    to: { state: 'offered' },
    say,
    settles: settleCancels(booking, 'done', say),
    effects: [{ kind: 'make-offer', why: 're-offer' }],
    note: say,
    claims: [],
    patch: { cost: event.fee, offer: emptyOffer(now) },
  });
}

export function cancelConfirmed(booking: Scheduled, event: EventOf<'cancel-confirmed'>, now: Instant): Step {
  const { appointment, cancelling } = booking.phase;
  if (cancelling?.stage !== 'asking' || event.reference !== appointment.reference)
    return absorbed({ code: 'old-news' });
  if (cancelling.undo) return undone(booking, event, now);
  if (cancelling.instead) {
    const say = { code: 'booked-by-hand', manual: cancelling.instead } as const;
    return moved(booking, event, now, {
      to: { state: 'manual', manual: cancelling.instead, by: cancelling.by },
      say,
      settles: settleCancels(booking, 'done', say),
      note: say,
      claims: [],
      patch: { cost: event.fee },
    });
  }
  const say = { code: 'cancelled', fee: event.fee } as const;
  const fee = event.fee && event.fee.amount > 0 ? { fee: event.fee, paidBy: event.paidBy } : {};
  return moved(booking, event, now, {
    to: {
      state: 'cancelled',
      appointment,
      cancellation: { by: cancelling.by, reason: cancelling.reason, at: now, ...fee },
    },
    say,
    settles: settleCancels(booking, 'done', say),
    note: say,
    claims: [],
    patch: { cost: event.fee },
  });
}

/** The shop will not: the appointment stands, and the one who asked reads why. */
export function cancelRefused(booking: Scheduled, event: EventOf<'cancel-refused'>, now: Instant): Step {
  const { appointment, cancelling } = booking.phase;
  if (cancelling?.stage !== 'asking' || event.reference !== appointment.reference)
    return absorbed({ code: 'old-news' });
  const say = { code: 'cancel-refused', appointment, reason: event.reason } as const;
  const settles = settleCancels(booking, 'failed', say);
  return moved(booking, event, now, {
    to: { state: 'scheduled', appointment },
    say,
    result: 'failed',
    settles,
    effects: settles.map(({ deliveryId }) => ({ kind: 'tell', deliveryId })),
    note: say,
  });
}
