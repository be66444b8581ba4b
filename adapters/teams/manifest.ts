import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { ManifestFile, ManifestWish } from '../shared/channel-module.ts';

const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Stands for the app id until the operator has one; Teams takes no package with it. */
const NO_APP = '00000000-0000-0000-0000-000000000000';
const ICONS = { color: 'color.png', outline: 'outline.png' } as const;
/** The same files make the same zip, byte for byte. */
const MADE_AT = '2026-01-01T00:00:00';

/**
 * The app's manifest as Teams takes it (https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema).
 * Where Teams sends to is no part of it: that is set at the bot's registration (`<url>/teams/messages`).
 * @param url where this Pitcrew is reached, without a slash at the end
 */
export function teamsManifest(url: string, appId: string) {
  // Teams wants its pages over TLS, also where the rest is tried out on this machine.
  const site = url.replace(/^http:/, 'https:');
  return {
    $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.17/MicrosoftTeams.schema.json',
    manifestVersion: '1.17',
    version: '1.0.0',
    id: appId,
    developer: { name: 'Pitcrew', websiteUrl: site, privacyUrl: `${site}/`, termsOfUseUrl: `${site}/` },
    name: { short: 'Pitcrew', full: 'Pitcrew for fleet maintenance' },
    description: {
      short: 'Books the repair that a vehicle’s alert asks for, with one click.',
      full:
        'A predictive-maintenance alert comes as a card with free times at shops that can do the job. One click books one; ' +
        'approvers decide on their own card; times are moved, cancelled and rated from the card too.',
    },
    icons: ICONS,
    accentColor: '#0F6A5F',
    bots: [
      {
        botId: appId,
        scopes: ['personal', 'team', 'groupChat'],
        isNotificationOnly: false,
        supportsFiles: false,
      },
    ],
    permissions: ['identity', 'messageTeamMembers'],
    validDomains: [new URL(url).hostname],
  };
}

/** The package that is uploaded to Teams: the manifest with both icons. */
export function teamsPackage({ url, env }: ManifestWish): Result<readonly ManifestFile[], string> {
  const appId = env['TEAMS_APP_ID'] || NO_APP;
  if (!GUID.test(appId)) return fail('TEAMS_APP_ID must be the app (client) id of the bot, a GUID.');
  const files = Object.fromEntries(
    Object.values(ICONS).map((name) => [name, readFileSync(new URL(`./icons/${name}`, import.meta.url))]),
  );
  const manifest = Buffer.from(`${JSON.stringify(teamsManifest(url, appId), null, 2)}\n`);
  return ok([{ name: 'teams.zip', content: zipSync({ 'manifest.json': manifest, ...files }, { mtime: MADE_AT }) }]);
}
