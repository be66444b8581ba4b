import type { Booking, ByHand, Cancelling } from '../booking.ts';
import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { BookingIn, Step } from '../step.ts';
import { absorbed, moved, refused } from '../step.ts';
import { isVoid } from './cancel.ts';

type ByHandEvent = EventOf<'book-manually'>;

/** Why an appointment was cancelled for one that a person made himself. */
export const REPLACED = 'booked by hand';

export const sameByHand = (a: ByHand | undefined, b: ByHand | undefined): boolean =>
  a?.providerName === b?.providerName && a?.start === b?.start && a?.confirmation === b?.confirmation;

/** No shop holds anything for it: what the person booked himself stands at once. */
export function bookByHand(
  booking: BookingIn<'offered' | 'cancelled' | 'no-show' | 'expired' | 'failed'>,
  event: ByHandEvent,
  now: Instant,
): Step {
  const say = { code: 'booked-by-hand', manual: event.manual } as const;
  return moved(booking, event, now, {
    to: { state: 'manual', manual: event.manual, by: event.by },
    say,
    note: say,
    claims: [],
    patch: withoutFallbacks(booking),
  });
}

/** While a shop is asked: kept, and done as soon as it is known whether that shop has to be told off. The last word counts. */
export function keepByHand(booking: BookingIn<'requested'>, event: ByHandEvent, now: Instant): Step {
  const { request } = booking.phase;
  const say = { code: 'by-hand-kept', providerName: request.slot.providerName } as const;
  if (request.cancelWanted?.instead && sameByHand(request.cancelWanted.instead, event.manual)) return absorbed(say);
  const { by, deliveryId, manual } = event;
  return moved(booking, event, now, {
    to: {
      state: 'requested',
      request: { ...request, cancelWanted: { by, reason: REPLACED, deliveryId, instead: manual } },
    },
    say,
    result: 'pending',
  });
}

/** The old appointment is cancelled at its shop first, with its fee shown as for a cancellation. */
export function replaceByHand(booking: BookingIn<'scheduled'>, event: ByHandEvent, now: Instant): Step {
  const { appointment, cancelling } = booking.phase;
  const { by, deliveryId, manual, fee } = event;
  const kept = { code: 'by-hand-kept', providerName: appointment.providerName } as const;
  const same = cancelling?.instead !== undefined && sameByHand(cancelling.instead, manual);
  const wanted = { by, reason: REPLACED, at: now, deliveryId, instead: manual };
  const to = (change: Cancelling) => ({ state: 'scheduled', appointment, cancelling: change }) as const;
  if (cancelling?.stage === 'asking') {
    if (same) return absorbed(kept);
    return moved(booking, event, now, {
      to: to({ ...cancelling, instead: manual }),
      say: kept,
      result: 'pending',
    });
  }
  if (fee && fee.amount > 0) {
    const say = { code: 'by-hand-fee', appointment, fee } as const;
    if (same && !isVoid(cancelling, now)) return absorbed(say);
    return moved(booking, event, now, { to: to({ ...wanted, stage: 'confirm-fee', fee }), say, result: 'pending' });
  }
  return moved(booking, event, now, {
    to: to({ ...wanted, stage: 'asking' }),
    say: kept,
    result: 'pending',
    effects: [{ kind: 'cancel-at-shop', reference: appointment.reference }],
  });
}

/** Pitcrew did not book it, so that its shop has to be told by people. */
export function cancelByHand(booking: BookingIn<'manual'>, event: EventOf<'cancel'>, now: Instant): Step {
  const say = { code: 'by-hand-cancelled', manual: booking.phase.manual } as const;
  return moved(booking, event, now, {
    to: { state: 'cancelled', cancellation: { by: event.by, reason: event.reason, at: now } },
    say,
    note: say,
  });
}

/** Nobody tells when work that was booked by hand is done: it can be rated from its start on. */
export function rateByHand(booking: BookingIn<'manual'>, event: EventOf<'rate'>, now: Instant): Step {
  const { manual } = booking.phase;
  if (now < manual.start) return refused({ code: 'rate-from-start', manual });
  const { by, stars, comment } = event;
  const say = { code: 'rated', stars } as const;
  const words = comment ?? booking.rating?.comment;
  if (booking.rating?.stars === stars && booking.rating.comment === words) return absorbed(say);
  return moved(booking, event, now, {
    to: booking.phase,
    say,
    patch: { rating: { by, stars, comment: words, at: now } },
  });
}

const withoutFallbacks = ({ offer }: Booking): Pick<Booking, 'offer'> => ({ offer: { ...offer, fallbacks: [] } });
