import { randomBytes } from 'node:crypto';
import type {
  WorkspaceChange,
  WorkspaceChannel,
  WorkspaceEphemeral,
  WorkspaceMessage,
  WorkspaceUser,
  WorkspaceView,
} from './types.ts';
import { SlackError } from './types.ts';

export interface WorkspaceIdentity {
  readonly teamId: string;
  readonly teamName: string;
  readonly appId: string;
  readonly botId: string;
  /** The bot as a user. */
  readonly botUserId: string;
  readonly botName: string;
}

export interface WorkspaceState {
  readonly identity: WorkspaceIdentity;
  readonly users: ReadonlyMap<string, WorkspaceUser>;
  readonly channels: ReadonlyMap<string, WorkspaceChannel>;
  /** A new message id: seconds and microseconds, later than every one before. */
  nextTs(): string;
  id(prefix: string): string;
  /** A channel by its id, or the direct message with a user by his. @throws SlackError channel_not_found */
  channel(id: string | undefined): WorkspaceChannel;
  /** The direct message between a user and the bot, opened if need be. */
  directMessage(userId: string): WorkspaceChannel;
  isMember(channelId: string, userId: string): boolean;
  /** All messages of a channel, oldest first, replies in threads included. */
  messages(channelId: string): readonly WorkspaceMessage[];
  message(channelId: string, ts: string): WorkspaceMessage | undefined;
  putMessage(message: WorkspaceMessage): void;
  deleteMessage(channelId: string, ts: string): void;
  /** What only this person sees, oldest first. */
  ephemerals(userId: string): readonly WorkspaceEphemeral[];
  putEphemeral(message: WorkspaceEphemeral): void;
  deleteEphemeral(userId: string, ts: string): void;
  /** The modals a person has open, the uppermost last. */
  views(userId: string): readonly WorkspaceView[];
  view(id: string): WorkspaceView | undefined;
  /** Lays a modal on top, or replaces the one with its id. */
  putView(view: WorkspaceView): void;
  /** Closes one modal, or all of a person's. */
  closeView(userId: string, id?: string): void;
  onChange(listener: (change: WorkspaceChange) => void): () => void;
}

export function createState(
  identity: WorkspaceIdentity,
  people: readonly WorkspaceUser[],
  rooms: readonly WorkspaceChannel[],
): WorkspaceState {
  const users = new Map(people.map((user) => [user.id, user]));
  const channels = new Map(rooms.map((channel) => [channel.id, channel]));
  const messages = new Map<string, Map<string, WorkspaceMessage>>();
  const ephemerals = new Map<string, WorkspaceEphemeral[]>();
  const views = new Map<string, WorkspaceView[]>();
  const listeners = new Set<(change: WorkspaceChange) => void>();
  let lastMicros = 0;
  const emit = (change: WorkspaceChange): void => listeners.forEach((listener) => listener(change));
  const inChannel = (id: string): Map<string, WorkspaceMessage> => {
    const known = messages.get(id) ?? new Map<string, WorkspaceMessage>();
    messages.set(id, known);
    return known;
  };

  const state: WorkspaceState = {
    identity,
    users,
    channels,
    nextTs() {
      lastMicros = Math.max(lastMicros + 1, Date.now() * 1000);
      return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
    },
    id: (prefix) => prefix + randomBytes(6).toString('hex').toUpperCase().slice(0, 10),
    channel(id) {
      if (id !== undefined && users.has(id)) return state.directMessage(id);
      const byName = [...channels.values()].find(({ name }) => name === id?.replace(/^#/, ''));
      const found = channels.get(id ?? '') ?? byName;
      if (!found) throw new SlackError('channel_not_found');
      return found;
    },
    directMessage(userId) {
      const open = [...channels.values()].find(({ directWith }) => directWith === userId);
      if (open) return open;
      const user = users.get(userId);
      if (!user) throw new SlackError('user_not_found');
      const channel = { id: `D${userId.slice(1)}`, name: user.name, members: [userId], directWith: userId };
      channels.set(channel.id, channel);
      emit({ type: 'channel', channel });
      return channel;
    },
    isMember(channelId, userId) {
      const members = channels.get(channelId)?.members;
      return users.has(userId) && (members === undefined || members.includes(userId));
    },
    messages: (channelId) => [...inChannel(channelId).values()],
    message: (channelId, ts) => inChannel(channelId).get(ts),
    putMessage(message) {
      inChannel(message.channelId).set(message.ts, message);
      emit({ type: 'message', message });
    },
    deleteMessage(channelId, ts) {
      if (inChannel(channelId).delete(ts)) emit({ type: 'message-deleted', channelId, ts });
    },
    ephemerals: (userId) => ephemerals.get(userId) ?? [],
    putEphemeral(message) {
      const others = state.ephemerals(message.onlyFor).filter(({ ts }) => ts !== message.ts);
      ephemerals.set(message.onlyFor, [...others, message]);
      emit({ type: 'ephemeral', message });
    },
    deleteEphemeral(userId, ts) {
      const left = state.ephemerals(userId).filter((message) => message.ts !== ts);
      ephemerals.set(userId, left);
      emit({ type: 'ephemeral-deleted', userId, ts });
    },
    views: (userId) => views.get(userId) ?? [],
    view: (id) => [...views.values()].flat().find((view) => view.id === id),
    putView(view) {
      const open = state.views(view.userId);
      const known = open.some(({ id }) => id === view.id);
      views.set(view.userId, known ? open.map((old) => (old.id === view.id ? view : old)) : [...open, view]);
      emitTop(view.userId);
    },
    closeView(userId, id) {
      views.set(userId, id === undefined ? [] : state.views(userId).filter((view) => view.id !== id));
      emitTop(userId);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const emitTop = (userId: string): void => emit({ type: 'view', userId, view: state.views(userId).at(-1) ?? null });
  return state;
}
