import { z } from 'zod';
import type { ChannelError } from '../../src/app/ports/channel.ts';
import type { ChannelMemory } from '../../src/app/ports/channel-memory.ts';
import { fail, ok, type Result } from '../../src/domain/result.ts';
import type { Connector } from './connector.ts';

/** Where a conversation is: enough to write into it at any time. */
export interface Place {
  readonly serviceUrl: string;
  readonly tenantId: string;
  readonly conversationId: string;
}

/** Somebody in Teams: by his directory's id, or by the id that Teams gives him for this app. */
export interface Someone {
  readonly tenantId: string;
  readonly userId: string;
  readonly teamsId?: string | undefined;
}

const placeSchema = z.object({ serviceUrl: z.string(), tenantId: z.string(), conversationId: z.string() });

export interface Conversations {
  /** A team's channel or a group chat that the app was added to. */
  room(tenantId: string, conversationId: string): Promise<Place | undefined>;
  /** A person's chat with the app, if it was seen. */
  chat(someone: Someone): Promise<Place | undefined>;
  rememberRoom(place: Place): Promise<void>;
  rememberChat(someone: Someone, place: Place): Promise<void>;
  forgetRoom(place: Place): Promise<void>;
  forgetChat(someone: Someone): Promise<void>;
  /** A person's chat with the app; begun where there is none yet, which Teams allows where the app is installed for him. */
  openChat(someone: Someone, serviceUrl: string): Promise<Result<Place, ChannelError>>;
}

const CHANNEL = 'teams';
const roomKey = (tenantId: string, conversationId: string): string => `room/${tenantId}/${conversationId}`;
const chatKey = ({ tenantId, userId }: Someone): string => `chat/${tenantId}/${userId}`;

/** Where conversations are, remembered across restarts and among processes. */
export function createConversations(memory: ChannelMemory, connector: Connector, appId: string): Conversations {
  async function read(key: string): Promise<Place | undefined> {
    const known = await memory.read(CHANNEL, key);
    return placeSchema.safeParse(known?.value).data;
  }

  /** Whoever writes at the same moment writes the same. */
  async function write(key: string, place: Place): Promise<void> {
    const known = await memory.read(CHANNEL, key);
    if (JSON.stringify(known?.value) === JSON.stringify(place)) return;
    await memory.write(CHANNEL, key, place, known?.revision ?? 0);
  }

  const conversations: Conversations = {
    room: (tenantId, conversationId) => read(roomKey(tenantId, conversationId)),
    chat: (someone) => read(chatKey(someone)),
    rememberRoom: (place) => write(roomKey(place.tenantId, place.conversationId), place),
    rememberChat: (someone, place) => write(chatKey(someone), place),
    forgetRoom: ({ tenantId, conversationId }) => memory.drop(CHANNEL, roomKey(tenantId, conversationId)),
    forgetChat: (someone) => memory.drop(CHANNEL, chatKey(someone)),
    async openChat(someone, serviceUrl) {
      const known = await conversations.chat(someone);
      if (known !== undefined) return ok(known);
      const { tenantId, userId, teamsId } = someone;
      const member = { id: teamsId ?? userId, name: '', aadObjectId: userId };
      const created = await connector.call(serviceUrl, (client) =>
        client.conversations.createConversation({
          isGroup: false,
          bot: { id: `28:${appId}`, name: 'Pitcrew' },
          members: [member],
          tenantId,
          channelData: { tenant: { id: tenantId } },
        } as Parameters<typeof client.conversations.createConversation>[0]),
      );
      if (!created.ok) return created;
      const { id: conversationId } = created.value;
      if (!conversationId) return fail({ code: 'rejected', reason: 'Teams did not say where the chat is.' });
      const place = { serviceUrl, tenantId, conversationId };
      await conversations.rememberChat(someone, place);
      return ok(place);
    },
  };
  return conversations;
}
