import type { Booking, PostedCard } from '../../domain/booking.ts';
import type { Fleet } from '../../domain/directory.ts';
import type { BookingId } from '../../domain/ids.ts';
import { cardOf } from '../cards/build.ts';
import type { Core } from '../core.ts';
import type { JobResult } from '../ports/jobs.ts';
import { atEach, giveUpOrRetry, isPosted, placesOf, postedIn, withCard } from './card-places.ts';
import type { Target } from './card-places.ts';
import { awaitsDigest, heldUntil, planDigest } from './digest.ts';

/** A posted card is edited at once, then at most twice a second. */
const UPDATE_GAP_MS = 500;
/** A post that its process left unfinished is taken up by another after this time. */
const POSTING_MS = 10_000;
const LOOK_AGAIN_MS = 250;

/** The job behind `sync-cards`. */
export function createCardSync(core: Core): (bookingId: BookingId) => Promise<JobResult> {
  const lastUpdate = new Map<string, number>();
  /** Where a card of this process is under way: one at a time, so that a slow older picture never overtakes a newer. */
  const underWay = new Set<string>();
  /** Where a post of this process may or may not have arrived. */
  const unsure = new Set<string>();

  const placeOf = (booking: Booking, key: string): string => `${booking.bookingId} ${key}`;

  /** Reserves the post in the booking first, so that two jobs never post two cards. */
  async function reserve(booking: Booking, { channel, key }: Target, at: string): Promise<Booking | undefined> {
    const known = postedIn(booking, key);
    let mine = false;
    const reserved = await core.engine.amend(booking.bookingId, (present) => {
      mine = postedIn(present, key)?.at === known?.at;
      return mine ? withCard(present, { channel: channel.name, target: key, ref: {}, version: 0, at }) : undefined;
    });
    return mine ? reserved : undefined;
  }

  async function post(booking: Booking, target: Target): Promise<JobResult> {
    const { channel, key, address, to, reader } = target;
    const place = placeOf(booking, key);
    const at = core.clock.now().toISOString();
    if (to?.from !== undefined && at < to.from) return { againInMs: Date.parse(to.from) - Date.parse(at) };
    const known = postedIn(booking, key);
    const abandoned = known !== undefined && Date.parse(at) - Date.parse(known.at) > POSTING_MS;
    if (known && !abandoned && !unsure.has(place)) return { againInMs: LOOK_AGAIN_MS };
    const reserved = await reserve(booking, target, at);
    if (!reserved) return { againInMs: LOOK_AGAIN_MS };
    const retry = known !== undefined;
    const under = reserved.digests?.[key];
    const done = await channel.post(address, cardOf(reserved, to, reader), under ? { retry, under } : { retry });
    if (!done.ok) {
      // Surely not there: the next may post it as the first. Else the next has to look for it before.
      if (done.error.code !== 'unreachable' && !retry) await release(booking, key, at);
      else unsure.add(place);
      return giveUpOrRetry(core, reserved, channel, done.error);
    }
    unsure.delete(place);
    const { version } = reserved;
    const after = await core.engine.amend(booking.bookingId, (present) =>
      withCard(present, { channel: channel.name, target: key, ref: done.value, version, at }),
    );
    lastUpdate.set(place, core.clock.trueNow().getTime());
    return after && after.version > version ? { againInMs: UPDATE_GAP_MS } : undefined;
  }

  async function release(booking: Booking, key: string, at: string): Promise<void> {
    await core.engine.amend(booking.bookingId, (present) => {
      const card = postedIn(present, key);
      if (card?.at !== at || isPosted(card)) return undefined;
      return { ...present, cards: present.cards.filter(({ target }) => target !== key) };
    });
  }

  async function update(booking: Booking, card: PostedCard, { channel, key, to, reader }: Target): Promise<JobResult> {
    if (card.version >= booking.version) return;
    const place = placeOf(booking, key);
    const wait = (lastUpdate.get(place) ?? 0) + UPDATE_GAP_MS - core.clock.trueNow().getTime();
    if (wait > 0) return { againInMs: wait };
    if (lastUpdate.size > 10_000) lastUpdate.clear();
    lastUpdate.set(place, core.clock.trueNow().getTime());
    const done = await channel.update(card.ref, cardOf(booking, to, reader));
    if (!done.ok) return giveUpOrRetry(core, booking, channel, done.error);
    // What was written last counts: if another process' older picture overtook a newer one, the next round writes again.
    const { version } = booking;
    const after = await core.engine.amend(booking.bookingId, (present) =>
      withCard(present, { ...(postedIn(present, key) ?? card), version, ...(done.value ? { ref: done.value } : {}) }),
    );
    return after && after.version > version ? { againInMs: UPDATE_GAP_MS } : undefined;
  }

  async function bring(bookingId: BookingId, fleet: Fleet, target: Target): Promise<JobResult> {
    const place = `${bookingId} ${target.key}`;
    if (underWay.has(place)) return { againInMs: LOOK_AGAIN_MS };
    underWay.add(place);
    try {
      const booking = await core.bookings.get(bookingId);
      if (!booking) return;
      const card = postedIn(booking, target.key);
      const until =
        card || target.to ? undefined : heldUntil(fleet, booking, core.clock.now().toISOString(), target.reader);
      if (until !== undefined) return await planDigest(core, fleet, until);
      if (!card && awaitsDigest(booking, target.key)) return;
      return await (isPosted(card) ? update(booking, card, target) : post(booking, target));
    } finally {
      underWay.delete(place);
    }
  }

  /** Posts the card in each of the fleet's channels where it is not yet, and edits it where it is. */
  return async (bookingId) => {
    const booking = await core.bookings.get(bookingId);
    const fleet = booking && (await core.directory.fleet(booking.fleetId));
    if (!fleet) return;
    return atEach(await placesOf(core, booking, fleet), (target) => bring(bookingId, fleet, target));
  };
}
