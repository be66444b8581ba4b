import { z } from 'zod';
import type { ChannelError } from '../../src/app/ports/channel.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Notice } from '../../src/app/ports/notices.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { SlackApi } from './client.ts';
import { NOTICE_TYPE, renderNotice } from './render/notice.ts';

/** Of a channel's newest messages, how many are looked through for a notice that an earlier try may have posted. */
const LOOK_BACK = 200;

const metadataSchema = z.object({
  event_type: z.literal(NOTICE_TYPE),
  event_payload: z.object({ noticeId: z.string() }),
});

/** Posts notices in Slack channels; the team `*` is whatever team the bot token is of. */
export function createAnnounce(api: SlackApi, log: Log) {
  return async (target: string, notice: Notice): Promise<Result<void, ChannelError>> => {
    const [, teamId, channel] = /^slack:([^/]+)\/(.+)$/.exec(target) ?? [];
    if (teamId === undefined || channel === undefined)
      return fail({ code: 'rejected', reason: `${target} is not a channel in Slack.` });
    const identity = await api.identity();
    if (!identity.ok) return identity;
    const { teamId: ours, botId } = identity.value;
    if (teamId !== '*' && teamId !== ours)
      return fail({ code: 'rejected', reason: `SLACK_BOT_TOKEN serves the team ${ours}, not ${teamId}.` });
    const earlier = await isThere(channel, notice.id, botId);
    if (!earlier.ok) return earlier;
    if (earlier.value) return ok(undefined);
    const message = { channel, ...renderNotice(notice), unfurl_links: false, unfurl_media: false };
    const posted = await api.call((client) => client.chat.postMessage(message));
    return posted.ok ? ok(undefined) : posted;
  };

  /** Whether the notice is among the channel's newest messages; where Slack does not let us look, it is not. */
  async function isThere(channel: string, noticeId: string, botId?: string): Promise<Result<boolean, ChannelError>> {
    const look = { channel, limit: LOOK_BACK, include_all_metadata: true };
    const history = await api.call((client) => client.conversations.history(look));
    if (!history.ok) {
      if (history.error.code !== 'rejected') return history;
      log.debug({ reason: history.error.reason }, 'An earlier notice cannot be looked for in Slack.');
      return ok(false);
    }
    const found = (history.value.messages ?? []).some((message) => {
      const ours = botId === undefined || message.bot_id === undefined || message.bot_id === botId;
      return ours && metadataSchema.safeParse(message.metadata).data?.event_payload.noticeId === noticeId;
    });
    return ok(found);
  }
}
