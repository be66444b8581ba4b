import { createHash } from 'node:crypto';
import { cardOf } from '../../src/app/cards/build.ts';
import type { Card } from '../../src/app/cards/card.ts';
import type { ChannelError } from '../../src/app/ports/channel-error.ts';
import type { Booking } from '../../src/domain/booking.ts';
import type { Fleet, Member } from '../../src/domain/directory.ts';
import { asFleetId, asMemberId } from '../../src/domain/ids.ts';
import type { Result } from '../../src/domain/result.ts';
import { fail, ok } from '../../src/domain/result.ts';
import type { Writer } from './letters/write.ts';
import type { EmailParts } from './parts.ts';

/** A member who can be written to. */
export interface Reader {
  readonly member: Member & { readonly email: string };
  readonly fleet: Fleet;
}

type Ref = Readonly<Record<string, string>>;

/** How a place names its reader: an address has no business in there. */
export const targetOf = ({ fleetId, memberId, email }: Member): string | undefined =>
  email === undefined ? undefined : `email:${fleetId}/${memberId}`;

/** The reference of a place, from its target. */
export function refOf(target: string): Ref | undefined {
  const [, fleetId, memberId] = /^email:([^/]+)\/([^/]+)$/.exec(target) ?? [];
  return fleetId === undefined || memberId === undefined ? undefined : { fleetId, memberId };
}

/** Who is behind a reference, as the directory has him now. */
export async function readerOf({ directory }: EmailParts, ref: Ref | undefined): Promise<Result<Reader, ChannelError>> {
  const { fleetId, memberId } = ref ?? {};
  if (fleetId === undefined || memberId === undefined) return rejected('That is no place for mails.');
  const fleet = await directory.fleet(asFleetId(fleetId));
  const member = fleet && (await directory.member(fleet.fleetId, asMemberId(memberId)));
  if (!fleet || member?.email === undefined) return rejected(`${memberId} has no e-mail address any more.`);
  return ok({ fleet, member: { ...member, email: member.email } });
}

const rejected = (reason: string) => fail({ code: 'rejected', reason } as const);

/** What a reader is called in Message-IDs: the same one always, and it names nobody. */
export const aliasOf = ({ member }: Reader): string =>
  createHash('sha256').update(`${member.fleetId}/${member.memberId}`).digest('hex').slice(0, 12);

/** Under what the mails about a case to one reader are remembered. */
export const threadKey = (bookingId: string, { member }: Reader): string =>
  `thread/${bookingId}/${member.fleetId}/${member.memberId}`;

export const writerFor = ({ links, mailer }: EmailParts, { member, fleet }: Reader, bookingId: string): Writer => ({
  links,
  owner: { bookingId, fleetId: member.fleetId, memberId: member.memberId },
  fleetName: fleet.name,
  replyTo: mailer.replyTo,
});

/** The card as this member reads it: an approver can decide on what waits for one. */
export function cardFor(booking: Booking, member: Member): Card {
  const decides = booking.phase.state === 'awaiting-approval' && member.roles.includes('approver');
  const { memberId } = member;
  return cardOf(booking, decides ? { memberId, n: 0, as: 'approver', at: booking.updatedAt } : undefined, member);
}
