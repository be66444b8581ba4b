import type { UndoTerms } from '../approval.ts';
import type { Appointment, Booking, Phase, ShopRequest } from '../booking.ts';
import { isVehicleClaim } from '../claims.ts';
import type { Effect } from '../effects.ts';
import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { Say } from '../say.ts';
import type { Fallback, Offer } from '../slot.ts';
import type { BookingIn, Settles, Step } from '../step.ts';
import { absorbed, moved } from '../step.ts';
import { settleCancels } from './cancel.ts';
import { refuse } from './refusals.ts';

type Requested = BookingIn<'requested'>;

/** Answers of an earlier attempt are old news. */
export const isCurrent = (booking: Requested, event: { readonly attempt?: number | undefined }): boolean =>
  event.attempt === booking.phase.request.attempt;

export const settle = (request: ShopRequest, result: Settles['result'], say: Say): readonly Settles[] =>
  request.deliveryId ? [{ deliveryId: request.deliveryId, intent: 'choose-slot', result, say }] : [];

type Wanted = NonNullable<ShopRequest['cancelWanted']>;

/** Where a case goes whose shop holds nothing: to what the person booked himself, else to the end that he asked for. */
export function endOf({ by, reason, instead }: Wanted, now: Instant): { readonly to: Phase; readonly say: Say } {
  if (instead)
    return { to: { state: 'manual', manual: instead, by }, say: { code: 'booked-by-hand', manual: instead } };
  return { to: { state: 'cancelled', cancellation: { by, reason, at: now } }, say: { code: 'cancelled' } };
}

const tellBoth = (settles: readonly Settles[]) =>
  settles.map(({ deliveryId }) => ({ kind: 'tell', deliveryId }) as const);

export function confirm(booking: Requested, event: EventOf<'confirmed'>, now: Instant): Step {
  if (!isCurrent(booking, event)) return absorbed({ code: 'old-news' });
  const { request } = booking.phase;
  const appointment: Appointment = {
    ...appointmentAt(request, event, request.reference),
    ...(request.undo ? { undoUntil: undoEnd(request.undo, now), undoFee: request.undo.fee } : {}),
  };
  const say = { code: 'booked', appointment } as const;
  const wanted = request.cancelWanted;
  return moved(booking, event, now, {
    to: {
      state: 'scheduled',
      appointment,
      ...(wanted
        ? {
            cancelling: {
              stage: 'asking',
              by: wanted.by,
              reason: wanted.reason,
              at: now,
              deliveryId: wanted.deliveryId,
              instead: wanted.instead,
            },
          }
        : {}),
    },
    say,
    settles: settle(request, 'done', say),
    note: say,
    claims: event.keepBay ? booking.claims : booking.claims.filter(isVehicleClaim),
    effects: [
      ...becauseItStands(appointment, event.followUp),
      ...(appointment.undoUntil ? [{ kind: 'end-undo', at: appointment.undoUntil } as const] : []),
      ...(wanted ? ([{ kind: 'cancel-at-shop', reference: request.reference }] as const) : []),
    ],
    patch: { offer: { ...booking.offer, fallbacks: [] } },
  });
}

function undoEnd({ minutes, from }: UndoTerms, now: Instant): Instant {
  const seen = from === undefined || from < now ? now : from;
  return new Date(Date.parse(seen) + minutes * 60_000).toISOString();
}

/** What a request became once its shop had confirmed it; `reference` is what the shop knows it by. */
export function appointmentAt(
  { slot, by, approvedBy }: ShopRequest,
  event: Pick<EventOf<'confirmed'>, 'confirmation' | 'start' | 'statusRef'>,
  reference: string,
): Appointment {
  const lengthMs = Date.parse(slot.end) - Date.parse(slot.start);
  return {
    providerId: slot.providerId,
    providerName: slot.providerName,
    network: slot.network,
    networkRef: slot.networkRef,
    networkSlotId: slot.networkSlotId,
    confirmation: event.confirmation,
    reference,
    start: event.start,
    end: new Date(Date.parse(event.start) + lengthMs).toISOString(),
    timeZone: slot.timeZone,
    price: slot.estimate,
    dropOff: slot.dropOff,
    address: slot.address,
    phone: slot.phone,
    lat: slot.lat,
    lon: slot.lon,
    by,
    ...(approvedBy === undefined ? {} : { approvedBy }),
    ...(event.statusRef === undefined ? {} : { statusRef: event.statusRef }),
  };
}

/** What follows once an appointment stands, whether it was booked or moved. */
export function becauseItStands(appointment: Appointment, followUp = false): readonly Effect[] {
  const { network, networkRef, reference, start, end, statusRef, confirmation } = appointment;
  return [
    { kind: 'apply-parked', network, confirmation: statusRef ?? confirmation },
    ...(followUp
      ? ([{ kind: 'tell-shop', about: 'accepted', network, networkRef, reference, start, end }] as const)
      : []),
  ];
}

