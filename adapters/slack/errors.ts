import { webApi } from '@slack/bolt';
import type { ChannelError } from '../../src/app/ports/channel.ts';

/** Codes with which Slack says that it failed itself: the same call may work a moment later. */
const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'team_added_to_org',
]);

const WORDS: Readonly<Record<string, string>> = {
  channel_not_found: 'Slack knows no such channel, or the app may not see it. Check the channel id and invite the app.',
  not_in_channel: 'The app is not in that Slack channel. Invite it with /invite.',
  is_archived: 'That Slack channel is archived.',
  restricted_action: 'A setting of the Slack workspace does not let the app post there.',
  invalid_auth: 'Slack does not accept the bot token. Install the app again, or set SLACK_BOT_TOKEN anew.',
  not_authed: 'Slack does not accept the bot token. Install the app again, or set SLACK_BOT_TOKEN anew.',
  token_revoked: 'The Slack bot token was revoked. Install the app again, or set SLACK_BOT_TOKEN anew.',
  invalid_code: 'Slack does not know the code of this installation.',
  code_already_used: 'The code of this installation was used before.',
  invalid_refresh_token: 'Slack does not accept the refresh token. Install the app again.',
  token_expired: 'The Slack bot token has expired.',
  account_inactive: 'The Slack bot token belongs to an app or a workspace that is no longer there.',
  missing_scope: 'The Slack app lacks a permission that this call needs.',
  message_not_found: 'The message is no longer in Slack.',
  cant_update_message: 'The message in Slack was written by another app and cannot be edited.',
  edit_window_closed: 'The Slack workspace no longer lets this message be edited.',
  msg_too_long: 'Slack finds the message too long.',
  invalid_blocks: 'Slack did not understand the blocks of the message.',
  user_not_in_channel: 'That person is not in the Slack channel.',
};

export interface SlackError extends ChannelError {
  /** The code that Slack itself gave, such as `channel_not_found`. */
  readonly slackCode?: string | undefined;
}

/** What a failed call means for whoever wanted it; the reason is a sentence without secrets. */
export function toSlackError(error: unknown): SlackError {
  if (error instanceof webApi.WebAPIRateLimitedError) {
    return { code: 'rate-limited', reason: 'Slack asks to wait.', retryAfterMs: error.retryAfter * 1000 };
  }
  const code = error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
  if (code === 'ratelimited' || code === 'rate_limited') return { code: 'rate-limited', reason: 'Slack asks to wait.' };
  if (code !== undefined && !PASSING.has(code)) {
    const reason = Object.hasOwn(WORDS, code) ? WORDS[code]! : `Slack refused the call: ${code}.`;
    return { code: 'rejected', reason, slackCode: code };
  }
  if (error instanceof webApi.WebAPIHTTPError) {
    return { code: 'unreachable', reason: `Slack answered with HTTP status ${error.statusCode}.` };
  }
  return { code: 'unreachable', reason: code === undefined ? 'Slack cannot be reached.' : 'Slack failed to answer.' };
}
