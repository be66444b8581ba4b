import { z } from 'zod';
import type { Card } from '../../src/app/cards/card.ts';
import type { Digest } from '../../src/app/cards/digest.ts';
import type { ChannelError, ChannelNote, PostOptions } from '../../src/app/ports/channel.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { SlackApi, WebClient } from './client.ts';
import { METADATA_TYPE, renderCard } from './render/card.ts';
import { DIGEST_TYPE, renderDigest } from './render/digest.ts';
import { LIMITS } from './render/limits.ts';
import { mrkdwn } from './render/text.ts';

type Ref = Readonly<Record<string, string>>;
interface Place {
  readonly teamId: string;
  readonly channelId: string;
  readonly botId?: string | undefined;
}

/** Of a channel's newest messages, how many are looked through for a card that an earlier try may have posted. */
const LOOK_BACK = 200;

const refSchema = z.object({
  teamId: z.string(),
  channelId: z.string(),
  ts: z.string(),
  threadTs: z.string().optional(),
});
const metadataSchema = z.object({
  event_type: z.literal(METADATA_TYPE),
  event_payload: z.object({ bookingId: z.string(), version: z.number() }),
});

const NOTE_TYPE = 'pitcrew_note';
const noteSchema = z.object({
  event_type: z.literal(NOTE_TYPE),
  event_payload: z.object({ bookingId: z.string(), noteId: z.string() }),
});

const digestSchema = z.object({
  event_type: z.literal(DIGEST_TYPE),
  event_payload: z.object({ digestId: z.string() }),
});

const QUIET = { unfurl_links: false, unfurl_media: false };

