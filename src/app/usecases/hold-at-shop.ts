import type { BookingId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';
import type { JobResult } from '../ports/jobs.ts';
import { waitingFor } from './approvals.ts';

/** The job behind `hold-at-shop`: no network lets a time be held alone yet, and the card says so. */
export async function holdAtShop(core: Core, bookingId: BookingId, round: number): Promise<JobResult> {
  waitingFor(await core.bookings.get(bookingId), round);
}
