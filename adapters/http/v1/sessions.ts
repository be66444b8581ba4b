import { z } from 'zod';
import { asFleetId, asMemberId } from '../../../src/domain/ids.ts';
import { createSessions } from '../../shared/session-tokens.ts';
import type { HttpDeps } from '../deps.ts';
import { operation, type Operation } from '../operation.ts';
import { json, problem } from '../problem.ts';

const sessionView = z.object({
  url: z.string().meta({ description: 'Opens the inbox as this member: give it to nobody else.' }),
  token: z.string().meta({ description: 'The same proof as bearer.' }),
  expiresAt: z.string(),
});

/** `POST /v1/fleets/{fleetId}/members/{memberId}/sessions`: a host lets one of its people in. */
export function sessionOperations({ directory, keys, clock, config }: HttpDeps): readonly Operation[] {
  const sessions = createSessions(keys, clock);
  return [
    operation({
      method: 'POST',
      path: '/v1/fleets/:fleetId/members/:memberId/sessions',
      name: 'openSession',
      summary: 'A link into the in-app inbox for one member, good for 12 hours.',
      access: 'fleet',
      answers: { 201: { what: 'The session.', schema: sessionView } },
      async handle({ caller, id }) {
        if (caller.kind !== 'fleet') return problem('FLEET_ONLY');
        const fleetId = asFleetId(id('fleetId'));
        if (fleetId !== caller.fleetId) return problem('OTHER_FLEET');
        const member = await directory.member(fleetId, asMemberId(id('memberId')));
        if (!member) return problem('NOT_FOUND');
        const { token, expiresAt } = sessions.issue(fleetId, member.memberId);
        return json(201, { url: `${config.publicUrl}/inbox?session=${token}`, token, expiresAt });
      },
    }),
  ];
}
