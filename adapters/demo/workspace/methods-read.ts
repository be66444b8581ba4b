import { DateTime } from 'luxon';
import type { Method } from './methods-chat.ts';
import { wireMessage } from './methods-chat.ts';
import type { WorkspaceState } from './state.ts';
import type { ApiReply, Json, WorkspaceMessage } from './types.ts';
import { SlackError, text } from './types.ts';

const flag = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;

/** One page of messages in the order given; `cursor` is the ts of the next one. */
function page(messages: readonly WorkspaceMessage[], args: Json, state: WorkspaceState, most: number): ApiReply {
  const oldest = text(args['oldest']) ?? '0';
  const latest = text(args['latest']) ?? '~';
  const inside = (ts: string): boolean =>
    (ts > oldest && ts < latest) || (flag(args['inclusive']) && (ts === oldest || ts === latest));
  const wanted = messages.filter(({ ts }) => inside(ts));
  const limit = Math.min(most, Math.max(1, Number(args['limit'] ?? 100) || 100));
  const cursor = text(args['cursor']) ?? '';
  const from = cursor === '' ? 0 : wanted.findIndex(({ ts }) => ts === cursor);
  if (from < 0) throw new SlackError('invalid_cursor');
  const next = wanted[from + limit]?.ts ?? '';
  return {
    ok: true,
    messages: wanted.slice(from, from + limit).map((m) => wireMessage(m, state, flag(args['include_all_metadata']))),
    has_more: next !== '',
    response_metadata: { next_cursor: next },
  };
}

const history: Method = (args, state) => {
  const { id } = state.channel(text(args['channel']));
  const newestFirst = state.messages(id).filter(({ threadTs }) => threadTs === undefined);
  return page(newestFirst.reverse(), args, state, 999);
};

const replies: Method = (args, state) => {
  const { id } = state.channel(text(args['channel']));
  const root = text(args['ts']) ?? '';
  const thread = state.messages(id).filter(({ ts, threadTs }) => ts === root || threadTs === root);
  if (thread.length === 0) throw new SlackError('thread_not_found');
  return page(thread, args, state, 1000);
};

const open: Method = (args, state) => {
  const users = (text(args['users']) ?? '').split(',').filter((id) => id !== '');
  const channel = users.length > 0 ? state.directMessage(users[0] ?? '') : state.channel(text(args['channel']));
  return { ok: true, channel: { id: channel.id } };
};

const info: Method = (args, state) => {
  const { teamId, botUserId, botName } = state.identity;
  const id = text(args['user']);
  if (id === botUserId)
    return { ok: true, user: { id, team_id: teamId, name: 'pitcrew', real_name: botName, is_bot: true } };
  const user = state.users.get(id ?? '');
  if (!user) throw new SlackError('user_not_found');
  const zone = DateTime.now().setZone(user.timeZone ?? 'America/Chicago');
  return {
    ok: true,
    user: {
      id: user.id,
      team_id: teamId,
      name: user.name.toLowerCase().replace(/\W+/g, '.'),
      real_name: user.name,
      tz: zone.zoneName,
      tz_label: zone.offsetNameLong,
      tz_offset: zone.offset * 60,
      profile: { real_name: user.name, display_name: user.name, email: user.email ?? '', title: user.title ?? '' },
      is_bot: false,
      deleted: false,
    },
  };
};

const authTest: Method = (_args, { identity }) => ({
  ok: true,
  url: 'http://localhost/',
  team: identity.teamName,
  user: 'pitcrew',
  team_id: identity.teamId,
  user_id: identity.botUserId,
  bot_id: identity.botId,
  is_enterprise_install: false,
});

export const readMethods: Readonly<Record<string, Method>> = {
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.open': open,
  'users.info': info,
  'auth.test': authTest,
};
