import type { NextPerson } from '../domain/approval-events.ts';
import type { ApprovalNeed, Person } from '../domain/approval.ts';
import type { Actor, Booking } from '../domain/booking.ts';
import type { Fleet, Member, Role } from '../domain/directory.ts';
import type { FleetId, Instant } from '../domain/ids.ts';
import { approvalReason } from '../domain/policy/approval.ts';
import { maySendAt } from '../domain/policy/quiet-hours.ts';
import { inOrder } from '../domain/policy/rota.ts';
import type { OfferedSlot } from '../domain/slot.ts';
import type { Core } from './core.ts';

type Directory = Pick<Core, 'directory'>;
type Reach = Pick<Core, 'directory' | 'channels'>;

const PAGE = 200;

/** The members of a fleet with a role, in the order in which they are asked at an instant; whoever is away is left out. */
export async function membersInOrder(
  { directory }: Directory,
  fleet: Fleet,
  role: Role,
  at: Instant,
): Promise<readonly Member[]> {
  const members = (await allMembers(directory, fleet.fleetId)).filter(({ roles }) => roles.includes(role));
  return inOrder(members, fleet.policy.rota ?? [], at, fleet.timeZone);
}

async function allMembers(directory: Core['directory'], fleetId: FleetId): Promise<readonly Member[]> {
  const members: Member[] = [];
  let cursor: string | undefined;
  do {
    const page = await directory.members(fleetId, cursor, PAGE);
    members.push(...page.items);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return members;
}

/** What a choice needs to be approved; `undefined`: nothing. */
export async function approvalNeed(
  core: Pick<Core, 'directory' | 'networks' | 'channels'>,
  fleet: Fleet,
  booking: Booking,
  choice: { readonly slot: OfferedSlot; readonly by: Actor },
  at: Instant,
): Promise<ApprovalNeed | undefined> {
  const reason = approvalReason(fleet.policy, choice.slot);
  if (reason === undefined) return undefined;
  const approver = await nextApprover(core, fleet, booking, { ...choice, asked: [] }, at);
  const holds = core.networks.get(choice.slot.network)?.hold !== undefined;
  return { reason, minutes: fleet.policy.approvalMinutes, holds, ...(approver ? { approver } : {}) };
}

/**
 * The next approver who was not asked yet and may decide: nobody decides his own request unless the policy lets him.
 * Whom no channel reaches comes after those whom one does.
 */
export async function nextApprover(
  core: Reach,
  fleet: Fleet,
  booking: Pick<Booking, 'severity'>,
  { asked, slot, by }: { readonly asked: readonly string[]; readonly slot: OfferedSlot; readonly by: Actor },
  at: Instant,
): Promise<Person | undefined> {
  const approvers = await membersInOrder(core, fleet, 'approver', at);
  const isOwn = ({ memberId }: Member): boolean => by.kind === 'member' && memberId === by.id;
  const left = approvers.filter(
    (member) => !asked.includes(member.memberId) && (fleet.policy.selfApproval || !isOwn(member)),
  );
  const next = left.find((member) => channelsTo(core, fleet, member).length > 0) ?? left[0];
  return next && personOf(fleet, booking, next, at, slot.start);
}

/** A person with the end of his quiet hours, if he is in them; not where that would be too late, or it cannot wait. */
function personOf(
  fleet: Fleet,
  { severity }: Pick<Booking, 'severity'>,
  { memberId, name, timeZone }: Member,
  at: Instant,
  before?: Instant,
): Person {
  const from = maySendAt(fleet.policy.quietHours, at, timeZone ?? fleet.timeZone);
  const waits = severity !== 'out-of-service' && from > at && (before === undefined || from < before);
  return { memberId, name, ...(waits ? { from } : {}) };
}

/**
 * Who is reminded next of a case that nobody answers: each manager in order by the first channel that reaches him, then
 * each by the second, and so on. `undefined`: everybody was.
 */
export async function nextToRemind(
  core: Pick<Core, 'directory' | 'channels'>,
  fleet: Fleet,
  booking: Booking,
  at: Instant,
  except?: string,
): Promise<NextPerson | undefined> {
  const managers = await membersInOrder(core, fleet, 'manager', at);
  const reached = managers
    .filter(({ memberId }) => memberId !== except)
    .map((member) => ({ member, channels: channelsTo(core, fleet, member) }));
  const asked = booking.watch?.asked ?? [];
  const most = Math.max(0, ...reached.map(({ channels }) => channels.length));
  for (let nth = 0; nth < most; nth++) {
    for (const { member, channels } of reached) {
      const channel = channels[nth];
      if (channel === undefined || asked.includes(`${member.memberId}@${channel}`)) continue;
      return { ...personOf(fleet, booking, member, at), channel };
    }
  }
  return undefined;
}

/** The channels that reach a member in person, in the order in which the fleet names them. */
export function channelsTo({ channels }: Pick<Core, 'channels'>, fleet: Fleet, member: Member): readonly string[] {
  const names = [...new Set(fleet.channels.map(({ kind }) => kind as string))];
  return names.filter((name) => channels.get(name)?.personTargetOf?.(member, fleet) !== undefined);
}
