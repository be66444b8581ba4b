import type { Booking, BookingState } from '../../domain/booking.ts';
import { OPEN_STATES } from '../../domain/booking.ts';
import { DEFAULT_POLICY } from '../../domain/directory.ts';
import type { FleetId, Instant } from '../../domain/ids.ts';
import { stillDue } from '../../domain/still-due.ts';
import type { Core } from '../core.ts';
import { outboxOf } from '../engine.ts';
import { toJob } from '../relay.ts';

const PAGE = 200;
const DAY_MS = 86_400_000;
/** A closed case of this age has nothing left to be told or released. */
const CLOSED_DAYS = 45;
const CLOSED_STATES: readonly BookingState[] = ['completed', 'cancelled', 'no-show', 'manual', 'dismissed', 'failed'];

/**
 * Queues everything that is still due for the cases as the store has them: for a queue that is new, or has lost what it held.
 * Every job is safe to repeat, and its id is made of the booking's revision, so that two processes queue the same.
 * @param before cases that were opened later have their jobs already
 * @returns how many cases were looked at
 */
export async function rebuildJobs(core: Core, before: Instant): Promise<number> {
  const minutes = new Map<FleetId, number>();
  const closedSince = new Date(core.clock.now().getTime() - CLOSED_DAYS * DAY_MS).toISOString();
  const older = (page: readonly Booking[]) => page.filter(({ createdAt }) => createdAt <= before);
  const open = await each(core, OPEN_STATES, async (page) => {
    await queue(core, older(page), minutes);
    return true;
  });
  const closed = await each(core, CLOSED_STATES, async (page) => {
    await queue(core, older(page), minutes);
    return (page.at(-1)?.createdAt ?? '') >= closedSince;
  });
  return open + closed;
}

/** Page by page, the newest first, as long as it is wanted. */
async function each(
  { bookings }: Core,
  states: readonly BookingState[],
  work: (page: readonly Booking[]) => Promise<boolean>,
): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined, isWanted = true; isWanted;) {
    const page = await bookings.find({ states, limit: PAGE, cursor });
    count += page.items.length;
    isWanted = (await work(page.items)) && page.cursor !== null;
    cursor = page.cursor ?? undefined;
  }
  return count;
}

async function queue(core: Core, page: readonly Booking[], minutes: Map<FleetId, number>): Promise<void> {
  const jobs = [];
  for (const booking of page) {
    const { fleetId } = booking;
    if (!minutes.has(fleetId)) {
      const { policy } = (await core.directory.fleet(fleetId)) ?? { policy: DEFAULT_POLICY };
      minutes.set(fleetId, policy.remindAfterMinutes);
    }
    const effects = stillDue(booking, minutes.get(fleetId) ?? 0, core.clock.now().toISOString());
    jobs.push(...outboxOf(booking, effects).map((entry) => ({ ...toJob(entry), id: `due-${entry.id}` })));
  }
  await core.queue.enqueue(jobs);
}
