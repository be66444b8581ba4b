import type { Booking, PostedCard } from '../../domain/booking.ts';
import type { Fleet } from '../../domain/directory.ts';
import type { BookingId } from '../../domain/ids.ts';
import { cardOf } from '../cards/build.ts';
import type { Core } from '../core.ts';
import type { Channel, ChannelError } from '../ports/channel.ts';
import type { JobContext, JobResult } from '../ports/jobs.ts';

/** A posted card is edited at once, then at most twice a second. */
const UPDATE_GAP_MS = 500;
/** A post that its process left unfinished is taken up by another after this time. */
const POSTING_MS = 10_000;

interface Target {
  readonly channel: Channel;
  readonly key: string;
}

function targetsOf(core: Core, fleet: Fleet): readonly Target[] {
  return fleet.channels.flatMap((entry) => {
    const channel = core.channels.get(entry.kind);
    const key = channel?.targetOf(entry, fleet);
    return channel && key !== undefined ? [{ channel, key }] : [];
  });
}

const postedIn = (booking: Booking, key: string): PostedCard | undefined =>
  booking.cards.find((card) => card.target === key);
const isPosted = (card: PostedCard | undefined): card is PostedCard =>
  card !== undefined && Object.keys(card.ref).length > 0;
const withCard = (booking: Booking, card: PostedCard): Booking => ({
  ...booking,
  cards: [...booking.cards.filter(({ target }) => target !== card.target), card],
});

/** The jobs that bring cards to people: `sync-cards` and `post-note`. */
export function createCardJobs(core: Core) {
  const lastUpdate = new Map<string, number>();

  function failed(booking: Booking, channel: Channel, error: ChannelError): void {
    const { fleetId, bookingId } = booking;
    core.log.warn(
      { bookingId, channel: channel.name, reason: error.reason },
      'A card could not be brought to its channel',
    );
    core.metrics.channelFailure(channel.name, error.code);
    const at = core.clock.now().toISOString();
    core.events.emit('channel.failed', {
      type: 'channel.failed',
      at,
      channel: channel.name,
      fleetId,
      bookingId,
      reason: error.reason,
    });
  }

  /** Reserves the post in the booking first, so that two jobs never post two cards. */
  async function post(booking: Booking, { channel, key }: Target, context: JobContext): Promise<JobResult> {
    const at = core.clock.now().toISOString();
    const known = postedIn(booking, key);
    const abandoned = known !== undefined && Date.parse(at) - Date.parse(known.at) > POSTING_MS;
    if (known && !abandoned && context.attempt === 1) return { againInMs: 250 };
    const reserved = await core.engine.amend(booking.bookingId, (present) =>
      postedIn(present, key)?.at === known?.at
        ? withCard(present, { channel: channel.name, target: key, ref: {}, version: 0, at })
        : undefined,
    );
    if (!reserved || postedIn(reserved, key)?.at !== at) return { againInMs: 250 };
    const done = await channel.post(key, cardOf(reserved), { retry: known !== undefined });
    if (!done.ok) return giveUpOrRetry(reserved, channel, done.error);
    await core.engine.amend(booking.bookingId, (present) =>
      withCard(present, { channel: channel.name, target: key, ref: done.value, version: reserved.version, at }),
    );
    lastUpdate.set(`${booking.bookingId} ${key}`, core.clock.trueNow().getTime());
    return (await core.bookings.get(booking.bookingId))?.version === reserved.version
      ? undefined
      : { againInMs: UPDATE_GAP_MS };
  }

  async function update(booking: Booking, card: PostedCard, { channel, key }: Target): Promise<JobResult> {
    if (card.version >= booking.version) return;
    const gapKey = `${booking.bookingId} ${key}`;
    const wait = (lastUpdate.get(gapKey) ?? 0) + UPDATE_GAP_MS - core.clock.trueNow().getTime();
    if (wait > 0) return { againInMs: wait };
    lastUpdate.set(gapKey, core.clock.trueNow().getTime());
    if (lastUpdate.size > 10_000) lastUpdate.clear();
    const done = await channel.update(card.ref, cardOf(booking));
    if (!done.ok) return giveUpOrRetry(booking, channel, done.error);
    // What was written last counts: if an older picture overtook a newer one, the next round writes again.
    const { version } = booking;
    const after = await core.engine.amend(booking.bookingId, (present) => withCard(present, { ...card, version }));
    return after && after.version > version ? { againInMs: UPDATE_GAP_MS } : undefined;
  }

  function giveUpOrRetry(booking: Booking, channel: Channel, error: ChannelError): JobResult {
    failed(booking, channel, error);
    if (error.code === 'rejected') return;
    if (error.retryAfterMs !== undefined) return { againInMs: error.retryAfterMs };
    throw new Error(`${channel.name}: ${error.reason}`);
  }

  return {
    /** Posts the card in each of the fleet's channels where it is not yet, and edits it where it is. */
    async syncCards(bookingId: BookingId, context: JobContext): Promise<JobResult> {
      const first = await core.bookings.get(bookingId);
      const fleet = first && (await core.directory.fleet(first.fleetId));
      if (!first || !fleet) return;
      let again: JobResult = undefined;
      for (const target of targetsOf(core, fleet)) {
        const booking = await core.bookings.get(bookingId);
        if (!booking) return;
        const card = postedIn(booking, target.key);
        const result = isPosted(card) ? await update(booking, card, target) : await post(booking, target, context);
        again = result ?? again;
      }
      return again;
    },

    /** Writes one of the booking's notes into the threads of its cards. */
    async postNote(bookingId: BookingId, noteId: string): Promise<JobResult> {
      const booking = await core.bookings.get(bookingId);
      const note = booking?.notes.find((known) => known.noteId === noteId);
      const fleet = booking && (await core.directory.fleet(booking.fleetId));
      if (!booking || !note || !fleet) return;
      for (const { channel, key } of targetsOf(core, fleet)) {
        const card = postedIn(booking, key);
        if (!isPosted(card)) return { againInMs: 250 };
        const done = await channel.note(card.ref, note.text, cardOf(booking));
        if (!done.ok) return giveUpOrRetry(booking, channel, done.error);
      }
    },
  };
}
