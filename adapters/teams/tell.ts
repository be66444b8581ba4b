import { setTimeout as wait } from 'node:timers/promises';
import type { ReplyRef } from '../../src/app/intents/delivery.ts';
import type { ChannelError } from '../../src/app/ports/channel.ts';
import type { Clock } from '../../src/app/ports/clock.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import { readReply } from './activity.ts';
import { ANSWER_MS } from './answers.ts';
import type { Answered } from './answered.ts';
import { plainMessage } from './cards.ts';
import type { Connector } from './connector.ts';
import type { Conversations } from './conversations.ts';

const LOOK_AGAIN_MS = 150;

interface Parts {
  readonly connector: Connector;
  readonly conversations: Conversations;
  readonly answered: Answered;
  readonly clock: Pick<Clock, 'trueNow'>;
}

/**
 * Answers one person alone, in his chat with the app: Teams shows nothing to one person in a channel but the reply to his
 * click. What that reply has said is not said again; while it may still say it, it is waited for.
 */
export function createTell({ connector, conversations, answered, clock }: Parts) {
  return async (ref: ReplyRef, sentence: string): Promise<Result<void, ChannelError>> => {
    const reply = readReply(ref);
    if (reply === undefined) return fail({ code: 'rejected', reason: 'That is not a place in Teams.' });
    const { tenantId, userId, teamsId, serviceUrl, activityId, chatId, at } = reply;
    const until = Date.parse(at) + ANSWER_MS + LOOK_AGAIN_MS;
    do {
      if (await answered.hasSaid(activityId, sentence)) return ok(undefined);
      if (clock.trueNow().getTime() >= until) break;
      await wait(LOOK_AGAIN_MS);
    } while (true);
    const chat =
      chatId === undefined
        ? await conversations.openChat({ tenantId, userId, teamsId }, serviceUrl)
        : ok({ serviceUrl, conversationId: chatId });
    if (!chat.ok) return chat;
    const told = await connector.call(chat.value.serviceUrl, (client) =>
      client.conversations.sendToConversation(chat.value.conversationId, plainMessage(sentence)),
    );
    return told.ok ? ok(undefined) : told;
  };
}
