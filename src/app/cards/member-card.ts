import type { Booking } from '../../domain/booking.ts';
import type { Fleet, Member } from '../../domain/directory.ts';
import { cardOf } from './build.ts';
import type { Card } from './card.ts';

/** Whether a member acts, or reads only. */
export const acts = ({ roles }: Pick<Member, 'roles'>): boolean =>
  roles.includes('manager') || roles.includes('approver');

/** The card as one member sees it in a place of his own: what he may decide stands first, and a viewer has no buttons. */
export function memberCard(booking: Booking, member: Member, fleet: Pick<Fleet, 'policy'>): Card {
  const card = cardOf(booking, undefined, member);
  if (!acts(member)) return { ...card, actions: [] };
  if (!decides(booking, member, fleet)) return card;
  const { memberId } = member;
  const own = cardOf(booking, { memberId, n: 0, as: 'approver', at: booking.updatedAt }, member);
  return { ...card, actions: [...own.actions, ...card.actions] };
}

/** Nobody approves his own choice, unless the policy lets him. */
const decides = ({ phase }: Booking, { roles, memberId }: Member, { policy }: Pick<Fleet, 'policy'>): boolean =>
  phase.state === 'awaiting-approval' &&
  roles.includes('approver') &&
  (policy.selfApproval || phase.approval.by.kind !== 'member' || phase.approval.by.id !== memberId);
