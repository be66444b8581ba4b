import type { ReplyRef } from '../../src/app/intents/delivery.ts';
import type { Directory } from '../../src/app/ports/directory.ts';
import type { Fleet, Member } from '../../src/domain/directory.ts';
import { asFleetId, asMemberId } from '../../src/domain/ids.ts';

/** A member with the phone by which he is reached. */
export type Reached = Member & { readonly phone: string };

const hasPhone = (member: Member | undefined): member is Reached => member?.phone !== undefined;
const texts = ({ channels }: Fleet): boolean => channels.some(({ kind }) => kind === 'sms');

export const targetOf = ({ fleetId, memberId }: Pick<Member, 'fleetId' | 'memberId'>): string =>
  `sms:${fleetId}/${memberId}`;

/** The member behind a place such as `sms:acme/dana`, if he has a phone. */
export async function memberAt(directory: Pick<Directory, 'member'>, target: string): Promise<Reached | undefined> {
  const [, fleetId, memberId] = /^sms:([^/]+)\/([^#]+)/.exec(target) ?? [];
  if (fleetId === undefined || memberId === undefined) return undefined;
  const member = await directory.member(asFleetId(fleetId), asMemberId(memberId));
  return hasPhone(member) ? member : undefined;
}

/** Whoever has this phone, in each fleet that has texts. */
export async function membersOf(
  directory: Pick<Directory, 'membersByPhone' | 'fleet'>,
  phone: string,
): Promise<readonly Reached[]> {
  const members = (await directory.membersByPhone(phone)).filter(hasPhone);
  const fleets = await Promise.all(members.map(({ fleetId }) => directory.fleet(fleetId)));
  return members.filter((_, i) => {
    const fleet = fleets[i];
    return fleet !== undefined && texts(fleet);
  });
}

/** Where the sender of a text is answered; `id` is that text's. */
export const replyTo = (member: Reached, vehicleId: string, id: string): ReplyRef => ({
  channel: 'sms',
  ref: { target: targetOf(member), vehicleId, id },
});
