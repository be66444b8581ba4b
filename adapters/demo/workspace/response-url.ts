import type { WorkspaceState } from './state.ts';
import { acceptedBlocks, content } from './methods-chat.ts';
import type { ResponseTarget } from './triggers.ts';
import type { ApiReply, Json } from './types.ts';
import { SlackError, text } from './types.ts';

/**
 * What an app posts to a response_url: a new message (seen by the clicker alone unless `response_type` is
 * `in_channel`), or with `replace_original` or `delete_original` a change of the message that was clicked.
 */
export function answerResponse(target: ResponseTarget, args: Json, state: WorkspaceState): ApiReply {
  const { channelId, userId, ts } = target;
  if (args['delete_original'] === true) {
    if (target.ephemeral) state.deleteEphemeral(userId, ts);
    else state.deleteMessage(channelId, ts);
    return { ok: true };
  }
  const { text: words, blocks, metadata } = content(args, state);
  if (words === '' && (blocks ?? []).length === 0) throw new SlackError('no_text');
  if (args['replace_original'] === true) return replace(target, args, state);
  const threadTs = text(args['thread_ts']) ?? target.threadTs;
  const message = {
    channelId,
    ts: state.nextTs(),
    ...(threadTs !== undefined ? { threadTs } : {}),
    text: words,
    blocks: blocks ?? [],
    metadata,
    user: state.identity.botUserId,
  };
  if (args['response_type'] === 'in_channel') state.putMessage(message);
  else state.putEphemeral({ ...message, onlyFor: userId });
  return { ok: true };
}

function replace({ channelId, userId, ts, ephemeral }: ResponseTarget, args: Json, state: WorkspaceState): ApiReply {
  const change = {
    text: text(args['text']) ?? '',
    blocks: args['blocks'] === undefined ? [] : acceptedBlocks(args['blocks'], state),
    edited: state.nextTs(),
  };
  if (ephemeral) {
    const old = state.ephemerals(userId).find((message) => message.ts === ts);
    if (old) state.putEphemeral({ ...old, ...change });
    return { ok: true };
  }
  const old = state.message(channelId, ts);
  if (!old) throw new SlackError('message_not_found');
  state.putMessage({ ...old, ...change });
  return { ok: true };
}
