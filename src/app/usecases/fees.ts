import type { Appointment, Booking } from '../../domain/booking.ts';
import { appointmentOf } from '../../domain/booking.ts';
import type { Instant } from '../../domain/ids.ts';
import type { Money } from '../../domain/money.ts';
import type { Core } from '../core.ts';

/** What the shop keeps if its appointment is cancelled now: its fee from `beforeHours` before the start on. */
export async function feeDue(core: Core, booking: Booking, now: Instant): Promise<Money | undefined> {
  const appointment = appointmentOf(booking);
  return appointment && feeAt(core, appointment, now);
}

/** The same for a time at a shop. */
export async function feeAt(
  core: Core,
  { providerId, start }: Pick<Appointment, 'providerId' | 'start'>,
  now: Instant,
): Promise<Money | undefined> {
  const terms = (await core.directory.provider(providerId))?.cancelFee;
  if (!terms) return undefined;
  const hoursLeft = (Date.parse(start) - Date.parse(now)) / 3_600_000;
  return hoursLeft < terms.beforeHours ? terms.fee : undefined;
}
