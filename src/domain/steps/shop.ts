import type { Appointment, Booking } from '../booking.ts';
import { shiftClaims, vehicleClaims } from '../claims.ts';
import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import type { BookingIn, Step } from '../step.ts';
import { absorbed, moved } from '../step.ts';
import type { Say } from '../say.ts';
import { settleCancels } from './cancel.ts';

const OLD_NEWS = { code: 'old-news' } as const;

/** A word about an appointment that is not the present one changes nothing. */
export const isPresent = (
  appointment: Appointment,
  event: { readonly network: string; readonly confirmation: string },
): boolean => appointment.network === event.network && appointment.confirmation === event.confirmation;

/** A cancellation that the shop's word overtook: who asked for it reads that instead of waiting on. */
function overtaken(booking: Booking, say: Say) {
  const settles = settleCancels(booking, 'failed', say);
  return { settles, effects: settles.map(({ deliveryId }) => ({ kind: 'tell', deliveryId }) as const) };
}

/** Arrived at the shop: still scheduled, told in the thread. */
export function checkIn(
  booking: BookingIn<'scheduled' | 'moving'>,
  event: EventOf<'status-checked-in'>,
  now: Instant,
): Step {
  const { phase } = booking;
  if (!isPresent(phase.appointment, event) || phase.appointment.arrivedAt) return absorbed(OLD_NEWS);
  const appointment = { ...phase.appointment, arrivedAt: event.at };
  const say = { code: 'checked-in', appointment } as const;
  return moved(booking, event, now, { to: { ...phase, appointment }, say, note: say });
}

/**
 * The shop has it at another time: the appointment follows and keeps its length. What the shop said before its last word
 * about the time is old news.
 */
export function shopMoved(booking: BookingIn<'scheduled'>, event: EventOf<'moved-by-shop'>, now: Instant): Step {
  const { phase } = booking;
  const { appointment: old } = phase;
  const isOld = old.movedAt !== undefined && event.at < old.movedAt;
  if (!isPresent(old, event) || event.start === old.start || isOld) return absorbed(OLD_NEWS);
  const shiftMs = Date.parse(event.start) - Date.parse(old.start);
  const appointment: Appointment = {
    ...old,
    start: event.start,
    end: new Date(Date.parse(old.end) + shiftMs).toISOString(),
    movedAt: event.at,
    // They were those of the old day.
    dropOff: undefined,
    arrivedAt: undefined,
  };
  const say = { code: 'moved-by-shop', appointment, was: old } as const;
  return moved(booking, event, now, {
    to: { ...phase, appointment },
    say,
    note: say,
    claims: event.holds ? shiftClaims(booking.claims, old.start, event.start) : [],
  });
}

/** A shop that cannot refuse a cancellation was told of it: what it says of the job now comes too late. */
const isToldOff = ({ phase }: Booking): boolean =>
  phase.state === 'scheduled' && phase.cancelling?.toldAt !== undefined;

export function startWork(booking: BookingIn<'scheduled'>, event: EventOf<'status-in-progress'>, now: Instant): Step {
  const { appointment } = booking.phase;
  if (!isPresent(appointment, event) || isToldOff(booking)) return absorbed(OLD_NEWS);
  const say = { code: 'work-started', appointment } as const;
  return moved(booking, event, now, {
    to: { state: 'in-progress', appointment, startedAt: event.at },
    say,
    note: say,
    ...overtaken(booking, { code: 'in-the-shop', appointment }),
  });
}

/** Done; a shop that skips "in progress" is believed. */
export function complete(
  booking: BookingIn<'scheduled' | 'in-progress'>,
  event: EventOf<'status-completed'>,
  now: Instant,
): Step {
  const { appointment } = booking.phase;
  if (!isPresent(appointment, event) || isToldOff(booking)) return absorbed(OLD_NEWS);
  const say = { code: 'completed', appointment, invoice: event.invoice } as const;
  return moved(booking, event, now, {
    to: { state: 'completed', appointment, completedAt: event.at, invoice: event.invoice },
    say,
    note: say,
    claims: [],
    patch: event.invoice ? { cost: event.invoice } : {},
    ...overtaken(booking, say),
  });
}

