import type { BookingId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';
import type { JobResult } from '../ports/jobs.ts';

/** A delivery that is still being handled is looked at again after this time. */
const UNSETTLED_MS = 100;

/** Queues the answer to the sender of a delivery whose end no step of a booking brings. */
export async function tellLater(core: Core, bookingId: string, deliveryId: string): Promise<void> {
  const id = `tell-${deliveryId.replaceAll(':', '_')}`;
  await core.queue.enqueue([{ name: 'tell', id, payload: { bookingId, deliveryId }, priority: 1 }]);
}

/** The job behind `tell`: answers the sender of one delivery alone, with the latest word about it. */
export async function tell(core: Core, bookingId: BookingId, deliveryId: string): Promise<JobResult> {
  const delivery = await core.deliveries.get(deliveryId);
  if (delivery?.body.kind !== 'intent' || !delivery.body.reply) return;
  const channel = core.channels.get(delivery.body.reply.channel);
  if (!channel) return;
  const booking = await core.bookings.get(bookingId);
  const recorded = booking?.outcomes.find((row) => row.deliveryId === deliveryId)?.message;
  const message = recorded ?? delivery.settled?.message;
  if (message === undefined) return { againInMs: UNSETTLED_MS };
  const done = await channel.tell(delivery.body.reply, message);
  if (done.ok) return;
  core.metrics.channelFailure(channel.name, done.error.code);
  if (done.error.retryAfterMs !== undefined) return { againInMs: done.error.retryAfterMs };
  if (done.error.code === 'rejected') {
    core.log.warn(
      { bookingId, channel: channel.name, reason: done.error.reason },
      'An answer could not be brought to its clicker',
    );
    return;
  }
  throw new Error(`${channel.name}: ${done.error.reason}`);
}
