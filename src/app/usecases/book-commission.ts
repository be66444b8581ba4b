import { missingLines } from '../../domain/commission.ts';
import type { BookingId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';

const TRIES = 10;

/**
 * The job behind `book-commission`: adds the lines that the booking's ledger lacks. Safe to repeat, also by two at once:
 * a line's id is its place among the booking's lines, so whoever comes second starts from what the first one wrote.
 */
export async function bookCommission(core: Core, bookingId: BookingId): Promise<void> {
  for (let i = 0; i < TRIES; i++) {
    const booking = await core.bookings.get(bookingId);
    if (!booking?.earnings) return;
    const networks = new Set(booking.earnings.flatMap(({ work }) => (work ? [work.network] : [])));
    const agreements = await Promise.all([...networks].map((network) => core.directory.agreement(network)));
    const termsOf = (network: string) => agreements.find((known) => known?.network === network)?.terms ?? [];
    const lines = await core.ledger.of(bookingId);
    const missing = missingLines(booking, lines, termsOf, core.clock.now().toISOString());
    if (missing.length === 0 || (await core.ledger.append(missing)) === 'written') return;
  }
  throw new Error(`The lines of the booking ${bookingId} changed ${TRIES} times while they were being written`);
}
