import type { Role } from '../../../src/domain/directory.ts';

/* Sample data: people and phone numbers are invented. */

/** The body of `PUT …/members/{memberId}`, with the id and what the page says under the name. */
export interface SampleMember {
  readonly memberId: string;
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
  readonly timeZone: string;
  readonly slackUserId?: string;
  readonly teamsUserId?: string;
  readonly phone?: string;
}

const timeZone = 'America/Chicago';

/** Managers read in one place each: Rosa has nothing but her phone. Lee is asked in Slack and in Teams, and answers in one. */
export const SAMPLE_MEMBERS = [
  {
    memberId: 'dana',
    name: 'Dana Reyes',
    title: 'Fleet manager',
    roles: ['manager'],
    slackUserId: 'U01DANA',
    timeZone,
  },
  {
    memberId: 'lee',
    name: 'Lee Okafor',
    title: 'Approver',
    roles: ['approver'],
    slackUserId: 'U01LEE',
    teamsUserId: '00000000-0000-4000-8000-000000000001',
    timeZone,
  },
  { memberId: 'sam', name: 'Sam Viewer', title: 'Viewer', roles: ['viewer'], slackUserId: 'U01SAM', timeZone },
  {
    memberId: 'rosa',
    name: 'Rosa Medina',
    title: 'Night manager',
    roles: ['manager'],
    phone: '+13125550154',
    timeZone,
  },
  {
    memberId: 'noa',
    name: 'Noa Lind',
    title: 'Depot manager',
    roles: ['manager'],
    teamsUserId: '00000000-0000-4000-8000-000000000002',
    timeZone,
  },
] as const satisfies readonly SampleMember[];

/** The people in Teams, and the channel that they read. */
export const SAMPLE_TEAMS = {
  tenantId: '00000000-0000-4000-8000-0000000000aa',
  room: { id: '19:fleet-maintenance@thread.tacv2', name: 'Fleet maintenance' },
} as const;

/** Who texts with the bot. */
export const SAMPLE_TEXTER = SAMPLE_MEMBERS[3];
/** The number that the bot texts from. */
export const SAMPLE_BOT_NUMBER = '+13125550199';
