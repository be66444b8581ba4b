import type { Booking } from '../booking.ts';
import { bayClaims, vehicleClaims } from '../claims.ts';
import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import { alertKey } from '../keys.ts';
import { isUrgent, severityRank } from '../services.ts';
import { emptyOffer, findSlot } from '../slot.ts';
import type { BookingIn, Step } from '../step.ts';
import { absorbed, moved, refused } from '../step.ts';
import { askApprover } from './approval.ts';
import { watchFrom } from './attention.ts';

/** The shop is asked for the chosen slot; the bay and the vehicle are claimed for its time in the same write. */
export function choose(
  booking: BookingIn<'offered'>,
  event: EventOf<'choose-slot' | 'reschedule'>,
  now: Instant,
): Step {
  const slot = event.type === 'reschedule' ? event.slot : findSlot(booking.offer, event.slotId);
  if (!slot) return refused({ code: 'slot-not-offered', next: booking.offer.slots });
  if (event.approval) return askApprover(booking, event, slot, event.approval, now);
  const attempt = booking.attempts + 1;
  const reference = `${booking.bookingId}-${attempt}`;
  return moved(booking, event, now, {
    to: {
      state: 'requested',
      request: { attempt, reference, slot, by: event.by, since: now, deliveryId: event.deliveryId, undo: event.undo },
    },
    say: { code: 'asking-shop', slot },
    result: 'pending',
    effects: [{ kind: 'book-at-shop', attempt }],
    claims: [
      ...bayClaims(slot.providerId, event.seat, slot.start, slot.end),
      ...vehicleClaims(booking.fleetId, booking.vehicleId, slot.start, slot.end),
    ],
    patch: { attempts: attempt, workOrder: event.workOrder, cost: slot.estimate },
  });
}

/** Our own claims show that the slot went to someone else: the next ones are offered, the clicker is told. */
export function takenBeforeAsking(booking: BookingIn<'offered'>, event: EventOf<'slot-taken'>, now: Instant): Step {
  const slot = findSlot(booking.offer, event.slotId);
  if (!slot) return refused({ code: 'slot-not-offered', next: booking.offer.slots });
  return moved(booking, event, now, {
    to: booking.phase,
    say: { code: 'slot-taken', slot, next: event.offer.slots },
    result: 'refused',
    effects: [
      { kind: 'expire-offer', at: event.offer.expiresAt },
      ...(event.by?.kind === 'system' ? [{ kind: 'auto-book' } as const] : []),
    ],
    patch: { offer: event.offer },
  });
}

export const askForMore = (
  booking: BookingIn<'offered' | 'scheduled'>,
  event: EventOf<'more-slots'>,
  now: Instant,
): Step =>
  moved(booking, event, now, {
    to: booking.phase,
    say: { code: 'looking-for-slots' },
    result: 'pending',
    effects: [{ kind: 'make-offer', why: 'more', deliveryId: event.deliveryId }],
  });

/** A case that had ended is opened again with a new offer. */
export const askForSlots = (
  booking: BookingIn<'cancelled' | 'no-show' | 'expired' | 'failed' | 'manual'>,
  event: EventOf<'more-slots'>,
  now: Instant,
): Step =>
  moved(booking, event, now, {
    to: { state: 'offered' },
    say: { code: 'looking-for-slots' },
    result: 'pending',
    effects: [{ kind: 'make-offer', why: 're-offer', deliveryId: event.deliveryId }],
    claims: [],
    patch: { offer: emptyOffer(now) },
  });

export const dismiss = (booking: BookingIn<'offered'>, event: EventOf<'dismiss'>, now: Instant): Step =>
  moved(booking, event, now, {
    to: { state: 'dismissed', by: event.by, reason: event.reason },
    say: { code: 'dismissed' },
  });

/**
 * Shops were asked: their slots replace the offer, unless that is newer. One that changes nothing still settles the click
 * that asked.
 */
export function replaceOffer(booking: BookingIn<'offered'>, event: EventOf<'offer'>, now: Instant): Step {
  const { slots, more, reason, madeAt } = event.offer;
  if (madeAt < booking.offer.madeAt) return absorbed({ code: 'old-news' });
  const say = { code: 'offer-made', next: slots, more: more.length, reason } as const;
  return moved(booking, event, now, {
    to: booking.phase,
    say,
    effects: [
      { kind: 'expire-offer', at: event.offer.expiresAt },
      ...(event.auto ? [{ kind: 'auto-book' } as const] : []),
    ],
    settles: event.deliveryId ? [{ deliveryId: event.deliveryId, intent: 'more-slots', result: 'done', say }] : [],
    patch: { offer: event.offer },
  });
}

