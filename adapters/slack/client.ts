import { LogLevel, webApi, type Logger } from '@slack/bolt';
import type { Log } from '../../src/app/ports/log.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { SlackConfig } from './env.ts';
import { toSlackError, type SlackError } from './errors.ts';

export type WebClient = webApi.WebClient;

/** How long one call to Slack may take. */
export const CALL_TIMEOUT_MS = 8000;

/** Who the bot token speaks for, as `auth.test` says. */
export interface Identity {
  readonly teamId: string;
  readonly botId?: string | undefined;
}

export interface SlackApi {
  /** Makes a call of the Web API; a failure is a value. */
  call<T>(work: (client: WebClient) => Promise<T>): Promise<Result<T, SlackError>>;
  /** Asked of Slack at the first need and then known; a failure is asked again the next time. */
  identity(): Promise<Result<Identity, SlackError>>;
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

/** A Web API client for the configured token. Making it needs no network. */
export function createSlackApi(config: SlackConfig, log: Log): SlackApi {
  const client = new webApi.WebClient(config.SLACK_BOT_TOKEN, clientOptions(config, log));
  let known: Identity | undefined;
  let asking: Promise<Result<Identity, SlackError>> | undefined;

  async function call<T>(work: (client: WebClient) => Promise<T>): Promise<Result<T, SlackError>> {
    try {
      return ok(await work(client));
    } catch (error) {
      return fail(toSlackError(error));
    }
  }

  async function ask(): Promise<Result<Identity, SlackError>> {
    const answer = await call(() => client.auth.test());
    asking = undefined;
    if (!answer.ok) return answer;
    const { team_id: teamId, bot_id: botId } = answer.value;
    if (teamId === undefined) return fail({ code: 'rejected', reason: 'Slack did not say whose token it is.' });
    known = { teamId, botId };
    return ok(known);
  }

  return {
    call,
    identity: () => (known ? Promise.resolve(ok(known)) : (asking ??= ask())),
  };
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
