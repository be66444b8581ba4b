import type { Addressee } from '../../domain/attention.ts';
import type { Booking, PostedCard } from '../../domain/booking.ts';
import type { Fleet, Member } from '../../domain/directory.ts';
import { asMemberId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';
import { channelsTo, membersInOrder } from '../people.ts';
import type { Channel, ChannelError } from '../ports/channel.ts';
import type { JobResult } from '../ports/jobs.ts';

/** A place for a booking's card, by the key under which the booking remembers it there. */
export interface Target {
  readonly channel: Channel;
  readonly key: string;
  /** What the channel calls the place. */
  readonly address: string;
  /** Whose own card it is; absent: one of the fleet's channels. */
  readonly to?: Addressee | undefined;
  /** Who alone reads it there. */
  readonly reader?: Member | undefined;
}

/** Where a booking's card belongs: in the fleet's channels, and with the people who are asked in person. */
export async function placesOf(core: Core, booking: Booking, fleet: Fleet): Promise<readonly Target[]> {
  const own = await Promise.all((booking.people ?? []).map((to) => personalTargets(core, fleet, to)));
  return [...(await targetsOf(core, fleet)), ...own.flat()];
}

async function personalTargets(core: Core, fleet: Fleet, to: Addressee): Promise<readonly Target[]> {
  const member = await core.directory.member(fleet.fleetId, asMemberId(to.memberId));
  if (!member) return [];
  return channelsTo(core, fleet, member)
    .filter((name) => to.via?.includes(name) ?? true)
    .flatMap((name) => {
      const channel = core.channels.get(name);
      const address = channel?.personTargetOf?.(member, fleet);
      // Asked anew is a new message: an edited one goes unnoticed.
      return channel && address !== undefined
        ? [{ channel, address, key: `${address}#${to.n}`, to, reader: member }]
        : [];
    });
}

/** The places of a fleet's channels: a room, or each manager where the channel has no rooms. */
export async function targetsOf(core: Core, fleet: Fleet): Promise<readonly Target[]> {
  const places = fleet.channels.map(async (entry): Promise<readonly Target[]> => {
    const channel = core.channels.get(entry.kind);
    if (!channel) return [];
    if (channel.toEachManager) return managersAt(core, fleet, channel);
    const key = channel.targetOf(entry, fleet);
    return key === undefined ? [] : [{ channel, key, address: key }];
  });
  return (await Promise.all(places)).flat();
}

async function managersAt(core: Core, fleet: Fleet, channel: Channel): Promise<readonly Target[]> {
  const managers = await membersInOrder(core, fleet, 'manager', core.clock.now().toISOString());
  return managers.flatMap((reader) => {
    const address = channel.personTargetOf?.(reader, fleet);
    return address === undefined ? [] : [{ channel, key: address, address, reader }];
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
