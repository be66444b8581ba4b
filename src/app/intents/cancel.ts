import { appointmentOf } from '../../domain/booking.ts';
import type { Booking } from '../../domain/booking.ts';
import type { Instant } from '../../domain/ids.ts';
import type { Money } from '../../domain/money.ts';
import { transition } from '../../domain/transition.ts';
import type { Core } from '../core.ts';
import type { IntentHandler } from './handler.ts';

/** Cancels; inside the shop's fee window it shows the fee first and waits for `confirm-cancel`. */
export const cancel: IntentHandler<'cancel'> = (core, { bookingId, intent, actor, deliveryId }) =>
  core.engine.apply(
    bookingId,
    async (booking, now) => {
      const fee = await feeDue(core, booking, now);
      return transition(booking, { type: 'cancel', by: actor, reason: intent.reason, fee, deliveryId }, now);
    },
    { deliveryId, intent: 'cancel' },
  );

/** What the shop keeps if its appointment is cancelled now: its fee from `beforeHours` before the start on. */
export async function feeDue(core: Core, booking: Booking, now: Instant): Promise<Money | undefined> {
  const appointment = appointmentOf(booking);
  const terms = appointment && (await core.directory.provider(appointment.providerId))?.cancelFee;
  if (!appointment || !terms) return undefined;
  const hoursLeft = (Date.parse(appointment.start) - Date.parse(now)) / 3_600_000;
  return hoursLeft < terms.beforeHours ? terms.fee : undefined;
}
