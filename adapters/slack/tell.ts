import type { ChannelError } from '../../src/app/ports/channel.ts';
import type { ReplyRef } from '../../src/app/intents/delivery.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { CALL_TIMEOUT_MS, type SlackApi } from './client.ts';
import { LIMITS } from './render/limits.ts';
import { mrkdwn } from './render/text.ts';
import { readReply, type SlackReply } from './reply.ts';

const HOOKS = 'https://hooks.slack.com';

/**
 * Answers one person alone, by the first way that works: the click's `response_url` (half an hour, five times), an
 * ephemeral message, a direct message. A `response_url` elsewhere than at Slack or the configured API is not followed.
 */
export function createTell(api: SlackApi, apiUrl: string) {
  const origins = new Set([HOOKS, new URL(apiUrl).origin]);

  return async (ref: ReplyRef, sentence: string): Promise<Result<void, ChannelError>> => {
    const reply = readReply(ref);
    if (reply === undefined) return fail({ code: 'rejected', reason: 'That is not a place in Slack.' });
    const text = mrkdwn(sentence, LIMITS.sentence);
    if (isTrusted(reply.responseUrl) && (await byResponseUrl(reply.responseUrl, text))) return ok(undefined);
    const here = { ...reply, teamId: await teamFor(reply.teamId) };
    const ephemeral = await byEphemeral(here, text);
    // A direct message is for what will not get better: somebody who left the channel, say.
    return ephemeral.ok || ephemeral.error.code !== 'rejected' ? ephemeral : byDirectMessage(here, text);
  };

  /** Somebody of a connected workspace, which has no token of its own, is answered by the one that is there. */
  async function teamFor(teamId: string): Promise<string> {
    const own = await api.identity(teamId);
    if (own.ok || own.error.code !== 'rejected') return teamId;
    const other = await api.ownTeam();
    return other.ok ? other.value : teamId;
  }

  function isTrusted(url: string | undefined): url is string {
    return url !== undefined && URL.canParse(url) && origins.has(new URL(url).origin);
  }

  async function byEphemeral(reply: SlackReply, text: string): Promise<Result<void, ChannelError>> {
    const { teamId, channelId: channel, userId: user, threadTs } = reply;
    if (channel === undefined) return fail({ code: 'rejected', reason: 'The channel is not known.' });
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    return done(
      await api.call(teamId, 'chat.postEphemeral', (client) =>
        client.chat.postEphemeral({ channel, user, text, ...thread }),
      ),
    );
  }

  async function byDirectMessage(
    { teamId, userId: channel }: SlackReply,
    text: string,
  ): Promise<Result<void, ChannelError>> {
    return done(
      await api.call(teamId, 'chat.postMessage', (client) =>
        client.chat.postMessage({ channel, text, unfurl_links: false }),
      ),
    );
  }
}

/** Whether Slack took it. Any failure leads to the next way, so it needs no reason. */
async function byResponseUrl(url: string, text: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, text }),
      redirect: 'error',
      signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

const done = <T>(result: Result<T, ChannelError>): Result<void, ChannelError> => (result.ok ? ok(undefined) : result);
