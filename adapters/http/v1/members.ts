import { asFleetId, asMemberId } from '../../../src/domain/ids.ts';
import type { HttpDeps } from '../deps.ts';
import { operation, type Call, type Operation } from '../operation.ts';
import { json, problem } from '../problem.ts';
import { pageQuery } from '../wire/fields.ts';
import { memberBody, memberView, toMember } from '../wire/member.ts';
import { deleted, entity, list, NO_CONTENT, written } from './answers.ts';
import { memberInUse } from './in-use.ts';

const idsOf = (call: Pick<Call<unknown, unknown>, 'id'>) =>
  [asFleetId(call.id('fleetId')), asMemberId(call.id('memberId'))] as const;

/** The members of a fleet, for the operator. */
export function memberOperations({ directory, bookings }: HttpDeps): readonly Operation[] {
  const path = '/v1/fleets/:fleetId/members/:memberId';
  return [
    operation({
      method: 'GET',
      path: '/v1/fleets/:fleetId/members',
      name: 'listMembers',
      summary: "A fleet's members.",
      access: 'operator',
      query: pageQuery,
      answers: list(memberView),
      async handle(call) {
        const fleetId = asFleetId(call.id('fleetId'));
        if ((await directory.fleet(fleetId)) === undefined) return problem('NOT_FOUND');
        return json(200, await directory.members(fleetId, call.query.cursor, call.query.limit));
      },
    }),
    operation({
      method: 'GET',
      path,
      name: 'getMember',
      summary: 'One member.',
      access: 'operator',
      answers: entity(memberView),
      async handle(call) {
        const member = await directory.member(...idsOf(call));
        return member === undefined ? problem('NOT_FOUND') : json(200, member);
      },
    }),
    operation({
      method: 'PUT',
      path,
      name: 'putMember',
      summary: 'Make or replace a member.',
      access: 'operator',
      body: memberBody,
      answers: written(memberView),
      async handle(call) {
        const [fleetId, memberId] = idsOf(call);
        if ((await directory.fleet(fleetId)) === undefined) return problem('NOT_FOUND');
        const member = toMember(fleetId, memberId, call.body);
        return json((await directory.putMember(member)) === 'created' ? 201 : 200, member);
      },
    }),
    operation({
      method: 'DELETE',
      path,
      name: 'deleteMember',
      summary: 'Delete a member who has no appointment under way.',
      access: 'operator',
      answers: deleted,
      refusals: ['IN_USE'],
      async handle(call) {
        const [fleetId, memberId] = idsOf(call);
        if (await memberInUse(bookings, fleetId, memberId)) return problem('IN_USE');
        return (await directory.deleteMember(fleetId, memberId)) ? NO_CONTENT : problem('NOT_FOUND');
      },
    }),
  ];
}
