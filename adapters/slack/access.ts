import type { Route } from '../../src/app/ports/http.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { ChannelParts } from '../shared/channel-module.ts';
import { clientOptions, createSlackApi, type SlackApi } from './client.ts';
import type { SlackConfig } from './env.ts';
import { createStates } from './install-state.ts';
import { installRoutes } from './install.ts';
import { createInstallations } from './installations.ts';
import { clientOf, createOAuth, whose } from './oauth.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { fail } from '../../src/domain/result.ts';

type Parts = Pick<ChannelParts<SlackConfig>, 'config' | 'memory' | 'keys' | 'clock' | 'publicUrl'>;

/** Every way to a token, and the calls that need one: put together, and not used yet. */
export function createAccess(
  { config, memory, keys, clock, publicUrl }: Parts,
  log: Log,
): { readonly api: SlackApi; readonly tokens: Tokens; readonly routes: readonly Route[] } {
  const options = clientOptions(config, log);
  const client = clientOf(config);
  const oauth = client && createOAuth(client, options);
  const tokens = createTokens({
    installations: createInstallations(memory),
    clock,
    keys,
    configured: config.SLACK_BOT_TOKEN,
    installUrl: client && `${publicUrl}/slack/install`,
    whose: (token) => whose(token, options),
    refresh: async (token) =>
      oauth ? oauth.refresh(token) : fail({ code: 'rejected', reason: 'SLACK_CLIENT_ID is not set.' } as const),
  });
  const states = createStates({ keys, memory, clock });
  const { SLACK_API_URL: apiUrl } = config;
  const routes = client && oauth ? installRoutes({ client, oauth, states, tokens, apiUrl, publicUrl, clock, log }) : [];
  return { api: createSlackApi(tokens, options, clock), tokens, routes };
}
