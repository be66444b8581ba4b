import type { BookingId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';
import type { JobResult } from '../ports/jobs.ts';

/** A delivery that is still being handled is looked at again after this time. */
const UNSETTLED_MS = 100;

/**
 * Queues the answer to the sender of a delivery whose end no step of a booking brings. He is told at once where the queue
 * cannot be reached: no outbox keeps this.
 * @param message the answer, which the delivery does not hold yet
 */
export async function tellLater(
  core: Core,
  bookingId: string,
  deliveryId: string,
  message: string | undefined,
): Promise<void> {
  const id = `tell-${deliveryId.replaceAll(':', '_')}`;
  try {
    await core.queue.enqueue([{ name: 'tell', id, payload: { bookingId, deliveryId }, priority: 1 }]);
  } catch (error) {
    if (message === undefined) throw error;
    const delivery = await core.deliveries.get(deliveryId);
    const reply = delivery?.body.kind === 'intent' ? delivery.body.reply : undefined;
    const channel = reply && core.channels.get(reply.channel);
    const done = channel && (await channel.tell(reply, message));
    // Neither way: the delivery is taken up again.
    if (done?.ok === false && done.error.code !== 'rejected') throw error;
  }
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