/** Only when its time is really over: a newer offer has a later end. */
export function expire(booking: BookingIn<'offered'>, event: EventOf<'expired'>, now: Instant): Step {
  if (now < booking.offer.expiresAt) return absorbed({ code: 'old-news' });
  return moved(booking, event, now, { to: { state: 'expired' }, say: { code: 'offer-expired' } });
}

/** Times to move the appointment to: they are shown beside it, and end by nothing but the move. */
export function offerToMove(booking: BookingIn<'scheduled'>, event: EventOf<'offer'>, now: Instant): Step {
  const { slots, more, reason, madeAt } = event.offer;
  if (!event.toMove || madeAt < booking.offer.madeAt) return absorbed({ code: 'old-news' });
  const say = { code: 'offer-made', next: slots, more: more.length, reason } as const;
  return moved(booking, event, now, {
    to: { ...booking.phase, choosing: slots.length > 0 },
    say,
    settles: event.deliveryId ? [{ deliveryId: event.deliveryId, intent: 'more-slots', result: 'done', say }] : [],
    patch: { offer: event.offer },
  });
}

type AlertEvent = EventOf<'alert'>;

function withAlert(
  booking: Booking,
  { alert }: AlertEvent,
): Pick<Booking, 'alerts' | 'severity' | 'keys' | 'location'> {
  return {
    alerts: [...booking.alerts, alert],
    severity: severityRank(alert.severity) > severityRank(booking.severity) ? alert.severity : booking.severity,
    keys: [...booking.keys, alertKey(booking.fleetId, alert.alertId)],
    location: alert.location ?? booking.location,
  };
}

const repeats = (booking: Booking, event: AlertEvent): boolean =>
  booking.alerts.some((known) => known.alertId === event.alert.alertId);

/** From when on silence counts, where the alert is one that somebody has to answer soon. */
const watched = (booking: Booking, { alert, remindAt }: AlertEvent, now: Instant) =>
  remindAt !== undefined && isUrgent(alert.severity) ? watchFrom(booking, remindAt, now) : undefined;

/** Another alert of the case; a worse one ranks the offer again. */
export function joinAlert(booking: BookingIn<'offered'>, event: AlertEvent, now: Instant): Step {
  if (repeats(booking, event)) return absorbed({ code: 'old-news' });
  const worse = severityRank(event.alert.severity) > severityRank(booking.severity);
  const watch = isUrgent(booking.severity) ? undefined : watched(booking, event, now);
  return moved(booking, event, now, {
    to: booking.phase,
    say: { code: 'alert-joined' },
    effects: [...(worse ? [{ kind: 'make-offer', why: 're-offer' } as const] : []), ...(watch ? [watch.effect] : [])],
    patch: { ...withAlert(booking, event), ...(watch ? { watch: watch.watch } : {}) },
  });
}

/** Another alert while a shop is at it: kept and shown, nothing else changes. */
export function joinAlertQuietly(
  booking: BookingIn<'requested' | 'awaiting-approval' | 'scheduled' | 'moving' | 'in-progress'>,
  event: AlertEvent,
  now: Instant,
): Step {
  if (repeats(booking, event)) return absorbed({ code: 'old-news' });
  return moved(booking, event, now, {
    to: booking.phase,
    say: { code: 'alert-joined' },
    patch: withAlert(booking, event),
  });
}

/** An alert after the offer's end makes a new offer. */
export function joinAlertAgain(booking: BookingIn<'expired'>, event: AlertEvent, now: Instant): Step {
  if (repeats(booking, event)) return absorbed({ code: 'old-news' });
  const watch = watched(booking, event, now);
  return moved(booking, event, now, {
    to: { state: 'offered' },
    say: { code: 'alert-joined' },
    effects: [{ kind: 'make-offer', why: 're-offer' }, ...(watch ? [watch.effect] : [])],
    patch: { ...withAlert(booking, event), ...(watch ? { watch: watch.watch } : {}), offer: emptyOffer(now) },
  });
}
