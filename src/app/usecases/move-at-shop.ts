import type { Appointment, ShopRequest } from '../../domain/booking.ts';
import type { EventOf } from '../../domain/events.ts';
import type { BookingId, Instant } from '../../domain/ids.ts';
import type { BookingIn } from '../../domain/step.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { Applied } from '../engine.ts';
import type { JobResult } from '../ports/jobs.ts';
import type {
  Confirmed,
  FoundAppointment,
  ProviderNetwork,
  Rejected,
  SlotTaken,
  Unavailable,
  Unknown,
} from '../ports/network.ts';
import { askAgainAfter, isShortRetry } from './again.ts';
import { feeAt } from './fees.ts';
import { freshOffer } from './offers.ts';
import { orderFor } from './order.ts';
import { forgetAvailability } from './forget-availability.ts';
import { revalidate } from './revalidate.ts';
import { applyStatus } from './statuses.ts';

export type Moving = BookingIn<'moving'>;
type Failure = SlotTaken | Rejected | Unavailable | Unknown;
type Why = EventOf<'move-failed'>['why'];

/** The booking if its present move is this attempt. */
export async function movingWith(core: Core, bookingId: BookingId, attempt: number): Promise<Moving | undefined> {
  const booking = await core.bookings.get(bookingId);
  const isMoving = booking?.phase.state === 'moving' && booking.phase.request.attempt === attempt;
  return isMoving ? (booking as Moving) : undefined;
}

/**
 * The job behind `move-at-shop`: the new time first. A shop that can moves its own appointment in one step; else the new one
 * is booked, and the old one is released after that. An earlier call that may have had its effect is looked up before
 * anything else is tried. Safe to repeat at any point.
 */
export async function moveAtShop(core: Core, bookingId: BookingId, attempt: number): Promise<JobResult> {
  const booking = await movingWith(core, bookingId, attempt);
  if (!booking) return;
  const { request, appointment, atomic } = booking.phase;
  // It has been asked, and answers by itself.
  if (request.answerBy !== undefined) return;
  const network = core.networks.get(request.slot.network);
  if (!network) return conclude(core, booking, { kind: 'unavailable', why: 'refused' }, request.askedAt === undefined);
  const nothingYet =
    request.askedAt === undefined || (network.lookup !== undefined && request.unknownSince === undefined);
  if (request.askedAt !== undefined) {
    const known = await lookUp(core, booking, network);
    if (known !== 'nothing') return known;
  } else {
    const obstacle = await revalidate(core, booking, network);
    if (obstacle) return conclude(core, booking, obstacle, true);
    if (!(await amendRequest(core, booking, { askedAt: core.clock.now().toISOString() }))) return { againInMs: 0 };
  }
  const memory = { note: request.note, keep: (note: string) => amendRequest(core, booking, { note }) };
  const order = await orderFor(core, booking, request, memory);
  const answer = await (atomic && network.move ? network.move(appointment, order) : network.book(order));
  if (answer.ok) return void (await moved(core, booking, network, answer.value));
  if (answer.error.kind === 'answers-later') return asked(core, booking, answer.error.answerBy);
  return conclude(core, booking, answer.error, nothingYet);
}

async function asked(core: Core, booking: Moving, answerBy: Instant): Promise<void> {
  const { attempt } = booking.phase.request;
  await core.engine.apply(booking.bookingId, (present, now) =>
    transition(present, { type: 'asked', attempt, answerBy }, now),
  );
}

/** Durable when it resolves; false when this move is not asked for any more. */
async function amendRequest(core: Core, booking: Moving, change: Partial<ShopRequest>): Promise<boolean> {
  const { attempt } = booking.phase.request;
  const isPresent = (phase: Moving['phase'] | { readonly state: string } | undefined): phase is Moving['phase'] =>
    phase?.state === 'moving' && (phase as Moving['phase']).request.attempt === attempt;
  const amended = await core.engine.amend(booking.bookingId, (present) =>
    isPresent(present.phase)
      ? { ...present, phase: { ...present.phase, request: { ...present.phase.request, ...change } } }
      : undefined,
  );
  return isPresent(amended?.phase);
}

/** What the shop has under our reference: the new booking, or the old appointment at its new time. */
async function lookUp(core: Core, booking: Moving, network: ProviderNetwork): Promise<JobResult | 'nothing'> {
  if (!network.lookup) return 'nothing';
  const { request, appointment, atomic } = booking.phase;
  const found = await network.lookup(atomic ? appointment.reference : request.reference);
  if (!found.ok) return unknown(core, booking);
  if (!found.value) return 'nothing';
  const isMoved = !atomic || found.value.start === request.slot.start;
  return isMoved ? void (await moved(core, booking, network, found.value)) : 'nothing';
}

