import type { Booking, Release } from '../../domain/booking.ts';
import type { BookingId } from '../../domain/ids.ts';
import type { Money } from '../../domain/money.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { JobResult } from '../ports/jobs.ts';
import type { ProviderNetwork } from '../ports/network.ts';
import { askAgainAfter } from './again.ts';
import { orderFor } from './order.ts';
import { forgetAvailability } from './forget-availability.ts';

const NETWORK_OFF_MS = 30_000;
/** A call that nobody waits for any more has had its effect by then, if it has one. */
const SURELY_MS = 60_000;

/** What a shop has that is to go: its confirmation, nothing, or not known yet. */
type Found = { readonly confirmation: string } | 'nothing' | 'unknown';

/**
 * The job behind `release-at-shop`: a shop is asked to let go of an appointment that was moved away from it until its answer
 * is known; where it refuses, people are told that both stand.
 */
export async function releaseAtShop(core: Core, bookingId: BookingId, reference: string): Promise<JobResult> {
  const booking = await core.bookings.get(bookingId);
  const release = booking?.releases?.find((one) => one.reference === reference && one.refused === undefined);
  if (!booking || !release) return;
  const network = core.networks.get(release.network);
  // A network that is switched off for now may come back.
  if (!network) return { againInMs: NETWORK_OFF_MS };
  const again = () => askAgainAfter(core.clock, release.since);
  const { networkRef, start, end, confirmation: known } = release;
  if (known === undefined && network.followUp) {
    const told = await network.followUp({ about: 'withdrawn', reference, networkRef, start, end });
    return told.ok || told.error.kind === 'rejected' ? released(core, booking, release, undefined) : again();
  }
  const found = known === undefined ? await find(core, booking, release, network) : { confirmation: known };
  if (found === 'unknown') return again();
  if (found === 'nothing') return released(core, booking, release, undefined);
  const answer = await network.cancel({ ...found, networkRef, reference });
  if (answer.ok) return released(core, booking, release, answer.value.fee);
  if (answer.error.kind !== 'rejected') return again();
  const { reason } = answer.error;
  await core.engine.apply(bookingId, (present, now) =>
    transition(present, { type: 'release-refused', reference, reason }, now),
  );
}

/** Whether the shop has it: by look-up, or where there is none by sending the same request once more. */
async function find(core: Core, booking: Booking, release: Release, network: ProviderNetwork): Promise<Found> {
  if (network.lookup) {
    const answer = await network.lookup(release.reference);
    if (!answer.ok) return 'unknown';
    if (answer.value) return answer.value.status === 'cancelled' ? 'nothing' : answer.value;
    const age = core.clock.now().getTime() - Date.parse(release.since);
    return age < SURELY_MS ? 'unknown' : 'nothing';
  }
  if (!release.request) return 'nothing';
  const memory = { note: release.request.note, keep: () => Promise.resolve(true) };
  const answer = await network.book(await orderFor(core, booking, release.request, memory));
  if (answer.ok) return answer.value;
  return answer.error.kind === 'unknown' || answer.error.kind === 'unavailable' ? 'unknown' : 'nothing';
}

async function released(core: Core, booking: Booking, release: Release, fee: Money | undefined): Promise<void> {
  const { reference, providerId } = release;
  await core.engine.apply(booking.bookingId, (present, now) =>
    transition(present, { type: 'released', reference, fee }, now),
  );
  await forgetAvailability(core, providerId);
}
