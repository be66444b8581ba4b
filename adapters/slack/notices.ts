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

interface Place {
  readonly teamId: string;
  readonly channel: string;
  readonly botId: string | undefined;
}

/** Posts notices in Slack channels; the team `*` is whatever team the bot token is of. */
export function createAnnounce(api: SlackApi, log: Log) {
  return async (target: string, notice: Notice): Promise<Result<void, ChannelError>> => {
    const [, team, channel] = /^slack:([^/]+)\/(.+)$/.exec(target) ?? [];
    if (team === undefined || channel === undefined)
      return fail({ code: 'rejected', reason: `${target} is not a channel in Slack.` });
    const own = team === '*' ? await api.ownTeam() : ok(team);
    if (!own.ok) return own;
    const identity = await api.identity(own.value);
    if (!identity.ok) return identity;
    const { teamId, botId } = identity.value;
    const earlier = await isThere({ teamId, channel, botId }, notice.id);
    if (!earlier.ok) return earlier;
    if (earlier.value) return ok(undefined);
    const message = { channel, ...renderNotice(notice), unfurl_links: false, unfurl_media: false };
    const posted = await api.call(teamId, 'chat.postMessage', (client) => client.chat.postMessage(message));
    return posted.ok ? ok(undefined) : posted;
  };

  /** Whether the notice is among the channel's newest messages; where Slack does not let us look, it is not. */
  async function isThere({ teamId, channel, botId }: Place, noticeId: string): Promise<Result<boolean, ChannelError>> {
    const look = { channel, limit: LOOK_BACK, include_all_metadata: true };
    const history = await api.call(teamId, 'conversations.history', (client) => client.conversations.history(look));
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
