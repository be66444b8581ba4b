import type { Booking, PostedCard } from '../../domain/booking.ts';
import type { Fleet } from '../../domain/directory.ts';
import type { Core } from '../core.ts';
import type { Channel, ChannelError } from '../ports/channel.ts';
import type { JobResult } from '../ports/jobs.ts';

/** One of the fleet's channels, by the key under which the booking remembers its card there. */
export interface Target {
  readonly channel: Channel;
  readonly key: string;
}

export function targetsOf(core: Core, fleet: Fleet): readonly Target[] {
  return fleet.channels.flatMap((entry) => {
    const channel = core.channels.get(entry.kind);
    const key = channel?.targetOf(entry, fleet);
    return channel && key !== undefined ? [{ channel, key }] : [];
  });
}

export const postedIn = (booking: Booking, key: string): PostedCard | undefined =>
  booking.cards.find((card) => card.target === key);
/** Whether it lies there; else its post is reserved and not known to have ended. */
export const isPosted = (card: PostedCard | undefined): card is PostedCard =>
  card !== undefined && Object.keys(card.ref).length > 0;
export const withCard = (booking: Booking, card: PostedCard): Booking => ({
  ...booking,
  cards: [...booking.cards.filter(({ target }) => target !== card.target), card],
});

/**
 * Every target gets its turn, whatever happens at the others. Answers the soonest wish to come again; a failure is
 * thrown only when nobody has one, so that the back-off of a broken channel does not hold up the others.
 */
export async function atEach(
  targets: readonly Target[],
  bring: (target: Target) => Promise<JobResult>,
): Promise<JobResult> {
  const wishes: number[] = [];
  const failures: unknown[] = [];
  for (const target of targets) {
    try {
      const result = await bring(target);
      if (result) wishes.push(result.againInMs);
    } catch (error) {
      failures.push(error);
    }
  }
  if (wishes.length > 0) return { againInMs: Math.min(...wishes) };
  if (failures.length > 0) throw failures[0];
}

/** Says that a channel did not take something, and whether and when to try again: throwing means the usual back-off. */
export function giveUpOrRetry(core: Core, booking: Booking, channel: Channel, error: ChannelError): JobResult {
  const { fleetId, bookingId } = booking;
  const { code, reason, retryAfterMs } = error;
  core.log.warn({ bookingId, channel: channel.name, reason }, 'A card could not be brought to its channel');
  core.metrics.channelFailure(channel.name, code);
  const at = core.clock.now().toISOString();
  core.events.emit('channel.failed', {
    type: 'channel.failed',
    at,
    channel: channel.name,
    fleetId,
    bookingId,
    reason,
  });
  if (code === 'rejected') return;
  if (retryAfterMs !== undefined) return { againInMs: retryAfterMs };
  throw new Error(`${channel.name}: ${reason}`);
}