/** Writes down that the new time is sure. Where nobody waits for it any more, the shop is asked to let go of it. */
export async function moved(
  core: Core,
  booking: Moving,
  network: ProviderNetwork,
  found: Confirmed | FoundAppointment,
): Promise<Applied> {
  const { request, atomic, appointment } = booking.phase;
  const { attempt, slot } = request;
  const { confirmation, start, statusRef } = found;
  const keepBay = network.traits.availability === 'derived';
  const followUp = network.followUp !== undefined;
  const reference = atomic && network.traits.moveKeepsId ? appointment.reference : request.reference;
  const applied = await core.engine.apply(booking.bookingId, async (present, now) => {
    const fee = await feeAt(core, { providerId: slot.providerId, start }, now);
    const news = { confirmation, start, keepBay, statusRef, followUp, reference, fee };
    return transition(present, { type: 'moved', attempt, ...news }, now);
  });
  if (applied.kind === 'conflict') throw new Error(`${network.name} gave one confirmation to two bookings`);
  if (applied.kind === 'absorbed' && !atomic) await nameUnwanted(core, booking, found);
  if (applied.kind !== 'moved') return applied;
  core.metrics.bookingOutcome(network.name, 'moved');
  for (const shop of new Set([slot.providerId, appointment.providerId])) await forgetAvailability(core, shop);
  if ('status' in found && found.status !== 'scheduled') {
    const at = core.clock.now().toISOString();
    await applyStatus(core, network.name, {
      ...{ eventId: `lookup-${confirmation}`, confirmation, status: found.status, at, statusRef },
    });
  }
  return applied;
}

/** The move ended while its shop was being asked: the job that lets go of it need not look it up. */
async function nameUnwanted(core: Core, { bookingId, phase }: Moving, { confirmation }: Confirmed): Promise<void> {
  const { reference } = phase.request;
  await core.engine.amend(bookingId, (present) =>
    present.releases?.some((release) => release.reference === reference && release.confirmation === undefined)
      ? {
          ...present,
          releases: present.releases.map((release) =>
            release.reference === reference ? { ...release, confirmation } : release,
          ),
        }
      : undefined,
  );
}

/** A call that did not bring the new time. */
async function conclude(core: Core, booking: Moving, failure: Failure, nothingYet: boolean): Promise<JobResult> {
  switch (failure.kind) {
    case 'unknown':
      return unknown(core, booking, failure.answerBy);
    case 'unavailable':
      if (isShortRetry(core, booking.phase.request, failure)) return { againInMs: failure.retryAfterMs };
      return nothingYet ? void (await failed(core, booking, 'unavailable')) : unknown(core, booking, failure.answerBy);
    case 'slot-taken':
      return void (await failed(core, booking, 'slot-taken'));
    case 'rejected':
      return void (await failed(core, booking, 'declined', { reason: failure.reason }));
  }
}

/** Writes down that the appointment stays as it is, with the next times to move it to. */
export async function failed(
  core: Core,
  booking: Moving,
  why: Why,
  more: Pick<EventOf<'move-failed'>, 'reason' | 'proposed'> = {},
): Promise<Applied> {
  const { request, appointment } = booking.phase;
  const { attempt, slot } = request;
  if (why === 'slot-taken') await forgetAvailability(core, slot.providerId);
  const skipProviders = why === 'unavailable' || why === 'no-answer' ? [slot.providerId] : [];
  const offer = await freshOffer(core, booking, 'best', { exclude: [slot, placeOf(appointment)], skipProviders });
  const applied = await core.engine.apply(booking.bookingId, async (present, now) => {
    const fee = await feeAt(core, appointment, now);
    return transition(present, { type: 'move-failed', attempt, why, offer, fee, ...more }, now);
  });
  if (applied.kind === 'moved') core.metrics.bookingOutcome(slot.network, 'move-failed');
  return applied;
}

const placeOf = ({ providerId, networkSlotId }: Appointment) => ({ providerId, networkSlotId });

async function unknown(core: Core, booking: Moving, answerBy?: Instant): Promise<JobResult> {
  const { attempt, unknownSince, since } = booking.phase.request;
  if (unknownSince === undefined)
    await core.engine.apply(booking.bookingId, (present, now) =>
      transition(present, { type: 'unknown', attempt, answerBy }, now),
    );
  return askAgainAfter(core.clock, unknownSince ?? since);
}