/** The slot is not to be had: back to an offer, or to the cancellation that was asked for meanwhile. */
export function giveBack(
  booking: Requested,
  event: EventOf<'slot-taken' | 'declined' | 'unavailable' | 'proposed' | 'no-answer'>,
  now: Instant,
  say: Say,
  more: readonly Effect[] = [],
): Step {
  const { request } = booking.phase;
  const { cancelWanted } = request;
  if (cancelWanted) {
    const end = endOf(cancelWanted, now);
    const settles = settleCancels(booking, 'done', end.say);
    // What was taken back before anybody was asked has no shop to tell of; its chooser reads whose wish that was.
    const other = cancelWanted.by.id === request.by.id ? {} : { by: cancelWanted.by.name };
    const told = request.askedAt === undefined ? { ...end.say, ...other } : say;
    return moved(booking, event, now, {
      ...end,
      settles: [...settles, ...settle(request, 'failed', told)],
      effects: more,
      claims: [],
      patch: { offer: event.offer, cost: undefined },
    });
  }
  const settles = settle(request, 'failed', say);
  return moved(booking, event, now, {
    to: { state: 'offered' },
    say,
    result: 'failed',
    settles,
    effects: [
      ...tellBoth(settles),
      { kind: 'expire-offer', at: event.offer.expiresAt },
      ...(request.undo ? [{ kind: 'auto-book' } as const] : []),
      ...more,
    ],
    note: say,
    claims: [],
    patch: { offer: event.offer, cost: undefined },
  });
}

export function loseSlot(booking: Requested, event: EventOf<'slot-taken'>, now: Instant): Step {
  // Nothing was asked: it is a click that lost its slot while somebody else chose another one.
  if (event.attempt === undefined) return refuse(booking, event);
  if (!isCurrent(booking, event)) return absorbed({ code: 'old-news' });
  return giveBack(booking, event, now, {
    code: 'slot-taken',
    slot: booking.phase.request.slot,
    next: event.offer.slots,
  });
}

/** The shop refuses. What no other slot or shop can cure (such as a bad VIN) ends the case for people to look at. */
export function decline(booking: Requested, event: EventOf<'declined'>, now: Instant): Step {
  if (!isCurrent(booking, event)) return absorbed({ code: 'old-news' });
  const { request } = booking.phase;
  if (!event.final || request.cancelWanted) {
    return giveBack(booking, event, now, {
      code: 'shop-declined',
      slot: request.slot,
      reason: event.reason,
      next: event.offer.slots,
    });
  }
  const { providerName, phone } = request.slot;
  const say = { code: 'failed', providerName, reason: event.reason, phone } as const;
  const settles = settle(request, 'failed', say);
  return moved(booking, event, now, {
    to: { state: 'failed', reason: event.reason, providerName, phone },
    say,
    result: 'failed',
    settles,
    effects: tellBoth(settles),
    note: say,
    claims: [],
    patch: { cost: undefined },
  });
}

/** The shop cannot be reached and certainly has booked nothing: other slots, and a way by hand. */
export function networkDown(booking: Requested, event: EventOf<'unavailable'>, now: Instant): Step {
  if (!isCurrent(booking, event)) return absorbed({ code: 'old-news' });
  const { slot } = booking.phase.request;
  const offer = { ...event.offer, fallbacks: withFallback(event.offer, booking) };
  return giveBack(booking, { ...event, offer }, now, { code: 'shop-unreachable', slot, next: offer.slots });
}

/**
 * It may have happened: nothing else is tried until the look-up knows; the card says so, once. A shop that answers by
 * itself is waited for no longer than if it had been asked for certain.
 */
export function outcomeUnknown(booking: Requested, event: EventOf<'unknown'>, now: Instant): Step {
  const { request } = booking.phase;
  const isKnown = request.unknownSince !== undefined || request.answerBy !== undefined;
  if (!isCurrent(booking, event) || isKnown) return absorbed({ code: 'old-news' });
  return moved(booking, event, now, {
    to: { state: 'requested', request: { ...request, unknownSince: now, mayAnswerBy: event.answerBy } },
    say: { code: 'shop-silent', slot: request.slot },
    result: 'pending',
    effects: event.answerBy ? [{ kind: 'await-answer', attempt: request.attempt, at: event.answerBy }] : [],
    patch: { offer: { ...booking.offer, fallbacks: withFallback(booking.offer, booking) } },
  });
}

/** A cancellation while the shop is asked: kept, and done as soon as the outcome is known. */
export function keepCancel(booking: Requested, event: EventOf<'cancel'>, now: Instant): Step {
  const { request } = booking.phase;
  const { providerName } = request.slot;
  if (request.cancelWanted) return absorbed({ code: 'cancel-kept', providerName });
  const cancelWanted = { by: event.by, reason: event.reason, deliveryId: event.deliveryId };
  return moved(booking, event, now, {
    to: { state: 'requested', request: { ...request, cancelWanted } },
    say: { code: 'cancel-kept', providerName },
    result: 'pending',
  });
}

/** The asked shop as a way by hand, in front of the offer's own fallbacks. */
export function withFallback(offer: Offer, booking: Booking): readonly Fallback[] {
  if (booking.phase.state !== 'requested') return offer.fallbacks;
  const { providerId, providerName, network, phone, bookingUrl } = booking.phase.request.slot;
  const known = offer.fallbacks.find((fallback) => fallback.providerId === providerId);
  const own = known ?? { providerId, providerName, network, phone, bookingUrl };
  return [own, ...offer.fallbacks.filter((fallback) => fallback.providerId !== providerId)];
}
