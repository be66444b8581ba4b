import type { Card } from '../../src/app/cards/card.ts';
import type { Channel, ChannelError } from '../../src/app/ports/channel.ts';
import { fail, ok } from '../../src/domain/result.ts';

/** A card as it lies in its channel, with every picture that it ever showed. */
export interface PostedFake {
  readonly target: string;
  readonly pictures: { readonly card: Card; readonly at: number }[];
  readonly notes: string[];
}

export interface FakeChannel extends Channel {
  readonly posted: PostedFake[];
  /** What single people were told. */
  readonly told: { readonly to: string; readonly text: string }[];
  /** How the next calls fail, first one first. */
  readonly failing: {
    readonly post: (ChannelError | undefined)[];
    readonly update: (ChannelError | undefined)[];
    readonly note: (ChannelError | undefined)[];
    readonly tell: (ChannelError | undefined)[];
  };
  /** Targets that take nothing at all. */
  readonly broken: Map<string, ChannelError>;
  /** How long the next updates take, in milliseconds. */
  readonly updateMs: number[];
  postMs: number;
  /** The cards of one booking. */
  cardsOf(bookingId: string): readonly PostedFake[];
}

const wait = (ms: number) => new Promise((go) => setTimeout(go, ms));

/** Slack in memory: keeps what is posted and can be told to fail or to be slow. */
export function createFakeChannel(): FakeChannel {
  const channel: FakeChannel = {
    name: 'slack',
    routes: [],
    posted: [],
    told: [],
    failing: { post: [], update: [], note: [], tell: [] },
    broken: new Map(),
    updateMs: [],
    postMs: 0,
    targetOf: (entry) => (entry.kind === 'slack' ? `slack:${entry.teamId}/${entry.channelId}` : undefined),

    async post(target, card) {
      await wait(channel.postMs);
      const error = channel.broken.get(target) ?? channel.failing.post.shift();
      if (error) return fail(error);
      channel.posted.push({ target, pictures: [{ card, at: Date.now() }], notes: [] });
      return ok({ index: String(channel.posted.length - 1) });
    },

    async update(ref, card) {
      await wait(channel.updateMs.shift() ?? 0);
      const posted = channel.posted[Number(ref['index'])]!;
      const error = channel.broken.get(posted.target) ?? channel.failing.update.shift();
      if (error) return fail(error);
      posted.pictures.push({ card, at: Date.now() });
      return ok(undefined);
    },

    async note(ref, { text }) {
      const posted = channel.posted[Number(ref['index'])]!;
      const error = channel.broken.get(posted.target) ?? channel.failing.note.shift();
      if (error) return fail(error);
      posted.notes.push(text);
      return ok(undefined);
    },

    async tell(reply, text) {
      const error = channel.failing.tell.shift();
      if (error) return fail(error);
      channel.told.push({ to: reply.ref['user'] ?? '', text });
      return ok(undefined);
    },

    cardsOf: (bookingId) => channel.posted.filter(({ pictures }) => pictures[0]?.card.bookingId === bookingId),
    async close() {},
  };
  return channel;
}
