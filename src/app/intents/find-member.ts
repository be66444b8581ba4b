import type { Booking } from '../../domain/booking.ts';
import type { Member } from '../../domain/directory.ts';
import { asBookingId, asFleetId, asMemberId } from '../../domain/ids.ts';
import type { FleetId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';
import type { ActorRef } from './delivery.ts';

/** The member of this fleet behind a platform's user; a user of another workspace is a stranger. */
export async function findMember(
  core: Pick<Core, 'directory'>,
  fleetId: FleetId,
  actor: ActorRef,
): Promise<Member | undefined> {
  if (actor.kind === 'member') {
    return actor.fleetId === fleetId
      ? core.directory.member(asFleetId(actor.fleetId), asMemberId(actor.memberId))
      : undefined;
  }
  const fleet = await core.directory.fleet(fleetId);
  const posts = fleet?.channels.some((entry) => entry.kind === 'slack' && entry.teamId === actor.teamId) ?? false;
  return posts ? core.directory.memberByPlatform(fleetId, { kind: 'slack', userId: actor.userId }) : undefined;
}

/** A booking for a member of its own fleet to read; undefined for everyone else, as if it were not there. */
export async function bookingFor(
  core: Pick<Core, 'bookings' | 'directory'>,
  bookingId: string,
  actor: ActorRef,
): Promise<Booking | undefined> {
  const booking = await core.bookings.get(asBookingId(bookingId));
  return booking && (await findMember(core, booking.fleetId, actor)) ? booking : undefined;
}
