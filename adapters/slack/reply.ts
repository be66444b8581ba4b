import { z } from 'zod';
import type { ActorRef, ReplyRef } from '../../src/app/intents/delivery.ts';
import type { Click, Shortcut, Submission } from './body.ts';
import type { RateForm } from './rate-form.ts';

const replySchema = z.object({
  teamId: z.string(),
  userId: z.string(),
  channelId: z.string().optional(),
  messageTs: z.string().optional(),
  threadTs: z.string().optional(),
  responseUrl: z.string().optional(),
});

/** Where one person is answered alone. Without a channel (a form that no card opened) only a direct message is left. */
export type SlackReply = z.output<typeof replySchema>;

/** Who clicked. Someone from a connected workspace counts in his own team, where he is a stranger to the fleet. */
export function actorOf({ user, team }: Click | Submission | Shortcut): ActorRef {
  return { kind: 'slack', teamId: user.team_id ?? team?.id ?? '', userId: user.id };
}

export function replyToClick(click: Click): ReplyRef {
  const messageTs = click.message?.ts ?? click.container?.message_ts;
  const threadTs = click.message?.thread_ts ?? click.container?.thread_ts;
  return reply({
    teamId: click.team?.id ?? click.user.team_id ?? '',
    userId: click.user.id,
    channelId: click.channel?.id ?? click.container?.channel_id,
    messageTs,
    // A card that heads a thread names itself here; an answer inside its thread would be overlooked.
    threadTs: threadTs === messageTs ? undefined : threadTs,
    responseUrl: click.response_url,
  });
}

export function replyToSubmission(submission: Submission, form: RateForm): ReplyRef {
  return reply({
    teamId: submission.team?.id ?? submission.user.team_id ?? '',
    userId: submission.user.id,
    channelId: form.channelId,
    messageTs: form.messageTs,
  });
}

export function replyToShortcut({ user, team, channel, message, response_url: responseUrl }: Shortcut): ReplyRef {
  return reply({
    teamId: team?.id ?? user.team_id ?? '',
    userId: user.id,
    channelId: channel?.id,
    messageTs: message?.ts,
    responseUrl,
  });
}

/** Reads a reply reference back; undefined when it is not one of Slack's. */
export function readReply(ref: ReplyRef): SlackReply | undefined {
  return ref.channel === 'slack' ? replySchema.safeParse(ref.ref).data : undefined;
}

function reply(parts: SlackReply): ReplyRef {
  const ref: Record<string, string> = {};
  for (const [name, value] of Object.entries(parts)) if (value !== undefined) ref[name] = value;
  return { channel: 'slack', ref };
}
