import { blockProblems } from './block-kit.ts';
import type { WorkspaceState } from './state.ts';
import type { ApiReply, Json, WorkspaceMessage } from './types.ts';
import { SlackError, isJson, text } from './types.ts';

export type Method = (args: Json, state: WorkspaceState) => ApiReply;

/** Slack cuts a message's text at this many characters. */
const MAX_TEXT = 40_000;

/** A message as the Web API and interactions show it; metadata only where it was asked for. */
export function wireMessage(message: WorkspaceMessage, state: WorkspaceState, withMetadata = false): Json {
  const { identity } = state;
  const replies = state.messages(message.channelId).filter(({ threadTs }) => threadTs === message.ts);
  const byBot = message.user === identity.botUserId;
  return {
    type: 'message',
    user: message.user,
    ts: message.ts,
    text: message.text,
    team: identity.teamId,
    blocks: message.blocks,
    ...(byBot
      ? { bot_id: identity.botId, app_id: identity.appId, bot_profile: { id: identity.botId, name: identity.botName } }
      : {}),
    ...(message.threadTs !== undefined ? { thread_ts: message.threadTs } : {}),
    ...(replies.length > 0
      ? { thread_ts: message.ts, reply_count: replies.length, latest_reply: replies.at(-1)?.ts }
      : {}),
    ...(message.edited !== undefined ? { edited: { user: message.user, ts: message.edited } } : {}),
    ...(withMetadata && message.metadata ? { metadata: message.metadata } : {}),
  };
}

/** Blocks as they are kept: judged, and each with a block_id. @throws SlackError invalid_blocks */
export function acceptedBlocks(blocks: unknown, state: WorkspaceState): readonly Json[] {
  const problems = blockProblems(blocks, 'message');
  if (problems.length > 0) {
    const messages = problems.map((problem) => `[ERROR] ${problem}`);
    throw new SlackError('invalid_blocks', { errors: problems, response_metadata: { messages } });
  }
  return (blocks as Json[]).map((block) => ({ ...block, block_id: block['block_id'] ?? state.id('b') }));
}

/** What a call says of a message; blocks that it does not name are absent. */
export function content(args: Json, state: WorkspaceState) {
  const words = text(args['text']) ?? '';
  if (words.length > MAX_TEXT) throw new SlackError('msg_too_long');
  if (args['metadata'] !== undefined && !isMetadata(args['metadata'])) {
    throw new SlackError('invalid_metadata_format');
  }
  return {
    text: words,
    blocks: args['blocks'] === undefined ? undefined : acceptedBlocks(args['blocks'], state),
    metadata: args['metadata'] as Json | undefined,
  };
}

function isMetadata(value: unknown): value is Json {
  return isJson(value) && typeof value['event_type'] === 'string' && isJson(value['event_payload']);
}

function existing(args: Json, state: WorkspaceState): WorkspaceMessage {
  const found = state.message(state.channel(text(args['channel'])).id, text(args['ts']) ?? '');
  if (!found) throw new SlackError('message_not_found');
  return found;
}

const postMessage: Method = (args, state) => {
  const channel = state.channel(text(args['channel']));
  const { text: words, blocks = [], metadata } = content(args, state);
  if (words === '' && blocks.length === 0) throw new SlackError('no_text');
  const threadTs = text(args['thread_ts']);
  if (threadTs !== undefined && !state.message(channel.id, threadTs)) throw new SlackError('thread_not_found');
  const message: WorkspaceMessage = {
    channelId: channel.id,
    ts: state.nextTs(),
    ...(threadTs !== undefined ? { threadTs } : {}),
    text: words,
    blocks,
    metadata,
    user: state.identity.botUserId,
  };
  state.putMessage(message);
  return { ok: true, channel: channel.id, ts: message.ts, message: wireMessage(message, state, true) };
};

const update: Method = (args, state) => {
  const old = existing(args, state);
  if (old.user !== state.identity.botUserId) throw new SlackError('cant_update_message');
  const { text: words, blocks, metadata } = content(args, state);
  if (words === '' && (blocks ?? []).length === 0) throw new SlackError('no_text');
  const message: WorkspaceMessage = {
    ...old,
    text: words,
    blocks: blocks ?? old.blocks,
    metadata: metadata ?? old.metadata,
    edited: state.nextTs(),
  };
  state.putMessage(message);
  const { channelId, ts } = message;
  return { ok: true, channel: channelId, ts, text: words, message: wireMessage(message, state, true) };
};

const postEphemeral: Method = (args, state) => {
  const channel = state.channel(text(args['channel']));
  const user = text(args['user']) ?? '';
  if (!state.isMember(channel.id, user)) throw new SlackError('user_not_in_channel');
  const { text: words, blocks = [] } = content(args, state);
  if (words === '' && blocks.length === 0) throw new SlackError('no_text');
  const threadTs = text(args['thread_ts']);
  const ts = state.nextTs();
  state.putEphemeral({
    channelId: channel.id,
    ts,
    ...(threadTs !== undefined ? { threadTs } : {}),
    text: words,
    blocks,
    user: state.identity.botUserId,
    onlyFor: user,
  });
  return { ok: true, message_ts: ts };
};

const remove: Method = (args, state) => {
  const { channelId, ts, user } = existing(args, state);
  if (user !== state.identity.botUserId) throw new SlackError('cant_delete_message');
  state.deleteMessage(channelId, ts);
  return { ok: true, channel: channelId, ts };
};

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.postEphemeral': postEphemeral,
  'chat.delete': remove,
};
