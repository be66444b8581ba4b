import type { ChannelError } from '../../src/app/ports/channel.ts';

/** An answer of the Bot Framework that is no success. Thrown through the SDK, which would else try again by itself. */
export class ConnectorFailure extends Error {
  readonly status: number;
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(status: number, code: string | undefined, retryAfterMs: number | undefined) {
    super(`The Bot Framework answered with HTTP status ${status}.`);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Thrown through the SDK where no token was to be had. */
export class NoToken extends Error {
  readonly failure: ChannelError;

  constructor(failure: ChannelError) {
    super(failure.reason);
    this.failure = failure;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  BotNotInConversationRoster: 'The app is not in that conversation in Teams. Add it to the team or the chat.',
  BotDisabledByAdmin: 'An administrator has blocked the app in Teams.',
  BotNotRegistered: 'Microsoft knows no bot with TEAMS_APP_ID.',
  ConversationNotFound: 'Teams knows no such conversation.',
  ConversationBlockedByUser: 'That person has blocked the app in Teams.',
  ForbiddenOperationException: 'The app is not installed for that person in Teams.',
  InvalidBotApiHost: 'The serviceUrl of the fleet’s Teams entry is not the right one for its tenant.',
  MessageSizeTooBig: 'Teams finds the message too long.',
  MessageWritesBlocked: 'That person has blocked the app in Teams.',
  ActivityNotFoundInConversation: 'The message is no longer in Teams.',
  ServiceError: 'Teams failed to answer.',
};

/** Teams answers these when it is busy (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit). */
const BUSY: ReadonlySet<number> = new Set([412, 429]);

/** What a failed call means for whoever wanted it; the reason is a sentence without secrets. */
export function toTeamsError(error: unknown): ChannelError {
  if (error instanceof NoToken) return error.failure;
  if (!(error instanceof ConnectorFailure)) return { code: 'unreachable', reason: 'Teams cannot be reached.' };
  const { status, code = '', retryAfterMs } = error;
  const wait = retryAfterMs === undefined ? {} : { retryAfterMs };
  if (BUSY.has(status)) return { code: 'rate-limited', reason: 'Teams asks to wait.', ...wait };
  if (status === 401)
    return { code: 'unreachable', reason: 'Teams does not accept the token for TEAMS_APP_ID; a new one is asked for.' };
  if (status >= 500 || status < 400 || status === 408)
    return { code: 'unreachable', reason: `Teams answered with HTTP status ${status}.`, ...wait };
  const reason = Object.hasOwn(WORDS, code) ? WORDS[code]! : `Teams refused the call with HTTP status ${status}.`;
  return { code: 'rejected', reason };
}
