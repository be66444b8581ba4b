import { z } from 'zod';
import type { Card } from '../../src/app/cards/card.ts';
import type { Digest } from '../../src/app/cards/digest.ts';
import type { ChannelError, ChannelNote, PostOptions } from '../../src/app/ports/channel.ts';
import type { Notice } from '../../src/app/ports/notices.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { Connector, OutboundActivity } from './connector.ts';
import { line } from './render/elements.ts';
import { CARD_TYPE, renderCard } from './render/card.ts';
import type { AdaptiveCard } from './render/card.ts';
import { renderDigest } from './render/digest.ts';
import { LIMITS } from './render/limits.ts';
import { renderNotice } from './render/notice.ts';
import type { Targets } from './targets.ts';

type Ref = Readonly<Record<string, string>>;

const refSchema = z.object({
  serviceUrl: z.string(),
  tenantId: z.string(),
  conversationId: z.string(),
  activityId: z.string(),
});

/** A team's channel, whose posts have threads; chats have none. */
const HAS_THREADS = /@thread\.(tacv2|skype)$/;

/** The conversation that answers to a message go into (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations). */
const threadOf = (conversationId: string, activityId: string): string =>
  HAS_THREADS.test(conversationId) ? `${conversationId};messageid=${activityId}` : conversationId;

/** Posts, edits and annotates cards in Teams, and digests of them. The Bot Framework has no way to look for an earlier post. */
export function createCards(connector: Connector, targets: Pick<Targets, 'placeOf'>) {
  return { post, digest, update, note, announce };

  async function post(target: string, card: Card, { under }: PostOptions): Promise<Result<Ref, ChannelError>> {
    const head = under && refSchema.safeParse(under).data;
    return send(target, withCard(renderCard(card), card.title), head && threadOf(head.conversationId, head.activityId));
  }

  function digest(target: string, what: Digest): Promise<Result<Ref, ChannelError>> {
    return send(target, withCard(renderDigest(what), what.title));
  }

  async function announce(target: string, notice: Notice): Promise<Result<void, ChannelError>> {
    const posted = await send(target, withCard(renderNotice(notice), notice.title));
    return posted.ok ? ok(undefined) : posted;
  }

  async function send(target: string, activity: OutboundActivity, thread?: string): Promise<Result<Ref, ChannelError>> {
    const place = await targets.placeOf(target);
    if (!place.ok) return place;
    const { serviceUrl, tenantId } = place.value;
    const conversationId = thread ?? place.value.conversationId;
    const posted = await connector.call(serviceUrl, (client) =>
      client.conversations.sendToConversation(conversationId, activity),
    );
    if (!posted.ok) return posted;
    const { id: activityId } = posted.value;
    if (!activityId) return fail({ code: 'rejected', reason: 'Teams did not say where the message is.' });
    return ok({ serviceUrl, tenantId, conversationId, activityId });
  }

  async function update(ref: Ref, card: Card): Promise<Result<void, ChannelError>> {
    const at = refSchema.safeParse(ref).data;
    if (at === undefined) return notOurs;
    const activity = { ...withCard(renderCard(card), card.title), id: at.activityId };
    const updated = await connector.call(at.serviceUrl, (client) =>
      client.conversations.updateActivity(at.conversationId, at.activityId, activity),
    );
    return updated.ok ? ok(undefined) : updated;
  }

  async function note(ref: Ref, { vehicleId, text }: ChannelNote): Promise<Result<void, ChannelError>> {
    const at = refSchema.safeParse(ref).data;
    if (at === undefined) return notOurs;
    const thread = threadOf(at.conversationId, at.activityId);
    // Where cards share a thread, or have none, the line says which vehicle it is about.
    const shared = thread === at.conversationId;
    const about = shared && vehicleId !== undefined ? `${vehicleId}: ${text}` : text;
    const activity = { ...plainMessage(about), replyToId: at.activityId };
    const posted = await connector.call(at.serviceUrl, (client) =>
      client.conversations.replyToActivity(thread, at.activityId, activity),
    );
    return posted.ok ? ok(undefined) : posted;
  }
}

const notOurs = fail({ code: 'rejected', reason: 'That is not a message in Teams.' } as const);

/** A message whose words are shown as they are. */
export const plainMessage = (text: string): OutboundActivity => ({
  type: 'message',
  textFormat: 'plain',
  text: line(text, LIMITS.sentence),
});

/** A message that is a card; `title` is what notifications show. */
const withCard = (content: AdaptiveCard, title: string): OutboundActivity => ({
  type: 'message',
  summary: line(title, LIMITS.title) || 'Vehicle alert',
  attachments: [{ contentType: CARD_TYPE, content }],
});
