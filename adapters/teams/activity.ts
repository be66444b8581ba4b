import { z } from 'zod';
import type { ActorRef, ReplyRef } from '../../src/app/intents/delivery.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import type { Place, Someone } from './conversations.ts';

const id = z.string().min(1).max(500);
// The Bot Framework writes null for what is not there.
const maybe = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);
const account = z.object({ id, aadObjectId: maybe(id) });

/** An activity cut down to what Pitcrew reads. Its kinds: https://github.com/microsoft/botframework-sdk/blob/main/specs/botframework-activity/botframework-activity.md */
export const activitySchema = z.object({
  type: z.string().min(1).max(64),
  id: maybe(z.string().regex(/^[\x21-\x7e]{1,255}$/)),
  name: maybe(z.string().max(255)),
  serviceUrl: z.string().min(1).max(2000),
  from: account,
  recipient: maybe(account),
  conversation: z.object({ id, tenantId: maybe(id), conversationType: maybe(z.string().max(64)) }),
  channelData: maybe(z.object({ tenant: maybe(z.object({ id })) })),
  membersAdded: maybe(z.array(account).max(1000)),
  membersRemoved: maybe(z.array(account).max(1000)),
  action: maybe(z.string().max(64)),
  value: z.unknown().optional(),
});
export type Activity = z.output<typeof activitySchema>;

/** The tenant that an activity speaks of, or undefined where it names none or two. */
export function tenantOf({ conversation, channelData }: Activity): string | undefined {
  const named = [conversation.tenantId, channelData?.tenant?.id].filter((tenant) => tenant !== undefined);
  return new Set(named).size === 1 ? named[0] : undefined;
}

/** A chat between one person and the app. */
export const isPersonal = ({ conversation }: Activity): boolean => conversation.conversationType === 'personal';

/** The conversation without the message that it is about. */
export function placeOf({ serviceUrl, conversation }: Activity, tenantId: string): Place {
  return { serviceUrl, tenantId, conversationId: conversation.id.split(';', 1)[0] ?? '' };
}

/** Who did it; somebody whom his directory does not name is a stranger everywhere. */
export const someoneIn = ({ from }: Activity, tenantId: string): Someone => ({
  tenantId,
  userId: from.aadObjectId ?? from.id,
  teamsId: from.id,
});

export const actorOf = ({ tenantId, userId }: Someone): ActorRef => ({ kind: 'teams', tenantId, userId });

const replySchema = z.object({
  tenantId: z.string(),
  userId: z.string(),
  teamsId: z.string(),
  serviceUrl: z.string(),
  activityId: z.string(),
  /** His chat with the app, where he clicked there. */
  chatId: z.string().optional(),
  /** By the true clock. */
  at: z.iso.datetime(),
});
export type TeamsReply = z.output<typeof replySchema>;

/** Where one person is answered alone, after the answer to his click itself. */
export function replyTo(activity: Activity, who: Someone, clock: Pick<Clock, 'trueNow'>): ReplyRef {
  const { tenantId, userId, teamsId = userId } = who;
  const { serviceUrl, conversationId } = placeOf(activity, tenantId);
  const chat: Record<string, string> = isPersonal(activity) ? { chatId: conversationId } : {};
  const activityId = activity.id ?? '';
  const at = clock.trueNow().toISOString();
  return { channel: 'teams', ref: { tenantId, userId, teamsId, serviceUrl, activityId, at, ...chat } };
}

/** Reads a reply reference back; undefined when it is not one of Teams'. */
export const readReply = ({ channel, ref }: ReplyRef): TeamsReply | undefined =>
  channel === 'teams' ? replySchema.safeParse(ref).data : undefined;
