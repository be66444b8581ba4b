import type { BookingId, Instant } from '../../domain/ids.ts';
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
import { freshOffer } from './offers.ts';
import { orderFor } from './order.ts';
import { forgetAvailability } from './forget-availability.ts';
import type { Requested } from './shop-request.ts';
import { amendRequest, markAsked, stillAsking } from './shop-request.ts';
import { revalidate } from './revalidate.ts';
import { applyStatus } from './statuses.ts';

/** A confirmation number that another case has is asked for again this long, then people have to call. */
const MIX_UP_MS = 60_000;
/**
 * The job behind `book-at-shop`. Marks durably that the shop is being asked, then asks it. Whenever an earlier call may have
 * had its effect, the shop is looked up by our reference before anything else is tried. Safe to repeat at any point.
 */
export async function bookAtShop(core: Core, bookingId: BookingId, attempt: number): Promise<JobResult> {
  const booking = stillAsking(await core.bookings.get(bookingId), attempt);
  if (!booking) return;
  const { request } = booking.phase;
  // It has been asked, and answers by itself.
  if (request.answerBy !== undefined) return;
  // Taken back before anybody was asked: then nobody is.
  if (request.askedAt === undefined && request.cancelWanted) {
    await core.engine.apply(bookingId, (present, now) =>
      transition(present, { type: 'unavailable', attempt, offer: present.offer }, now),
    );
    return;
  }
  const network = core.networks.get(request.slot.network);
  if (!network) return conclude(core, booking, { kind: 'unavailable', why: 'refused' }, request.askedAt === undefined);
  // Nothing can have happened before the first call, nor when a look-up just said so and no call is left hanging.
  const nothingYet =
    request.askedAt === undefined || (network.lookup !== undefined && request.unknownSince === undefined);
  if (request.askedAt !== undefined) {
    const known = await lookUp(core, booking, network);
    if (known !== 'nothing') return known;
  } else {
    const obstacle = await revalidate(core, booking, network);
    if (obstacle) return conclude(core, booking, obstacle, true);
    if (!(await markAsked(core, booking))) return { againInMs: 0 };
  }
  const keep = async (note: string) => (await amendRequest(core, booking, () => ({ note }))) !== undefined;
  const memory = { note: request.note, keep };
  const order = await orderFor(core, booking, request, memory);
  const answer = await network.book(order);
  if (answer.ok) return confirmed(core, booking, network, answer.value);
  if (answer.error.kind === 'answers-later') return asked(core, booking, answer.error.answerBy);
  return conclude(core, booking, answer.error, nothingYet);
}

/** The shop has the request; the card says until when it may answer. */
async function asked(core: Core, booking: Requested, answerBy: Instant): Promise<void> {
  const { attempt } = booking.phase.request;
  await core.engine.apply(booking.bookingId, (present, now) =>
    transition(present, { type: 'asked', attempt, answerBy }, now),
  );
}

/** What the shop has under our reference; `nothing` when it surely has nothing and may be asked (again). */
async function lookUp(core: Core, booking: Requested, network: ProviderNetwork): Promise<JobResult | 'nothing'> {
  if (!network.lookup) return 'nothing';
  const found = await network.lookup(booking.phase.request.reference);
  if (!found.ok) {
    await unknown(core, booking);
    return again(core, booking);
  }
  return found.value ? confirmed(core, booking, network, found.value) : 'nothing';
}

/** Writes down what a shop confirmed for an attempt. */
export async function confirmAttempt(
  core: Core,
  booking: Requested,
  network: ProviderNetwork,
  { confirmation, start, statusRef }: Confirmed,
): Promise<Applied> {
  const { attempt } = booking.phase.request;
  const keepBay = network.traits.availability === 'derived';
  const followUp = network.followUp !== undefined;
  const applied = await core.engine.apply(booking.bookingId, (present, now) =>
    transition(present, { type: 'confirmed', attempt, confirmation, start, keepBay, statusRef, followUp }, now),
  );
  if (applied.kind === 'conflict') {
    const age = core.clock.now().getTime() - Date.parse(booking.phase.request.since);
    if (age >= MIX_UP_MS) return mixedUp(core, booking, attempt);
    throw new Error(`${network.name} gave one confirmation to two bookings`);
  }
  if (applied.kind === 'moved') {
    // Its bay is the shop's own to count from now on, and what we know of the shop is from before.
    if (!keepBay) await forgetAvailability(core, booking.phase.request.slot.providerId);
    core.metrics.bookingOutcome(network.name, 'booked');
    core.metrics.timeToBook((core.clock.now().getTime() - Date.parse(booking.createdAt)) / 1000);
  }
  return applied;
}