/** A new invoice after completion; the same one again is old news. */
export function reviseInvoice(booking: BookingIn<'completed'>, event: EventOf<'status-completed'>, now: Instant): Step {
  const { appointment, invoice, completedAt, invoicedAt = completedAt } = booking.phase;
  const same =
    !event.invoice || (invoice?.amount === event.invoice.amount && invoice.currency === event.invoice.currency);
  if (!isPresent(appointment, event) || same || event.at < invoicedAt) return absorbed(OLD_NEWS);
  const say = { code: 'completed', appointment, invoice: event.invoice } as const;
  return moved(booking, event, now, {
    to: { ...booking.phase, invoice: event.invoice, invoicedAt: event.at },
    say,
    note: say,
    patch: event.invoice ? { cost: event.invoice } : {},
  });
}

export function noShow(
  booking: BookingIn<'scheduled' | 'in-progress'>,
  event: EventOf<'status-no-show'>,
  now: Instant,
): Step {
  const { phase } = booking;
  const { appointment } = phase;
  // Said before the work began, heard after it: the later word stands, as it would have in the other order.
  const before = phase.state === 'in-progress' && event.at < phase.startedAt;
  if (!isPresent(appointment, event) || before) return absorbed(OLD_NEWS);
  const say = { code: 'no-show', appointment } as const;
  return moved(booking, event, now, {
    to: { state: 'no-show', appointment, at: event.at },
    say,
    note: say,
    claims: [],
    ...overtaken(booking, say),
  });
}

/**
 * A no-show that came after all: only when the shop says so later than it said "no-show". It holds the vehicle again,
 * which was free meanwhile.
 */
export function revive(
  booking: BookingIn<'no-show'>,
  event: EventOf<'status-in-progress' | 'status-completed'>,
  now: Instant,
): Step {
  const { appointment, at } = booking.phase;
  if (!isPresent(appointment, event) || event.at <= at) return absorbed(OLD_NEWS);
  if (event.type === 'status-in-progress') {
    const say = { code: 'work-started', appointment } as const;
    return moved(booking, event, now, {
      to: { state: 'in-progress', appointment, startedAt: event.at },
      say,
      note: say,
      claims:
        event.holds === false
          ? []
          : vehicleClaims(booking.fleetId, booking.vehicleId, appointment.start, appointment.end),
    });
  }
  const say = { code: 'completed', appointment, invoice: event.invoice } as const;
  return moved(booking, event, now, {
    to: { state: 'completed', appointment, completedAt: event.at, invoice: event.invoice },
    say,
    note: say,
    patch: event.invoice ? { cost: event.invoice } : {},
  });
}

/** The shop cancelled. Our own cancellation is announced by the shop too: that one is answered where it was asked. */
export function shopCancelled(
  booking: BookingIn<'scheduled' | 'in-progress' | 'completed'>,
  event: EventOf<'cancelled-by-shop'>,
  now: Instant,
): Step {
  const { phase } = booking;
  const { appointment } = phase;
  const ours = phase.state === 'scheduled' && phase.cancelling?.stage === 'asking';
  if (!isPresent(appointment, event) || ours) return absorbed(OLD_NEWS);
  const by = { kind: 'provider', id: event.network, channel: event.network } as const;
  const say = { code: 'cancelled-by-shop', appointment } as const;
  return moved(booking, event, now, {
    to: { state: 'cancelled', appointment, cancellation: { by, reason: 'cancelled by the shop', at: event.at } },
    say,
    note: say,
    settles: settleCancels(booking, 'done', say),
    claims: [],
    patch: { cost: undefined },
  });
}

/** Stars and words, once a booking: a second rating edits the first. */
export function rate(booking: BookingIn<'completed'>, event: EventOf<'rate'>, now: Instant): Step {
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
