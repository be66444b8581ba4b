import type { ActorRef } from '../../src/app/intents/delivery.ts';
import { cardOf } from '../../src/app/cards/build.ts';
import type { Addressee } from '../../src/domain/attention.ts';
import type { Booking } from '../../src/domain/booking.ts';
import type { Member } from '../../src/domain/directory.ts';
import { asBookingId } from '../../src/domain/ids.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import { renderCard } from './render/card.ts';
import type { AdaptiveCard } from './render/card.ts';
import type { TeamsDirectory } from './targets.ts';

/** A booking and the member of its fleet who looks at it. */
export interface Reading {
  readonly booking: Booking;
  readonly member: Member;
}

type Parts = Pick<ChannelParts<unknown>, 'resolveBooking'> & { readonly directory: TeamsDirectory };

/** Finds what a person in Teams may read, and how his card looks. */
export function createReaders({ resolveBooking, directory }: Parts) {
  return {
    /** Undefined for everyone who is not of the booking's fleet, as if it were not there. */
    async find(bookingId: string, by: ActorRef): Promise<Reading | undefined> {
      if (by.kind !== 'teams') return undefined;
      const booking = await resolveBooking?.(asBookingId(bookingId), by);
      const member =
        booking && (await directory.memberByPlatform(booking.fleetId, { kind: 'teams', userId: by.userId }));
      return booking && member ? { booking, member } : undefined;
    },
    /** His own view of the newest card; `inPerson`: he alone reads it, in his own zone and language. */
    async cardFor({ booking, member }: Reading, inPerson: boolean): Promise<AdaptiveCard> {
      const to = (await decides({ booking, member })) ? asApprover(booking, member) : undefined;
      return renderCard(cardOf(booking, to, inPerson ? member : undefined));
    },
  };

  /** Whether the decision is his: nobody decides on his own request unless the policy lets him. */
  async function decides({ booking, member }: Reading): Promise<boolean> {
    if (booking.phase.state !== 'awaiting-approval' || !member.roles.includes('approver')) return false;
    const { by } = booking.phase.approval;
    if (by.kind !== 'member' || by.id !== member.memberId) return true;
    return (await directory.fleet(booking.fleetId))?.policy.selfApproval ?? false;
  }
}

const asApprover = ({ updatedAt }: Booking, { memberId }: Member): Addressee => ({
  memberId,
  n: 0,
  as: 'approver',
  at: updatedAt,
});