async function confirmed(
  core: Core,
  booking: Requested,
  network: ProviderNetwork,
  found: Confirmed | FoundAppointment,
): Promise<void> {
  await confirmAttempt(core, booking, network, found);
  const { confirmation, statusRef } = found;
  if ('status' in found && found.status !== 'scheduled') {
    const at = core.clock.now().toISOString();
    await applyStatus(core, network.name, {
      eventId: `lookup-${confirmation}`,
      confirmation,
      status: found.status,
      at,
      statusRef,
    });
  }
}

/** A call that did not end in an appointment. */
async function conclude(
  core: Core,
  booking: Requested,
  failure: SlotTaken | Rejected | Unavailable | Unknown,
  nothingYet: boolean,
): Promise<JobResult> {
  const { slot, attempt } = booking.phase.request;
  switch (failure.kind) {
    case 'unknown':
      await unknown(core, booking, failure.answerBy);
      return again(core, booking);
    case 'unavailable': {
      if (isShortRetry(core, booking.phase.request, failure)) return { againInMs: failure.retryAfterMs };
      if (!nothingYet) {
        await unknown(core, booking, failure.answerBy);
        return again(core, booking);
      }
      const offer = await freshOffer(core, booking, 'best', { exclude: [slot], skipProviders: [slot.providerId] });
      await core.engine.apply(booking.bookingId, (present, now) =>
        transition(present, { type: 'unavailable', attempt, offer }, now),
      );
      break;
    }
    case 'slot-taken': {
      await forgetAvailability(core, slot.providerId);
      const offer = await freshOffer(core, booking, 'best', { exclude: [slot] });
      await core.engine.apply(booking.bookingId, (present, now) =>
        transition(present, { type: 'slot-taken', attempt, slotId: slot.slotId, offer }, now),
      );
      break;
    }
    case 'rejected': {
      const { reason } = failure;
      const final = failure.code === 'invalid-vin';
      // What is wrong with the shop itself is wrong for the next case too: it is asked before it is offered again.
      if (!final) await forgetAvailability(core, slot.providerId);
      const offer = final ? booking.offer : await freshOffer(core, booking, 'best', { exclude: [slot] });
      await core.engine.apply(booking.bookingId, (present, now) =>
        transition(present, { type: 'declined', attempt, reason, final, offer }, now),
      );
    }
  }
  core.metrics.bookingOutcome(slot.network, failure.kind);
}

async function unknown(core: Core, booking: Requested, answerBy?: Instant): Promise<void> {
  const { attempt, slot, unknownSince } = booking.phase.request;
  if (unknownSince !== undefined) return;
  const applied = await core.engine.apply(booking.bookingId, (present, now) =>
    transition(present, { type: 'unknown', attempt, answerBy }, now),
  );
  if (applied.kind === 'moved') core.metrics.bookingOutcome(slot.network, 'unknown');
}

/** As long again as it has been unknown already. */
const again = ({ clock }: Core, { phase: { request } }: Requested): JobResult =>
  askAgainAfter(clock, request.unknownSince ?? request.since);

/** The shop gave a confirmation number that another case has: nobody but people can find out what stands there. */
async function mixedUp(core: Core, booking: Requested, attempt: number): Promise<Applied> {
  const reason = 'It answered with the confirmation number of another booking. Please call to find out what stands';
  core.log.error({ bookingId: booking.bookingId }, 'A network gave one confirmation to two bookings');
  return core.engine.apply(booking.bookingId, (present, now) =>
    transition(present, { type: 'declined', attempt, reason, final: true, offer: present.offer }, now),
  );
}
