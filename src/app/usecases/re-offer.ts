import type { Booking } from '../../domain/booking.ts';
import type { Core } from '../core.ts';
import type { JobRequest } from '../ports/jobs.ts';
import { stableFraction } from '../../domain/spread.ts';

const PAGE = 200;
/** All are asked for within this time after the recovery; providers.md allows 30 s. */
const WITHIN_MS = 20_000;
/** So far apart, on average, while there are few. */
const APART_MS = 100;

/**
 * A network answers again: the cases that were offered without it get a new offer, one after another, so that it is not
 * met by all of them at once. The slots that they show stay choosable.
 */
export async function reOfferAfter(core: Core, network: string): Promise<number> {
  const waiting: Booking[] = [];
  let cursor: string | undefined;
  do {
    const page = await core.bookings.find({ states: ['offered'], limit: PAGE, ...(cursor ? { cursor } : {}) });
    waiting.push(...page.items.filter((booking) => missed(booking, network)));
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  const spanMs = Math.min(WITHIN_MS, waiting.length * APART_MS);
  const now = core.clock.now().getTime();
  const jobs = waiting.map(({ bookingId, revision }): JobRequest => ({
    // Several processes notice the recovery: the case is asked for once.
    id: `${bookingId}-${revision}-recovered`,
    name: 'make-offer',
    payload: { bookingId, why: 'recovered' },
    runAt: new Date(now + Math.floor(stableFraction(bookingId) * spanMs)).toISOString(),
  }));
  if (jobs.length > 0) await core.queue.enqueue(jobs);
  core.log.info({ network, cases: jobs.length }, 'Cases are offered anew after the recovery of a network');
  return jobs.length;
}

/** A vehicle that must not be driven has no slots whoever answers. */
const missed = ({ offer, severity }: Booking, network: string): boolean =>
  severity !== 'out-of-service' &&
  (offer.slots.length < 3 || offer.fallbacks.some((fallback) => fallback.network === network));
