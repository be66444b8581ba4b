import { z } from 'zod';
import { isLoopback } from '../shared/service-url.ts';

/** Where the Bot Framework says with which keys it signs. */
const OPENID_METADATA = 'https://login.botframework.com/v1/.well-known/openidconfiguration';
/** Gives out tokens for apps of every tenant. */
const EVERY_TENANT = 'botframework.com';

const ID = /^[A-Za-z0-9._-]{1,128}$/;
const URL_WORDS = 'must be an https URL without user name and fragment; plain http on loopback only';

/** The Teams variables. The channel is on when one of them is set; then the app id and its password are needed. */
export const teamsEnv = z.object({
  TEAMS_APP_ID: z
    .string()
    .regex(ID, 'must be the app (client) id of the bot, such as 00000000-0000-0000-0000-000000000000')
    .describe("the bot's app (client) id; without it anybody could speak in Teams' name, so the start is refused"),
  TEAMS_APP_PASSWORD: z
    .string()
    .regex(/^[\x21-\x7e]{8,}$/, 'must be a client secret: at least 8 printable characters without spaces')
    .describe('a client secret of the app'),
  TEAMS_TENANT_ID: z
    .string()
    .regex(ID, 'must be a tenant id, such as 00000000-0000-0000-0000-000000000000')
    .optional()
    .describe('the only tenant that is listened to, and whose app it is; absent: every tenant that a fleet names'),
  TEAMS_OPENID_METADATA_URL: z
    .string()
    .default(OPENID_METADATA)
    .refine(isSafeUrl, URL_WORDS)
    .describe('document that names the keys of the Bot Framework'),
  TEAMS_TOKEN_URL: z
    .string()
    .refine(isSafeUrl, URL_WORDS)
    .optional()
    .describe("full URL that gives out tokens (form client_credentials); by default Microsoft's for the tenant"),
  PITCREW_PLAINTEXT_HOSTS: z
    .string()
    .default('')
    .describe('hosts outside loopback that may be spoken to without TLS, separated by commas'),
});

export type TeamsConfig = z.output<typeof teamsEnv>;

/** Where this app gets its tokens. */
export const tokenUrlOf = ({ TEAMS_TOKEN_URL, TEAMS_TENANT_ID }: TeamsConfig): string =>
  TEAMS_TOKEN_URL ?? `https://login.microsoftonline.com/${TEAMS_TENANT_ID ?? EVERY_TENANT}/oauth2/v2.0/token`;

function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password, hash } = new URL(text);
  if (username + password + hash !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}
