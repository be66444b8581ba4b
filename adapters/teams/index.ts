import type { ChannelModule, ChannelParts } from '../shared/channel-module.ts';
import { createTeamsChannel } from './channel.ts';
import { teamsEnv } from './env.ts';
import { teamsPackage } from './manifest.ts';
import type { TeamsConfig } from './env.ts';

export { createTeamsChannel, type TeamsParts } from './channel.ts';
export { teamsManifest } from './manifest.ts';
export { teamsEnv, type TeamsConfig } from './env.ts';

/** The Teams channel as the registry lists it. Any of its variables switches it on, so that one without an app id is refused. */
export const teams = {
  name: 'teams',
  env: teamsEnv,
  enabledBy: ['TEAMS_APP_ID', 'TEAMS_APP_PASSWORD', 'TEAMS_TENANT_ID', 'TEAMS_OPENID_METADATA_URL', 'TEAMS_TOKEN_URL'],
  manifest: teamsPackage,
  create: (parts: ChannelParts<TeamsConfig>) => createTeamsChannel(parts),
} as const satisfies ChannelModule<typeof teamsEnv>;
