import type { Card } from '../../src/app/cards/card.ts';
import type { JobContext } from '../../src/app/ports/jobs.ts';
import { transition } from '../../src/domain/transition.ts';
import type { Booking } from '../../src/domain/booking.ts';
import { createTown, openOffice, shop, type Office, type Town } from '../support/office.ts';
import { alertOf } from '../support/cases.ts';
import { until } from '../support/waiting.ts';

const context: JobContext = { id: 'job', attempt: 1, signal: new AbortController().signal };
const THREE = [shop(1), shop(2), shop(3)];
let town: Town;
const opened: Office[] = [];
beforeEach(() => void (town = createTown()));
afterEach(async () => void (await Promise.all(opened.splice(0).map((office) => office.close()))));

async function open(works: boolean, channels = ['C01']): Promise<Office> {
  const office = await openOffice(town, { works });
  opened.push(office);
  const entries = channels.map((channelId) => ({ kind: 'slack', teamId: 'T01', channelId }) as const);
  await office.furnish(THREE, ['truck-17'], entries);
  return office;
}

const versions = (pictures: readonly { card: Card }[]) => pictures.map(({ card }) => card.version);

/** Raises the case's version by so many alerts. */
async function raiseBy(office: Office, booking: Booking, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await office.app.core.engine.apply(booking.bookingId, (present, now) =>
      transition(present, { type: 'alert', alert: alertOf(`more-${present.version}`) }, now),
    );
  }
}

/** A case, and its card jobs done by hand. */
async function byHand(office: Office) {
  const { bookingId } = await office.raise();
  const booking = await office.booking(bookingId);
  return { booking, sync: () => office.app.jobs.syncCards(booking.bookingId, context) };
}

/** Does a job until it says that it is finished. */
async function toItsEnd(job: () => Promise<void | { readonly againInMs: number }>): Promise<void> {
  for (let result = await job(); result; result = await job()) {
    const { againInMs } = result;
    await new Promise((go) => setTimeout(go, againInMs));
  }
}

