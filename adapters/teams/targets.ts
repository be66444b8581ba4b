import type { ChannelError } from '../../src/app/ports/channel.ts';
import type { Directory } from '../../src/app/ports/directory.ts';
import type { Fleet, FleetChannel, Member } from '../../src/domain/directory.ts';
import { asFleetId, asMemberId } from '../../src/domain/ids.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { Conversations, Place } from './conversations.ts';

/** Whom Teams reaches, and whose booking that is. */
export type TeamsDirectory = Pick<Directory, 'fleet' | 'member' | 'memberByPlatform'>;

type TeamsEntry = Extract<FleetChannel, { kind: 'teams' }>;

export interface Targets {
  targetOf(entry: FleetChannel): string | undefined;
  personTargetOf(member: Member, fleet: Fleet): string | undefined;
  /** Where a target is now; a person's chat is begun where there is none yet. */
  placeOf(target: string): Promise<Result<Place, ChannelError>>;
}

/** A fleet's entry for Teams; its tenant is where its members are. */
const entryOf = ({ channels }: Pick<Fleet, 'channels'>): TeamsEntry | undefined =>
  channels.find((entry) => entry.kind === 'teams');

/** Names for the places of cards, and the way back from a name to the place. A person's name says no id of the platform. */
export function createTargets(directory: TeamsDirectory, conversations: Conversations): Targets {
  /** What operators set: whoever posts to a target has asked for its name before. */
  const set = new Map<string, Place>();

  async function room(target: string, tenantId: string, conversationId: string): Promise<Result<Place, ChannelError>> {
    const place = set.get(target) ?? (await conversations.room(tenantId, conversationId));
    return place === undefined ? nowhere('The conversation in Teams is not known.') : ok(place);
  }

  async function person(fleetId: string, memberId: string): Promise<Result<Place, ChannelError>> {
    const fleet = await directory.fleet(asFleetId(fleetId));
    const entry = fleet && entryOf(fleet);
    const member = await directory.member(asFleetId(fleetId), asMemberId(memberId));
    if (entry === undefined || member?.teamsUserId === undefined)
      return nowhere('That person is not reached in Teams any more.');
    const { tenantId, serviceUrl } = entry;
    return conversations.openChat({ tenantId, userId: member.teamsUserId }, serviceUrl);
  }

  return {
    targetOf(entry) {
      if (entry.kind !== 'teams') return undefined;
      const { tenantId, conversationId, serviceUrl } = entry;
      const target = `teams:room/${tenantId}/${conversationId}`;
      set.set(target, { tenantId, conversationId, serviceUrl });
      return target;
    },
    personTargetOf: ({ fleetId, memberId, teamsUserId }, fleet) =>
      teamsUserId === undefined || entryOf(fleet) === undefined ? undefined : `teams:person/${fleetId}/${memberId}`,
    async placeOf(target) {
      const [, kind, first, second] = /^teams:(room|person)\/([^/]+)\/(.+)$/.exec(target) ?? [];
      if (kind === undefined || first === undefined || second === undefined)
        return nowhere(`${target} is not a place in Teams.`);
      return kind === 'room' ? room(target, first, second) : person(first, second);
    },
  };
}

const nowhere = (reason: string) => fail({ code: 'rejected', reason } as const);
