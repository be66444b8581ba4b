import { webApi } from '@slack/bolt';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { attempt } from './client.ts';
import type { SlackConfig } from './env.ts';
import type { SlackError } from './errors.ts';
import type { BotToken, Grant } from './tokens.ts';

export interface Client {
  readonly id: string;
  readonly secret: string;
}

/** Whom Slack knows as the app; undefined where teams cannot install it. */
export function clientOf({ SLACK_CLIENT_ID: id, SLACK_CLIENT_SECRET: secret }: SlackConfig): Client | undefined {
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

export interface Granted extends Grant {
  readonly teamId: string;
  readonly teamName?: string | undefined;
  readonly botId?: string | undefined;
}

/** Asks Slack whose token it is. */
export async function whose(token: string, options: webApi.WebClientOptions): Promise<Result<BotToken, SlackError>> {
  const client = new webApi.WebClient(token, options);
  const answer = await attempt(() => client.auth.test());
  if (!answer.ok) return answer;
  const { team_id: teamId, bot_id: botId } = answer.value;
  return teamId === undefined ? rejected('Slack did not say whose token it is.') : ok({ token, teamId, botId });
}

/** Slack's side of OAuth: `oauth.v2.access` for a code, and for the next token. */
export function createOAuth({ id: client_id, secret: client_secret }: Client, options: webApi.WebClientOptions) {
  const client = new webApi.WebClient(undefined, options);

  return {
    async exchange(code: string, redirect_uri: string): Promise<Result<Granted, SlackError>> {
      const answer = await attempt(() => client.oauth.v2.access({ client_id, client_secret, code, redirect_uri }));
      if (!answer.ok) return answer;
      const { team, is_enterprise_install: wholeOrganisation } = answer.value;
      if (wholeOrganisation === true || team?.id === undefined)
        return rejected('Pitcrew is installed into one workspace, not into a whole organisation.');
      const grant = grantIn(answer.value);
      if (!grant) return rejected('Slack gave no bot token.');
      const bot = await whose(grant.botToken, options);
      return ok({ ...grant, teamId: team.id, teamName: team.name, botId: bot.ok ? bot.value.botId : undefined });
    },

    async refresh(refresh_token: string): Promise<Result<Grant, SlackError>> {
      const wish = { client_id, client_secret, grant_type: 'refresh_token', refresh_token } as const;
      const answer = await attempt(() => client.oauth.v2.access(wish));
      if (!answer.ok) return answer;
      const grant = grantIn(answer.value);
      return grant ? ok(grant) : rejected('Slack gave no bot token.');
    },
  };
}

function grantIn(answer: webApi.OauthV2AccessResponse): Grant | undefined {
  const { access_token: botToken, refresh_token: refreshToken, expires_in: expiresIn } = answer;
  return botToken === undefined ? undefined : { botToken, refreshToken, expiresIn };
}

const rejected = (reason: string) => fail({ code: 'rejected', reason } as const);