describe('A card', () => {
  test('is posted once, however many jobs want to, also in the very same millisecond', async () => {
    const office = await open(false);
    const { booking, sync } = await byHand(office);
    const now = new Date();
    town.clock.now = () => now;
    town.channel.postMs = 30;
    await Promise.all(Array.from({ length: 10 }, () => toItsEnd(sync)));
    expect(town.channel.cardsOf(booking.bookingId)).toHaveLength(1);
    const { cards, version } = await office.booking(booking.bookingId);
    expect(cards).toMatchObject([{ channel: 'slack', target: 'slack:T01/C01', version }]);
  });

  test('that waits for its post does not raise the version, nor does the post', async () => {
    const office = await open(false);
    const { booking, sync } = await byHand(office);
    await sync();
    const after = await office.booking(booking.bookingId);
    expect([after.version, after.revision > booking.revision]).toEqual([booking.version, true]);
  });

  test('follows a burst at once and then at most twice a second, and ends at the present version', async () => {
    const office = await open(true);
    const booking = await office.offer();
    const card = await until('the card is posted', () => town.channel.cardsOf(booking.bookingId)[0]);
    for (let i = 0; i < 20; i++) {
      await raiseBy(office, booking, 1);
      await new Promise((go) => setTimeout(go, 50));
    }
    const { version } = await office.booking(booking.bookingId);
    await until('the card is up to date', () => card.pictures.at(-1)?.card.version === version || undefined);
    const gaps = card.pictures.slice(1).map(({ at }, i) => at - card.pictures[i]!.at);
    expect(gaps.every((gap) => gap >= 450)).toBe(true);
    expect(card.pictures.length).toBeLessThanOrEqual(8);
    expect(versions(card.pictures)).toEqual([...versions(card.pictures)].sort((a, b) => a - b));
    await until('it is known what the card shows', async () => {
      const { cards } = await office.booking(booking.bookingId);
      return cards[0]?.version === version || undefined;
    });
  });

  test('is never turned back by an update that is slow', async () => {
    const office = await open(false);
    const { booking, sync } = await byHand(office);
    await toItsEnd(sync);
    town.channel.updateMs.push(900);
    await new Promise((go) => setTimeout(go, 500));
    await raiseBy(office, booking, 1);
    const slow = toItsEnd(sync);
    await new Promise((go) => setTimeout(go, 550));
    await raiseBy(office, booking, 1);
    await Promise.all([slow, toItsEnd(sync)]);
    const shown = versions(town.channel.cardsOf(booking.bookingId)[0]!.pictures);
    expect(shown).toEqual([1, 2, 3]);
  });

  test('of an older version is not written over a newer one', async () => {
    const office = await open(false);
    const { booking, sync } = await byHand(office);
    await toItsEnd(sync);
    await new Promise((go) => setTimeout(go, 500));
    await raiseBy(office, booking, 2);
    await toItsEnd(sync);
    // A job that was left over from before finds nothing to do.
    expect(await sync()).toBeUndefined();
    expect(versions(town.channel.cardsOf(booking.bookingId)[0]!.pictures)).toEqual([1, 3]);
  });

  test('that Slack takes later is posted as soon as Slack said, not when the post counts as abandoned', async () => {
    const office = await open(true);
    town.channel.failing.post.push({ code: 'rate-limited', reason: 'ratelimited', retryAfterMs: 100 });
    const { bookingId } = await office.raise();
    await until('the card is posted', () => town.channel.cardsOf(bookingId)[0], 3_000);
  });

  test('whose post may have arrived is looked for before it is posted again', async () => {
    const office = await open(true);
    const retries: boolean[] = [];
    const post = town.channel.post.bind(town.channel);
    town.channel.post = (target, card, options) => (retries.push(options.retry), post(target, card, options));
    town.channel.failing.post.push({ code: 'unreachable', reason: 'timeout' });
    const { bookingId } = await office.raise();
    await until('the card is posted', () => town.channel.cardsOf(bookingId)[0], 3_000);
    expect(retries).toEqual([false, true]);
  });

  test.each([
    ['rejects it', { code: 'rejected', reason: 'channel_not_found' }],
    ['cannot be reached', { code: 'unreachable', reason: 'timeout' }],
    ['is rate-limited', { code: 'rate-limited', reason: 'ratelimited', retryAfterMs: 200 }],
  ] as const)('goes to every other channel while one %s, with its thread, each line once', async (_, error) => {
    const office = await open(true, ['C-broken', 'C01']);
    town.channel.broken.set('slack:T01/C-broken', error);
    const failed: string[] = [];
    office.app.core.events.on('channel.failed', ({ reason }) => failed.push(reason));
    const { bookingId, offer } = await office.offer();
    const card = await until('the card is posted', () => town.channel.cardsOf(bookingId)[0], 3_000);
    await office.click(bookingId, { intent: 'choose-slot', slotId: offer.slots[0]!.slotId });
    const booked = await office.inState(bookingId, 'scheduled');
    await until('the card shows it', () => card.pictures.at(-1)?.card.state === 'scheduled' || undefined, 5_000);
    await until('the thread tells it', () => card.notes.length > 0 || undefined, 3_000);
    await new Promise((go) => setTimeout(go, 700));
    expect(card.notes).toEqual([expect.stringMatching(/^Booked: /)]);
    expect(failed).toContain(error.reason);
    expect(card.pictures.at(-1)?.card.version).toBe(booked.version);
  });

  test('a line of the thread waits for the card, and is said once however often its job runs', async () => {
    const office = await open(false);
    const { booking, sync } = await byHand(office);
    await office.app.core.engine.apply(booking.bookingId, (present, now) =>
      transition(
        present,
        { type: 'cancel', reason: 'not-needed', by: { kind: 'member', id: 'dana', channel: 'slack' } },
        now,
      ),
    );
    const { noteId } = (await office.booking(booking.bookingId)).notes[0]!;
    const note = () => office.app.jobs.postNote(booking.bookingId, noteId, context);
    expect(await note()).toMatchObject({ againInMs: expect.any(Number) });
    await toItsEnd(sync);
    await note();
    await note();
    expect(town.channel.cardsOf(booking.bookingId)[0]?.notes).toEqual(['Cancelled.']);
  });

  test('a line that no card takes is given up in the end', async () => {
    const office = await open(false);
    const { booking } = await byHand(office);
    await office.app.core.engine.apply(booking.bookingId, (present, now) =>
      transition(
        present,
        { type: 'cancel', reason: 'not-needed', by: { kind: 'member', id: 'dana', channel: 'slack' } },
        now,
      ),
    );
    const { noteId } = (await office.booking(booking.bookingId)).notes[0]!;
    town.clock.advance(3_600_000);
    expect(await office.app.jobs.postNote(booking.bookingId, noteId, context)).toBeUndefined();
  });
});

describe('An answer to one person', () => {
  test('is tried again when the platform asks for it, and given up when it refuses', async () => {
    const office = await open(true);
    town.channel.failing.tell.push({ code: 'rate-limited', reason: 'ratelimited', retryAfterMs: 50 });
    const { bookingId } = await office.offer();
    await office.click(bookingId, { intent: 'confirm-cancel' });
    const told = await until('he is told', () => town.channel.told[0]);
    expect(told).toEqual({ to: 'dana', text: 'There is no cancellation to confirm.' });
    town.channel.failing.tell.push({ code: 'rejected', reason: 'expired_url' });
    await office.click(bookingId, { intent: 'confirm-cancel' });
    await until('the jobs are done', async () => {
      const { waiting, running } = await office.queue.counts();
      return (running === 0 && town.channel.failing.tell.length === 0 && waiting <= 2) || undefined;
    });
    expect(town.channel.told).toHaveLength(1);
  });
});
