import { z } from 'zod';
import type { Card } from '../../src/app/cards/card.ts';
import type { ChannelError, ChannelNote } from '../../src/app/ports/channel.ts';
import type { Log } from '../../src/app/ports/log.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { Identity, SlackApi } from './client.ts';
import { METADATA_TYPE, renderCard } from './render/card.ts';
import { LIMITS } from './render/limits.ts';
import { mrkdwn } from './render/text.ts';

type Ref = Readonly<Record<string, string>>;

/** Of a channel's newest messages, how many are looked through for a card that an earlier try may have posted. */
const LOOK_BACK = 200;

const refSchema = z.object({ channelId: z.string(), ts: z.string() });
const metadataSchema = z.object({
  event_type: z.literal(METADATA_TYPE),
  event_payload: z.object({ bookingId: z.string(), version: z.number() }),
});

const NOTE_TYPE = 'pitcrew_note';
const noteSchema = z.object({
  event_type: z.literal(NOTE_TYPE),
  event_payload: z.object({ bookingId: z.string(), noteId: z.string() }),
});

/** Posts, edits and annotates cards in Slack channels. */
export function createCards(api: SlackApi, log: Log) {
  return { post, update, note };

  async function post(
    target: string,
    card: Card,
    { retry }: { readonly retry: boolean },
  ): Promise<Result<Ref, ChannelError>> {
    const [, teamId, channelId] = /^slack:([^/]+)\/(.+)$/.exec(target) ?? [];
    if (teamId === undefined || channelId === undefined) return rejected(`${target} is not a channel in Slack.`);
    const identity = await api.identity();
    if (!identity.ok) return identity;
    if (identity.value.teamId !== teamId) {
      return rejected(`SLACK_BOT_TOKEN serves the team ${identity.value.teamId}, not ${teamId}.`);
    }

    if (retry) {
      const earlier = await findEarlier(channelId, card.bookingId, identity.value);
      if (!earlier.ok) return earlier;
      if (earlier.value !== undefined) {
        const ref = { teamId, channelId, ts: earlier.value.ts };
        if (earlier.value.version === card.version) return ok(ref);
        const updated = await update(ref, card);
        return updated.ok ? ok(ref) : updated;
      }
    }

    const message = { channel: channelId, ...renderCard(card), unfurl_links: false, unfurl_media: false };
    const posted = await api.call((client) => client.chat.postMessage(message));
    if (!posted.ok) return posted;
    // Slack names the channel by its id even where it was addressed otherwise; edits need the id.
    const { ts, channel } = posted.value;
    return ts === undefined
      ? rejected('Slack did not say where the card is.')
      : ok({ teamId, channelId: channel ?? channelId, ts });
  }

  async function update(ref: Ref, card: Card): Promise<Result<void, ChannelError>> {
    const place = refSchema.safeParse(ref).data;
    if (place === undefined) return rejected('That is not a message in Slack.');
    const { channelId: channel, ts } = place;
    const updated = await api.call((client) => client.chat.update({ channel, ts, ...renderCard(card) }));
    return updated.ok ? ok(undefined) : updated;
  }

  async function note(
    ref: Ref,
    { bookingId, vehicleId, noteId, text: line }: ChannelNote,
    { retry }: { readonly retry: boolean },
  ): Promise<Result<void, ChannelError>> {
    const place = refSchema.safeParse(ref).data;
    if (place === undefined) return rejected('That is not a message in Slack.');
    if (retry && (await isNoted(place.channelId, place.ts, bookingId, noteId))) return ok(undefined);
    const text = mrkdwn(line, LIMITS.sentence);
    const metadata = { event_type: NOTE_TYPE, event_payload: { bookingId, noteId } };
    const quiet = { unfurl_links: false, unfurl_media: false };
    const reply = { channel: place.channelId, thread_ts: place.ts, text, metadata, ...quiet };
    const posted = await api.call((client) => client.chat.postMessage(reply));
    return posted.ok ? ok(undefined) : posted;
  }

  /** Whether the thread has the line already; where that cannot be seen, it is written (again). */
  async function isNoted(channel: string, ts: string, bookingId: string, noteId: string): Promise<boolean> {
    const look = { channel, ts, limit: LOOK_BACK, include_all_metadata: true };
    const replies = await api.call((client) => client.conversations.replies(look));
    const messages = replies.ok ? (replies.value.messages ?? []) : [];
    return messages.some((message) => {
      const known = noteSchema.safeParse((message as { readonly metadata?: unknown }).metadata).data?.event_payload;
      return known?.bookingId === bookingId && known.noteId === noteId;
    });
  }

  /** Our own card of this booking among the channel's newest messages. Others' metadata does not count. */
  async function findEarlier(
    channel: string,
    bookingId: string,
    { botId }: Identity,
  ): Promise<Result<{ readonly ts: string; readonly version: number } | undefined, ChannelError>> {
    const look = { channel, limit: LOOK_BACK, include_all_metadata: true };
    const history = await api.call((client) => client.conversations.history(look));
    if (!history.ok) {
      if (history.error.code !== 'rejected') return history;
      log.warn({ reason: history.error.reason }, 'An earlier card cannot be looked for in Slack; a new one is posted.');
      return ok(undefined);
    }
    for (const message of history.value.messages ?? []) {
      const metadata = metadataSchema.safeParse(message.metadata).data?.event_payload;
      const ours = botId === undefined || message.bot_id === undefined || message.bot_id === botId;
      if (metadata?.bookingId === bookingId && ours && message.ts !== undefined) {
        return ok({ ts: message.ts, version: metadata.version });
      }
    }
    return ok(undefined);
  }
}

const rejected = (reason: string) => fail({ code: 'rejected', reason } as const);
