import type { Booking } from '../../domain/booking.ts';
import type { FleetChannel, Member } from '../../domain/directory.ts';
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
  const { kind, userId } = actor;
  const posts = fleet?.channels.some((entry) => isWhere(entry, actor)) ?? false;
  return posts ? core.directory.memberByPlatform(fleetId, { kind, userId }) : undefined;
}

/** Whether a fleet's channel is in the workspace or tenant where someone clicked. */
function isWhere(entry: FleetChannel, actor: Exclude<ActorRef, { readonly kind: 'member' }>): boolean {
  if (entry.kind === 'slack') return actor.kind === 'slack' && entry.teamId === actor.teamId;
  return entry.kind === 'teams' && actor.kind === 'teams' && entry.tenantId === actor.tenantId;
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
