import { verify } from 'node:crypto';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { deadlineIn, within } from '../shared/http-client/index.ts';
import type { TeamsConfig } from './env.ts';

const ISSUER = 'https://api.botframework.com';
const CHANNEL = 'msteams';
const SKEW_SECONDS = 300;
/** How long the document with the keys is waited for. */
const KEYS_MS = 2000;

const headerSchema = z.object({ alg: z.enum(['RS256', 'RS384', 'RS512']), kid: z.string().min(1).max(256) });
const claimsSchema = z.object({
  iss: z.literal(ISSUER),
  aud: z.string(),
  exp: z.number(),
  nbf: z.number().optional(),
  serviceurl: z.string().min(1),
});
const bodySchema = z.looseObject({ channelId: z.literal(CHANNEL), serviceUrl: z.string().min(1).max(2000) });

interface SigningKey {
  readonly key: string;
  readonly endorsements?: readonly string[] | undefined;
}
interface KeyDocument {
  getKey(id: string): Promise<SigningKey | null>;
}
type Token = { readonly raw: string; readonly claims: z.output<typeof claimsSchema> };

export interface Proof {
  /** The token of a request if it is one of the Bot Framework's for this bot; undefined for everything else. */
  ofHeader(authorization: string | undefined): Promise<Token | undefined>;
  /** Whether the token speaks for this activity: the channel and the service must be its own. */
  covers(token: Token, activity: unknown): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Checks who sends what is said to come from Teams
 * (https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication#connector-to-bot). The SDK
 * has the last word. What it would let through (a key without endorsements, no channel, no service, no end) or would
 * write to the console is refused before.
 */
export function createProof(config: TeamsConfig, clock: Pick<Clock, 'trueNow'>, log: Log): Proof {
  const { TEAMS_APP_ID: appId, TEAMS_OPENID_METADATA_URL: metadataUrl } = config;
  // The SDK is heavy: it is loaded here and now, so that the first click need not wait for it.
  const loading = load();
  loading.catch((error: unknown) => log.error({ err: error }, 'The Bot Framework’s SDK cannot be loaded.'));

  async function load() {
    const { ConfigurationBotFrameworkAuthentication } = await import('botbuilder');
    const { PasswordServiceClientCredentialFactory, AuthenticationConstants } = await import('botframework-connector');
    const { OpenIdMetadata } = createRequire(import.meta.url)('botframework-connector/lib/auth/openIdMetadata.js') as {
      readonly OpenIdMetadata: new (url: string) => KeyDocument;
    };
    const credentials = new PasswordServiceClientCredentialFactory(appId, '', '');
    const authentication = new ConfigurationBotFrameworkAuthentication(
      {
        ToBotFromChannelTokenIssuer: ISSUER,
        ToBotFromChannelOpenIdMetadataUrl: metadataUrl,
        // Tokens of the emulator and of skills end before this is asked: their issuer is another.
        ToBotFromEmulatorOpenIdMetadataUrl: metadataUrl,
        ToChannelFromBotLoginUrl: AuthenticationConstants.ToChannelFromBotLoginUrl,
        ToChannelFromBotOAuthScope: AuthenticationConstants.ToChannelFromBotOAuthScope,
        OAuthUrl: AuthenticationConstants.OAuthUrl,
        CallerId: '',
      },
      credentials,
      { requiredEndorsements: [CHANNEL] },
    );
    return { authentication, keys: new OpenIdMetadata(metadataUrl) };
  }

  async function keyOf(kid: string): Promise<SigningKey | undefined> {
    const { keys } = await loading;
    const asked = keys.getKey(kid).catch((error: unknown) => {
      log.error({ err: error }, 'The keys of the Bot Framework cannot be had: nothing from Teams is believed.');
      return null;
    });
    return (await within(deadlineIn(KEYS_MS), asked, null)) ?? undefined;
  }

  return {
    async ofHeader(authorization) {
      const [, raw, head, body, signature] =
        /^Bearer (([\w-]{1,4096})\.([\w-]{1,16384})\.([\w-]{1,4096}))$/.exec(authorization ?? '') ?? [];
      if (raw === undefined || head === undefined || body === undefined || signature === undefined) return undefined;
      const header = headerSchema.safeParse(jsonIn(head)).data;
      const claims = claimsSchema.safeParse(jsonIn(body)).data;
      if (header === undefined || claims?.aud !== appId) return undefined;
      const now = clock.trueNow().getTime() / 1000;
      if (claims.exp <= now - SKEW_SECONDS || (claims.nbf ?? 0) > now + SKEW_SECONDS) return undefined;
      const found = await keyOf(header.kid);
      if (!found?.endorsements?.includes(CHANNEL)) return undefined;
      const signed = Buffer.from(`${head}.${body}`);
      const isTheirs = verify(`RSA-SHA${header.alg.slice(2)}`, signed, found.key, Buffer.from(signature, 'base64url'));
      return isTheirs ? { raw, claims } : undefined;
    },
    async covers({ raw, claims }, activity) {
      const said = bodySchema.safeParse(activity).data;
      if (said === undefined || said.serviceUrl !== claims.serviceurl) return false;
      const { authentication } = await loading;
      const { channelId, serviceUrl } = said;
      try {
        const checked = await authentication.authenticateRequest(
          { type: 'invoke', channelId, serviceUrl } as Parameters<typeof authentication.authenticateRequest>[0],
          `Bearer ${raw}`,
        );
        return checked.claimsIdentity.isAuthenticated;
      } catch {
        return false;
      }
    },
    close: () =>
      loading.then(
        () => undefined,
        () => undefined,
      ),
  };
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