/** Posts, edits and annotates cards in Slack channels, and digests of them. */
export function createCards(api: SlackApi, log: Log) {
  return { post, digest, update, note };

  async function post(target: string, card: Card, { retry, under }: PostOptions): Promise<Result<Ref, ChannelError>> {
    const place = await placeOf(target);
    if (!place.ok) return place;
    const { teamId, channelId } = place.value;
    const thread = under?.['ts'];
    const refOf = (ts: string, channel = channelId): Ref => ({
      ...{ teamId, channelId: channel, ts },
      ...(thread === undefined ? {} : { threadTs: thread }),
    });
    if (retry) {
      const earlier = await findEarlier(place.value, thread, (metadata) => {
        const known = metadataSchema.safeParse(metadata).data?.event_payload;
        return known?.bookingId === card.bookingId ? known : undefined;
      });
      if (!earlier.ok) return earlier;
      if (earlier.value !== undefined) {
        const ref = refOf(earlier.value.ts);
        if (earlier.value.found.version === card.version) return ok(ref);
        const updated = await update(ref, card);
        return updated.ok ? ok(ref) : updated;
      }
    }
    const inThread = thread === undefined ? {} : { thread_ts: thread };
    const posted = await send(teamId, { channel: channelId, ...renderCard(card), ...inThread });
    return posted.ok ? ok(refOf(posted.value.ts, posted.value.channel)) : posted;
  }

  async function digest(
    target: string,
    what: Digest,
    { retry }: { readonly retry: boolean },
  ): Promise<Result<Ref, ChannelError>> {
    const place = await placeOf(target);
    if (!place.ok) return place;
    const { teamId, channelId } = place.value;
    if (retry) {
      const earlier = await findEarlier(place.value, undefined, (metadata) => {
        const known = digestSchema.safeParse(metadata).data?.event_payload;
        return known?.digestId === what.digestId ? known : undefined;
      });
      if (!earlier.ok) return earlier;
      if (earlier.value !== undefined) return ok({ teamId, channelId, ts: earlier.value.ts });
    }
    const posted = await send(teamId, { channel: channelId, ...renderDigest(what) });
    return posted.ok ? ok({ teamId, channelId: posted.value.channel ?? channelId, ts: posted.value.ts }) : posted;
  }

  async function placeOf(target: string): Promise<Result<Place, ChannelError>> {
    const [, teamId, channelId] = /^slack:([^/]+)\/(.+)$/.exec(target) ?? [];
    if (teamId === undefined || channelId === undefined) return rejected(`${target} is not a channel in Slack.`);
    const identity = await api.identity(teamId);
    return identity.ok ? ok({ teamId, channelId, botId: identity.value.botId }) : identity;
  }

  /** Slack names the channel by its id even where it was addressed otherwise (a person, a name); edits need the id. */
  async function send(
    teamId: string,
    message: Parameters<WebClient['chat']['postMessage']>[0],
  ): Promise<Result<{ readonly ts: string; readonly channel?: string | undefined }, ChannelError>> {
    const posted = await api.call(teamId, 'chat.postMessage', (client) =>
      client.chat.postMessage({ ...message, ...QUIET }),
    );
    if (!posted.ok) return posted;
    const { ts, channel } = posted.value;
    return ts === undefined ? rejected('Slack did not say where the message is.') : ok({ ts, channel });
  }

  async function update(ref: Ref, card: Card): Promise<Result<void, ChannelError>> {
    const place = refSchema.safeParse(ref).data;
    if (place === undefined) return rejected('That is not a message in Slack.');
    const { teamId, channelId: channel, ts } = place;
    const updated = await api.call(teamId, 'chat.update', (client) =>
      client.chat.update({ channel, ts, ...renderCard(card) }),
    );
    return updated.ok ? ok(undefined) : updated;
  }

  async function note(
    ref: Ref,
    { bookingId, vehicleId, noteId, text: line }: ChannelNote,
    { retry }: { readonly retry: boolean },
  ): Promise<Result<void, ChannelError>> {
    const place = refSchema.safeParse(ref).data;
    if (place === undefined) return rejected('That is not a message in Slack.');
    if (retry && (await isNoted(place, bookingId, noteId))) return ok(undefined);
    // A card that is a reply itself shares its thread with others.
    const { teamId, channelId: channel, ts, threadTs } = place;
    const about = threadTs === undefined || vehicleId === undefined ? line : `${vehicleId}: ${line}`;
    const metadata = { event_type: NOTE_TYPE, event_payload: { bookingId, noteId } };
    const posted = await send(teamId, {
      channel,
      thread_ts: threadTs ?? ts,
      text: mrkdwn(about, LIMITS.sentence),
      metadata,
    });
    return posted.ok ? ok(undefined) : posted;
  }

  /** Whether the thread has the line already; where that cannot be seen, it is written (again). */
  async function isNoted(place: z.output<typeof refSchema>, bookingId: string, noteId: string): Promise<boolean> {
    const { channelId: channel, ts, threadTs } = place;
    const look = { channel, ts: threadTs ?? ts, limit: LOOK_BACK, include_all_metadata: true };
    const replies = await api.call(place.teamId, 'conversations.replies', (client) =>
      client.conversations.replies(look),
    );
    const messages = replies.ok ? (replies.value.messages ?? []) : [];
    return messages.some((message) => {
      const known = noteSchema.safeParse((message as { readonly metadata?: unknown }).metadata).data?.event_payload;
      return known?.bookingId === bookingId && known.noteId === noteId;
    });
  }

  /** Our own message with this metadata among the newest of a channel, or of a thread in it. Others' do not count. */
  async function findEarlier<T>(
    { teamId, channelId: channel, botId }: Place,
    thread: string | undefined,
    read: (metadata: unknown) => T | undefined,
  ): Promise<Result<{ readonly ts: string; readonly found: T } | undefined, ChannelError>> {
    const look = { channel, limit: LOOK_BACK, include_all_metadata: true };
    const method = thread === undefined ? 'conversations.history' : 'conversations.replies';
    const messages = await api.call<{ readonly messages?: readonly object[] }>(teamId, method, (client) =>
      thread === undefined ? client.conversations.history(look) : client.conversations.replies({ ...look, ts: thread }),
    );
    if (!messages.ok) {
      if (messages.error.code !== 'rejected') return messages;
      log.warn(
        { reason: messages.error.reason },
        'An earlier card cannot be looked for in Slack; a new one is posted.',
      );
      return ok(undefined);
    }
    for (const message of messages.value.messages ?? []) {
      const { metadata, bot_id, ts } = message as Partial<Record<'metadata' | 'bot_id' | 'ts', unknown>>;
      const found = read(metadata);
      const ours = botId === undefined || bot_id === undefined || bot_id === botId;
      if (found !== undefined && ours && typeof ts === 'string') return ok({ ts, found });
    }
    return ok(undefined);
  }
}

const rejected = (reason: string) => fail({ code: 'rejected', reason } as const);
