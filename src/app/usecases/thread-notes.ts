import type { Booking, ThreadNote } from '../../domain/booking.ts';
import type { BookingId } from '../../domain/ids.ts';
import type { Core } from '../core.ts';
import type { JobContext, JobResult } from '../ports/jobs.ts';
import { atEach, giveUpOrRetry, isPosted, placesOf, postedIn, withCard } from './card-places.ts';

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
  const places = (await placesOf(core, booking, fleet)).filter(({ to }) => to?.n === note.only);
  return atEach(places, async ({ channel, key }) => {
    const card = postedIn(booking, key);
    if (!isPosted(card)) {
      const age = core.clock.now().getTime() - Date.parse(note.at);
      return age > WAITS_MS ? undefined : { againInMs: Math.max(LOOK_AGAIN_MS, age) };
    }
    if (card.notes?.includes(noteId)) return;
    const { vehicleId } = booking;
    const line = { bookingId, vehicleId, noteId, text: note.text, reminds: reminds(booking, note) };
    const done = await channel.note(card.ref, line, { retry: attempt > 1 });
    if (!done.ok) return giveUpOrRetry(core, booking, channel, done.error);
    await core.engine.amend(bookingId, (present) => {
      const { notes = [], ...rest } = postedIn(present, key) ?? card;
      return withCard(present, { ...rest, notes: [...notes, noteId].slice(-KEPT_NOTES) });
    });
  });
}

/**
 * Steps write lines of their own, named by their version; all others are reminders. Where a step asks the next person, he
 * gets a card himself.
 */
function reminds({ history, people = [] }: Booking, { noteId, at }: ThreadNote): boolean {
  const step = /^n(\d+)$/.exec(noteId)?.[1];
  if (step === undefined) return true;
  const isReminder = history.some(({ version, intent }) => version === Number(step) && intent === 'reminded');
  return isReminder && !people.some((person) => person.at === at);
}

/** Writes a line that changes nothing of the case itself; the same `noteId` again has no effect. */
export async function noteTo(
  core: Core,
  { bookingId }: Pick<Booking, 'bookingId'>,
  note: Omit<ThreadNote, 'at'>,
): Promise<void> {
  const { noteId } = note;
  const at = core.clock.now().toISOString();
  await core.engine.amend(bookingId, (present) =>
    present.notes.some((known) => known.noteId === noteId)
      ? undefined
      : { ...present, notes: [...present.notes.slice(-49), { ...note, at }] },
  );
  const id = `${bookingId}-note-${noteId}`;
  await core.queue.enqueue([{ id, name: 'post-note', payload: { bookingId, noteId }, priority: 2 }]);
}
