import type { Activity } from './activity.ts';
import { plainMessage } from './cards.ts';
import type { Connector } from './connector.ts';

const HELLO =
  'Cards about your vehicles come here by themselves, and their buttons book, move and cancel. There is nothing to type.';

/** Answers whoever writes to the app, where he wrote: it reads no words, and says so. What Teams does not take is let be. */
export function createGreeting(connector: Connector) {
  return async ({ id, serviceUrl, conversation }: Activity): Promise<void> => {
    if (id === undefined) return;
    await connector.call(serviceUrl, (client) =>
      client.conversations.replyToActivity(conversation.id, id, { ...plainMessage(HELLO), replyToId: id }),
    );
  };
}
