import { z } from 'zod';
import type { Member } from '../../../src/domain/directory.ts';
import type { FleetId, MemberId } from '../../../src/domain/ids.ts';
import { emailSchema, idSchema, line, localeSchema, phoneSchema, timeZoneSchema } from './fields.ts';

/** The body of `PUT /v1/fleets/{fleetId}/members/{memberId}`. */
export const memberBody = z.object({
  name: line(),
  roles: z
    .array(z.enum(['manager', 'approver', 'viewer']))
    .min(1)
    .max(3),
  slackUserId: line(64).optional(),
  teamsUserId: line(128).optional(),
  phone: phoneSchema.optional(),
  email: emailSchema.optional(),
  timeZone: timeZoneSchema.optional(),
  locale: localeSchema.optional(),
});

/** A member as he is shown. */
export const memberView = memberBody.extend({ fleetId: idSchema, memberId: idSchema });

/** The body as the domain's member; a role named twice counts once. */
export const toMember = (fleetId: FleetId, memberId: MemberId, body: z.output<typeof memberBody>): Member => ({
  fleetId,
  memberId,
  ...body,
  roles: [...new Set(body.roles)],
});
