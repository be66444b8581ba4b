import type { BookingId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';
import type { JobContext, JobResult } from '../ports/jobs.ts';
import { atEach, giveUpOrRetry, isPosted, postedIn, targetsOf, withCard } from './card-places.ts';

const LOOK_AGAIN_MS = 250;
/** A line waits this long for its card to be posted, asking more and more seldom; then it is old news. */
const WAITS_MS = 10 * 60_000;
const KEPT_NOTES = 50;

/** The job behind `post-note`: writes one of the booking's notes into the threads of its cards, once into each. */
export async function postNote(
  core: Core,
  bookingId: BookingId,
  noteId: string,
  { attempt }: Pick<JobContext, 'attempt'>,
): Promise<JobResult> {
  const booking = await core.bookings.get(bookingId);
  const note = booking?.notes.find((known) => known.noteId === noteId);
  const fleet = booking && (await core.directory.fleet(booking.fleetId));
  if (!booking || !note || !fleet) return;
  return atEach(targetsOf(core, fleet), async ({ channel, key }) => {
    const card = postedIn(booking, key);
    if (!isPosted(card)) {
      const age = core.clock.now().getTime() - Date.parse(note.at);
      return age > WAITS_MS ? undefined : { againInMs: Math.max(LOOK_AGAIN_MS, age) };
    }
    if (card.notes?.includes(noteId)) return;
    const done = await channel.note(card.ref, { bookingId, noteId, text: note.text }, { retry: attempt > 1 });
    if (!done.ok) return giveUpOrRetry(core, booking, channel, done.error);
    await core.engine.amend(bookingId, (present) => {
      const { notes = [], ...rest } = postedIn(present, key) ?? card;
      return withCard(present, { ...rest, notes: [...notes, noteId].slice(-KEPT_NOTES) });
    });
  });
}
