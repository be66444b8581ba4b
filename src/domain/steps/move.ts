import { answerDue } from '../appointment.ts';
import type { Appointment, Booking, Cancelling, ShopRequest } from '../booking.ts';
import { bayClaims, vehicleClaims } from '../claims.ts';
import type { Effect } from '../effects.ts';
import type { DomainEvent, EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { Money } from '../money.ts';
import type { Say } from '../say.ts';
import type { OfferedSlot } from '../slot.ts';
import type { BookingIn, Settles, Step } from '../step.ts';
import { absorbed, moved, refused } from '../step.ts';
import { settleCancels } from './cancel.ts';
import { withRelease } from './release.ts';
import { appointmentAt, becauseItStands, settle } from './request.ts';

type Moving = BookingIn<'moving'>;
type Wanted = NonNullable<ShopRequest['cancelWanted']>;

const OLD_NEWS = { code: 'old-news' } as const;

export const isCurrentMove = (booking: Moving, event: { readonly attempt: number }): boolean =>
  event.attempt === booking.phase.request.attempt;

const isWhereItIs = (appointment: Appointment, slot: OfferedSlot): boolean =>
  slot.providerId === appointment.providerId &&
  (slot.networkSlotId === appointment.networkSlotId || slot.start === appointment.start);

const claimsFor = (booking: Booking, slot: OfferedSlot, seat: number | undefined): readonly string[] => [
  ...(seat === undefined ? [] : bayClaims(slot.providerId, seat, slot.start, slot.end)),
  ...vehicleClaims(booking.fleetId, booking.vehicleId, slot.start, slot.end),
];

/** The new time is claimed beside the old one, and its shop is asked; the appointment stands until that is sure. */
export function startMove(booking: BookingIn<'scheduled'>, event: EventOf<'reschedule'>, now: Instant): Step {
  const { appointment, cancelling } = booking.phase;
  const { slot, seat, atomic, by, deliveryId, workOrder } = event;
  if (cancelling?.stage === 'asking') return refused({ code: 'cancelling', providerName: appointment.providerName });
  if (!slot || slot.start <= now) return refused({ code: 'slot-not-offered', next: booking.offer.slots });
  if (isWhereItIs(appointment, slot)) return absorbed({ code: 'already-booked-this', appointment });
  const attempt = booking.attempts + 1;
  const reference = `${booking.bookingId}-${attempt}`;
  const say = { code: 'asking-to-move', slot, appointment } as const;
  return moved(booking, event, now, {
    to: {
      ...{ state: 'moving', appointment, atomic, seat, held: booking.claims },
      request: { attempt, reference, slot, by, since: now, deliveryId, workOrder },
    },
    say,
    result: 'pending',
    // A question about a fee that nobody answered has gone with it.
    settles: settleCancels(booking, 'refused', say),
    effects: [{ kind: 'move-at-shop', attempt }],
    claims: [...new Set([...booking.claims, ...claimsFor(booking, slot, seat)])],
    patch: { attempts: attempt },
  });
}

/** The new time is sure: it is the appointment now, and the old one is to be released where the shop has not moved it itself. */
export function finishMove(booking: Moving, event: EventOf<'moved'>, now: Instant): Step {
  if (!isCurrentMove(booking, event)) return absorbed(OLD_NEWS);
  const { request, atomic, appointment: old, seat } = booking.phase;
  const { slot, cancelWanted } = request;
  // What the shop said about the time before its move is old news.
  const appointment = { ...appointmentAt(request, event, event.reference), ...(atomic ? { movedAt: now } : {}) };
  const say = { code: 'moved', appointment, was: old, atomic } as const;
  const next = cancelWanted && cancellingOf(cancelWanted, appointment, event.fee, now);
  const releases = atomic ? booking.releases : withRelease(booking, old, now);
  return moved(booking, event, now, {
    to: { state: 'scheduled', appointment, cancelling: next?.cancelling },
    say,
    note: say,
    settles: [...settle(request, 'done', say), ...(next?.settles(booking) ?? [])],
    claims: claimsFor(booking, slot, event.keepBay ? seat : undefined),
    effects: [
      ...becauseItStands(appointment, event.followUp),
      ...(atomic ? [] : ([{ kind: 'release-at-shop', reference: old.reference }] as const)),
      ...(next?.effects ?? []),
    ],
    patch: {
      cost: slot.estimate,
      workOrder: request.workOrder ?? booking.workOrder,
      offer: { ...booking.offer, fallbacks: [] },
      ...(releases ? { releases } : {}),
    },
  });
}

/** The new time is not to be had: the appointment stands as it was, and whoever asked reads why, with the next times. */
export function failMove(booking: Moving, event: EventOf<'move-failed'>, now: Instant): Step {
  if (!isCurrentMove(booking, event)) return absorbed(OLD_NEWS);
  const { appointment, request, held } = booking.phase;
  const { offer, why, reason = '', proposed } = event;
  const slots = proposed ? [proposed, ...offer.slots].slice(0, 3) : offer.slots;
  const say: Say = { code: 'move-failed', slot: request.slot, appointment, why, reason, next: slots };
  const next = request.cancelWanted && cancellingOf(request.cancelWanted, appointment, event.fee, now);
  const settles = settle(request, 'failed', say);
  return moved(booking, event, now, {
    to: next
      ? { state: 'scheduled', appointment, cancelling: next.cancelling }
      : { state: 'scheduled', appointment, choosing: slots.length > 0 },
    say,
    result: 'failed',
    note: say,
    settles: [...settles, ...(next?.settles(booking) ?? [])],
    effects: [
      ...settles.map(({ deliveryId }) => ({ kind: 'tell', deliveryId }) as const),
      ...(answerDue(request) === undefined ? [] : [takenBack(booking)]),
      ...(next?.effects ?? []),
    ],
    claims: held,
    patch: { offer: { ...offer, slots, fallbacks: [] } },
  });
}

/** It may have happened: nothing else is tried until it is known; the card says so, once. */
export function moveUnknown(booking: Moving, event: EventOf<'unknown'>, now: Instant): Step {
  const { request } = booking.phase;
  const isKnown = request.unknownSince !== undefined || request.answerBy !== undefined;
  if (!isCurrentMove(booking, event) || isKnown) return absorbed(OLD_NEWS);
  return moved(booking, event, now, {
    to: { ...booking.phase, request: { ...request, unknownSince: now, mayAnswerBy: event.answerBy } },
    say: { code: 'shop-silent', slot: request.slot },
    result: 'pending',
    effects: event.answerBy ? [{ kind: 'await-answer', attempt: request.attempt, at: event.answerBy }] : [],
  });
}

/** A shop that answers by itself has been asked for the new time; the old one stands until it accepts. */
export function moveAsked(booking: Moving, event: EventOf<'asked'>, now: Instant): Step {
  const { request } = booking.phase;
  if (!isCurrentMove(booking, event) || request.answerBy !== undefined) return absorbed(OLD_NEWS);
  const { answerBy } = event;
  const waiting = { ...booking.phase, request: { ...request, answerBy, unknownSince: undefined } };
  if (request.cancelWanted) {
    const { fee } = request.cancelWanted;
    return takeMoveBack({ ...booking, phase: waiting }, event, now, request.cancelWanted, fee);
  }
  return moved(booking, event, now, {
    to: waiting,
    say: { code: 'shop-asked', slot: request.slot, until: answerBy },
    result: 'pending',
    effects: [{ kind: 'await-answer', attempt: request.attempt, at: answerBy }],
  });
}

/** A cancellation while the new time is asked for: kept until that is known, or done at once where a shop may take hours. */
export function cancelWhileMoving(booking: Moving, event: EventOf<'cancel'>, now: Instant): Step {
  const { request } = booking.phase;
  const { by, reason, deliveryId, fee } = event;
  const kept = { code: 'cancel-kept', providerName: request.slot.providerName } as const;
  if (request.cancelWanted) return absorbed(kept);
  const cancelWanted = { by, reason, deliveryId, ...(fee ? { fee } : {}) };
  if (answerDue(request) !== undefined) return takeMoveBack(booking, event, now, cancelWanted, fee);
  return moved(booking, event, now, {
    to: { ...booking.phase, request: { ...request, cancelWanted } },
    say: kept,
    result: 'pending',
  });
}

function takeMoveBack(booking: Moving, event: DomainEvent, now: Instant, wanted: Wanted, fee: Money | undefined): Step {
  const { appointment, request, held } = booking.phase;
  const next = cancellingOf(wanted, appointment, fee, now);
  return moved(booking, event, now, {
    to: { state: 'scheduled', appointment, cancelling: next.cancelling },
    say: next.say,
    result: 'pending',
    settles: [...next.settles(booking), ...settle(request, 'failed', next.say)],
    effects: [takenBack(booking), ...next.effects],
    claims: held,
  });
}

/** A shop that need not answer any more: the old time stays there, or nothing was ever booked. */
export function takenBack({ phase: { atomic, appointment, request } }: Moving): Effect {
  const { network, networkRef, start, end } = atomic ? appointment : request.slot;
  const about = atomic ? 'kept' : 'withdrawn';
  return { kind: 'tell-shop', about, network, networkRef, reference: request.reference, start, end };
}

/** A cancellation that waited for the end of a move: its fee is shown first where one is due, as for any other. */
function cancellingOf(
  { by, reason, deliveryId }: Wanted,
  appointment: Appointment,
  fee: Money | undefined,
  now: Instant,
) {
  const costs = fee !== undefined && fee.amount > 0;
  const say: Say = costs
    ? { code: 'cancel-fee', appointment, fee }
    : { code: 'cancelling', providerName: appointment.providerName };
  const cancelling: Cancelling = {
    ...{ by, reason, at: now, deliveryId },
    ...(costs ? { stage: 'confirm-fee', fee } : { stage: 'asking' }),
  };
  const effects: readonly Effect[] = costs ? [] : [{ kind: 'cancel-at-shop', reference: appointment.reference }];
  return {
    cancelling,
    effects,
    say,
    settles: (booking: Booking): readonly Settles[] => settleCancels(booking, 'pending', say),
  };
}
