import { answerDue } from '../appointment.ts';
import { shiftClaims, vehicleClaims } from '../claims.ts';
import type { EventOf } from '../events.ts';
import type { Instant } from '../ids.ts';
import { withOutcome } from '../outcomes.ts';
import { sentence } from '../sentences.ts';
import type { BookingIn, Handler, Step } from '../step.ts';
import { absorbed, moved } from '../step.ts';
import { takenBack } from './move.ts';
import { withUnwanted } from './release.ts';
import { settle } from './request.ts';
import { complete, isPresent, noShow, shopCancelled, startWork } from './shop.ts';

type Moving = BookingIn<'moving'>;
type Scheduled = BookingIn<'scheduled'>;

/** The booking as if nobody were moving it. */
const standing = (booking: Moving): Scheduled => {
  const { appointment, held } = booking.phase;
  return { ...booking, phase: { state: 'scheduled', appointment }, claims: held };
};

/**
 * The shop's word about the old appointment counts as if there were no move, and ends it: who asked for the new time reads
 * that, and what its shop may have booked meanwhile is cancelled there.
 */
function overtaking<E extends { readonly type: string }>(
  handler: (booking: Scheduled, event: E, now: Instant) => Step,
) {
  return (booking: Moving, event: E, now: Instant): Step => {
    const step = handler(standing(booking), event, now);
    if (step.kind !== 'moved') return step;
    const { request, atomic } = booking.phase;
    const settles = settle(request, 'failed', step.say);
    const told = settles.reduce(
      (known, { say, ...row }) => withOutcome(known, { ...row, at: now, message: sentence(say, booking.context) }),
      step.booking,
    );
    const history = told.history.map((row, i) =>
      i === told.history.length - 1 ? { ...row, from: 'moving' as const } : row,
    );
    const waits = answerDue(request) !== undefined;
    // In one step there is one appointment: that word was about it. What was never asked for needs no release.
    const unwanted = !atomic && !waits && request.askedAt !== undefined;
    return {
      ...step,
      booking: { ...told, history, ...(unwanted ? { releases: withUnwanted(booking, request, now) } : {}) },
      effects: [
        ...step.effects,
        ...settles.map(({ deliveryId }) => ({ kind: 'tell', deliveryId }) as const),
        ...(unwanted ? ([{ kind: 'release-at-shop', reference: request.reference }] as const) : []),
        ...(waits && !atomic ? [takenBack(booking)] : []),
      ],
    };
  };
}

export const startWorkInstead: Handler<'moving', 'status-in-progress'> = overtaking(startWork);
export const completeInstead: Handler<'moving', 'status-completed'> = overtaking(complete);
export const noShowInstead: Handler<'moving', 'status-no-show'> = overtaking(noShow);
export const cancelledInstead: Handler<'moving', 'cancelled-by-shop'> = overtaking(shopCancelled);

/** The shop has the old appointment at another time; where that is the one just asked for, its own answer tells. */
export function shopMovedMeanwhile(booking: Moving, event: EventOf<'moved-by-shop'>, now: Instant): Step {
  const { phase } = booking;
  const { appointment: old, request, held } = phase;
  const isOld = old.movedAt !== undefined && event.at < old.movedAt;
  const isOurs = event.start === request.slot.start;
  if (!isPresent(old, event) || event.start === old.start || isOld || isOurs) return absorbed({ code: 'old-news' });
  const shiftMs = Date.parse(event.start) - Date.parse(old.start);
  const appointment = {
    ...old,
    start: event.start,
    end: new Date(Date.parse(old.end) + shiftMs).toISOString(),
    movedAt: event.at,
    dropOff: undefined,
    arrivedAt: undefined,
  };
  const say = { code: 'moved-by-shop', appointment, was: old } as const;
  const shifted = event.holds ? shiftClaims(held, old.start, event.start) : [];
  return moved(booking, event, now, {
    to: { ...phase, appointment, held: shifted },
    say,
    note: say,
    claims: [...new Set([...shifted, ...ownOf(booking)])],
  });
}

/** What is claimed for the new time. */
function ownOf({ claims, fleetId, vehicleId, phase }: Moving): readonly string[] {
  const { start, end } = phase.request.slot;
  const held = new Set(phase.held);
  return [...claims.filter((claim) => !held.has(claim)), ...vehicleClaims(fleetId, vehicleId, start, end)];
}
