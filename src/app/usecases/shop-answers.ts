import { answerDue } from '../../domain/appointment.ts';
import type { BookingId, Instant } from '../../domain/ids.ts';
import { asBookingId } from '../../domain/ids.ts';
import { slotIdFor } from '../../domain/slot-id.ts';
import type { OfferedSlot } from '../../domain/slot.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { Applied } from '../engine.ts';
import type { Settled } from '../ports/deliveries.ts';
import type { JobResult } from '../ports/jobs.ts';
import type { FollowUp, ProviderNetwork, ShopAnswer } from '../ports/network.ts';
import { confirmAttempt } from './book-at-shop.ts';
import { failed, moved } from './move-at-shop.ts';
import type { Moving } from './move-at-shop.ts';
import { freshOffer } from './offers.ts';
import type { Requested } from './shop-request.ts';

const LATE: Settled = { outcome: 'absorbed', message: 'The request was answered or withdrawn already.' };
const ASK_AGAIN_MS = 5_000;

async function waiting(core: Core, bookingId: BookingId, attempt: number): Promise<Requested | Moving | undefined> {
  const booking = await core.bookings.get(bookingId);
  const isWaiting =
    (booking?.phase.state === 'requested' || booking?.phase.state === 'moving') &&
    booking.phase.request.attempt === attempt;
  return isWaiting ? (booking as Requested | Moving) : undefined;
}

const isMoving = (booking: Requested | Moving): booking is Moving => booking.phase.state === 'moving';

/** A shop's answer to a request: taken while it waits for one, else without effect. */
export async function takeAnswer(core: Core, { network, bookingId, attempt, answer }: ShopAnswer): Promise<Settled> {
  const booking = await waiting(core, asBookingId(bookingId), attempt);
  const asked = core.networks.get(network);
  if (!booking || !asked || booking.phase.request.slot.network !== network) return LATE;
  const applied = await apply(core, booking, answer);
  if (applied.kind !== 'moved') return LATE;
  if (answer.kind !== 'accepted') core.metrics.bookingOutcome(network, answer.kind);
  return { outcome: 'accepted', message: `The answer was taken: ${answer.kind}.` };

  async function apply(core: Core, booking: Requested | Moving, answer: ShopAnswer['answer']): Promise<Applied> {
    const { slot } = booking.phase.request;
    if (isMoving(booking)) return answerToMove(core, booking, asked as NonNullable<typeof asked>, answer);
    if (answer.kind === 'accepted')
      return confirmAttempt(core, booking, asked as NonNullable<typeof asked>, {
        confirmation: answer.confirmation,
        start: slot.start,
      });
    const offer = await freshOffer(core, booking, 'best', { exclude: [slot] });
    if (answer.kind === 'declined') {
      const { reason } = answer;
      return core.engine.apply(booking.bookingId, (present, now) =>
        transition(present, { type: 'declined', attempt, reason, final: false, offer }, now),
      );
    }
    const bays = (await core.directory.provider(slot.providerId))?.bays ?? 1;
    return core.engine.apply(booking.bookingId, (present, now) =>
      transition(present, { type: 'proposed', attempt, proposed: proposedSlot(slot, answer, bays, now), offer }, now),
    );
  }
}

/** A shop's answer to the request for another time; the old one stands where it is no yes. */
async function answerToMove(
  core: Core,
  booking: Moving,
  network: ProviderNetwork,
  answer: ShopAnswer['answer'],
): Promise<Applied> {
  const { slot } = booking.phase.request;
  switch (answer.kind) {
    case 'accepted':
      return moved(core, booking, network, { confirmation: answer.confirmation, start: slot.start });
    case 'declined':
      return failed(core, booking, 'declined', { reason: answer.reason });
    case 'proposed': {
      const bays = (await core.directory.provider(slot.providerId))?.bays ?? 1;
      const now = core.clock.now().toISOString();
      return failed(core, booking, 'proposed', { proposed: proposedSlot(slot, answer, bays, now) });
    }
  }
}

/** The shop's own time as a slot of the offer: as long as the one that it was asked for. */
function proposedSlot(
  asked: OfferedSlot,
  { start, networkSlotId }: Extract<ShopAnswer['answer'], { kind: 'proposed' }>,
  bays: number,
  now: Instant,
): OfferedSlot {
  const lengthMs = Date.parse(asked.end) - Date.parse(asked.start);
  return {
    ...asked,
    slotId: slotIdFor(asked.providerId, networkSlotId),
    networkSlotId,
    start,
    end: new Date(Date.parse(start) + lengthMs).toISOString(),
    capacity: bays,
    seats: bays,
    proposed: true,
    dropOff: undefined,
    reasons: ['proposed by the shop itself', ...asked.reasons].slice(0, 3),
    checkedAt: now,
  };
}

/** The job behind `await-answer`: withdraws the request of a shop whose time for an answer is over, and offers the next times. */
export async function awaitAnswer(core: Core, bookingId: BookingId, attempt: number): Promise<JobResult> {
  const booking = await waiting(core, bookingId, attempt);
  const until = booking && answerDue(booking.phase.request);
  if (!booking || until === undefined) return;
  const { slot } = booking.phase.request;
  const leftMs = Date.parse(until) - core.clock.now().getTime();
  if (leftMs > 0) return { againInMs: leftMs };
  if (isMoving(booking)) return void (await failed(core, booking, 'no-answer'));
  const offer = await freshOffer(core, booking, 'best', { exclude: [slot], skipProviders: [slot.providerId] });
  const applied = await core.engine.apply(bookingId, (present, now) =>
    transition(present, { type: 'no-answer', attempt, offer }, now),
  );
  if (applied.kind === 'moved') core.metrics.bookingOutcome(slot.network, 'no-answer');
}

/** The job behind `tell-shop`: sends its word until the shop's network has taken it. */
export async function tellShop(core: Core, network: string, message: FollowUp): Promise<JobResult> {
  const shops = core.networks.get(network);
  if (!shops?.followUp) return;
  const told = await shops.followUp(message);
  if (told.ok) return;
  const { reference } = message;
  if (told.error.kind === 'rejected') {
    core.log.warn({ network, reference, reason: told.error.reason }, 'A shop could not be told how its request stands');
    return;
  }
  core.log.info({ network, reference, why: told.error.why }, 'A shop could not be told yet; it is tried again');
  return { againInMs: ASK_AGAIN_MS };
}
