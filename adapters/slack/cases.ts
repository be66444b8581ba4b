import type { Card } from '../../src/app/cards/card.ts';
import { cardOf } from '../../src/app/cards/build.ts';
import { OPEN_STATES } from '../../src/domain/booking.ts';
import type { Booking, BookingState } from '../../src/domain/booking.ts';
import type { Fleet, Member } from '../../src/domain/directory.ts';
import { severityRank } from '../../src/domain/services.ts';
import type { ChannelParts } from '../shared/channel-module.ts';

/** Everything that is under way, and what only waits for somebody to choose a time. */
export const UNDER_WAY = OPEN_STATES;
export const TO_CHOOSE: readonly BookingState[] = ['offered'];

/** Of one fleet, how many cases are looked at. */
const LOOKED_AT = 200;

export interface FleetCases {
  readonly fleet: Fleet;
  readonly member: Member;
  /** The most urgent first, as this member reads them. */
  readonly cards: readonly Card[];
}

export interface Reader {
  readonly teamId: string;
  readonly userId: string;
}

/** What someone may see in a team: its fleets that he is a member of, by name, each with its cases in these states. */
export type CasesOf = (reader: Reader, states: readonly BookingState[]) => Promise<readonly FleetCases[]>;

export function createCases({ directory, bookings }: Pick<ChannelParts<unknown>, 'directory' | 'bookings'>): CasesOf {
  return async ({ teamId, userId }, states) => {
    const ids = await directory.fleetsOfSlackTeam(teamId);
    const found = await Promise.all(
      ids.map(async (fleetId): Promise<readonly FleetCases[]> => {
        const member = await directory.memberByPlatform(fleetId, { kind: 'slack', userId });
        const fleet = member && (await directory.fleet(fleetId));
        if (!member || !fleet) return [];
        const { items } = await bookings.find({ fleetId, states, limit: LOOKED_AT });
        return [{ fleet, member, cards: byUrgency(items).map((booking) => cardFor(booking, member)) }];
      }),
    );
    return found.flat().sort((a, b) => a.fleet.name.localeCompare(b.fleet.name));
  };
}

/** The card as a member reads it: with the decision, where he is the approver who was asked last. */
export function cardFor(booking: Booking, member: Member): Card {
  const asked = booking.people?.filter(({ as }) => as === 'approver').at(-1);
  return cardOf(booking, asked?.memberId === member.memberId ? asked : undefined, member);
}

/** The worst first, and of those what waits for somebody. */
const byUrgency = (bookings: readonly Booking[]): readonly Booking[] =>
  [...bookings].sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || waits(b) - waits(a));

const waits = ({ phase }: Booking): number => (TO_CHOOSE.includes(phase.state) ? 1 : 0);
