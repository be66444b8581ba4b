import { LogLevel, webApi, type Logger } from '@slack/bolt';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { SlackConfig } from './env.ts';
import { toSlackError, type SlackError } from './errors.ts';
import { createPauses } from './pauses.ts';
import type { BotToken, Tokens } from './tokens.ts';

export type WebClient = webApi.WebClient;

/** How long one call to Slack may take. */
export const CALL_TIMEOUT_MS = 8000;

export interface SlackApi {
  /**
   * Makes a call of the Web API with the bot token of a team; a failure is a value. While Slack asks to wait with a method
   * in a team, no more calls of it go out.
   */
  call<T>(teamId: string, method: string, work: (client: WebClient) => Promise<T>): Promise<Result<T, SlackError>>;
  /** Who posts in a team: known after the first time; a failure is asked again the next time. */
  identity(teamId: string): Promise<Result<BotToken, SlackError>>;
  /** The team of the configured token. */
  ownTeam(): Promise<Result<string, SlackError>>;
}

/** The options of every Web API client here: bounded in time, and without retries, since our jobs retry. */
export function clientOptions(config: SlackConfig, log: Log): webApi.WebClientOptions {
  return {
    slackApiUrl: config.SLACK_API_URL,
    allowAbsoluteUrls: false,
    timeout: CALL_TIMEOUT_MS,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: boltLogger(log),
  };
}

/** Codes by which Slack says that a token does not count any more: what is known of it is looked up again. */
const TOKEN_ENDED = new Set(['invalid_auth', 'not_authed', 'token_revoked', 'token_expired', 'account_inactive']);

/** Calls with the token that serves the team. Making it needs no network. */
export function createSlackApi(tokens: Tokens, options: webApi.WebClientOptions, clock: Clock): SlackApi {
  const clients = new Map<string, WebClient>();
  const pauses = createPauses(clock);

  function clientOf(token: string): WebClient {
    const known = clients.get(token);
    if (known) return known;
    if (clients.size > 1_000) clients.clear();
    const client = new webApi.WebClient(token, options);
    clients.set(token, client);
    return client;
  }

  return {
    async call(teamId, method, work) {
      const bot = await tokens.of(teamId);
      if (!bot.ok) return bot;
      const place = `${teamId} ${method}`;
      const waitMs = pauses.left(place);
      if (waitMs > 0) return fail({ code: 'rate-limited', reason: 'Slack asks to wait.', retryAfterMs: waitMs });
      const done = await attempt(() => work(clientOf(bot.value.token)));
      if (done.ok) return done;
      if (done.error.code === 'rate-limited') pauses.begin(place, done.error.retryAfterMs);
      if (done.error.slackCode !== undefined && TOKEN_ENDED.has(done.error.slackCode)) tokens.forget(teamId);
      return done;
    },
    identity: (teamId) => tokens.of(teamId),
    async ownTeam() {
      const bot = await tokens.configured();
      return bot.ok ? ok(bot.value.teamId) : bot;
    },
  };
}

/** Makes a call; a failure is a value. */
export async function attempt<T>(work: () => Promise<T>): Promise<Result<T, SlackError>> {
  try {
    return ok(await work());
  } catch (error) {
    return fail(toSlackError(error));
  }
}

/** Bolt's log lines in ours: warnings and errors only, and of each the words only, since its objects hold bodies. */
export function boltLogger(log: Log): Logger {
  const words = (parts: readonly unknown[]): string =>
    parts.map((part) => (part instanceof Error ? part.message : typeof part === 'string' ? part : '')).join(' ');
  return {
    debug: () => {},
    info: () => {},
    warn: (...parts: unknown[]) => log.warn({ from: 'bolt' }, words(parts)),
    error: (...parts: unknown[]) => log.error({ from: 'bolt' }, words(parts)),
    setLevel: () => {},
    getLevel: () => LogLevel.WARN,
    setName: () => {},
  };
}
