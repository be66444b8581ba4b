import type { Member } from '../../../src/domain/directory.ts';
import type { Booking, BookingState } from '../../../src/domain/booking.ts';
import { OPEN_STATES } from '../../../src/domain/booking.ts';
import type { BookingId, Instant } from '../../../src/domain/ids.ts';
import type { RawResponse, ResponseStream } from '../../../src/app/ports/http.ts';
import type { HttpDeps } from '../deps.ts';
import { isAt, markOf, MARKED_MS, placeOf } from './inbox-place.ts';
import type { Place, Seen } from './inbox-place.ts';

const BEAT_MS = 15_000;
const RETRY_MS = 2_000;
const PAGE = 200;
const AT_MOST = 1_000;
/** Events that are written before others get a turn. */
const BATCH = 50;

type Parts = Pick<HttpDeps, 'bookings' | 'feed' | 'clock' | 'log'>;

/** What has to be known of a booking to tell of it. */
type Told = Pick<Booking, 'bookingId' | 'version' | 'updatedAt'> & { readonly state: BookingState };

const OPEN: ReadonlySet<BookingState> = new Set(OPEN_STATES);

const toldOf = ({ bookingId, version, updatedAt, phase }: Booking): Told => ({
  ...{ bookingId, version, updatedAt, state: phase.state },
});

/**
 * A stream of a fleet's bookings: those that are open, or with the id of the last event what changed since, then each
 * change as it happens, in whichever process. A version is told once and never after a newer one.
 * @param stillAllowed asked every 15 seconds; the stream ends where it answers false
 */
export function inboxStream(
  parts: Parts,
  member: Member,
  lastEventId: string | undefined,
  stillAllowed: () => Promise<boolean>,
): RawResponse {
  const { feed, log } = parts;
  return {
    status: 200,
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    },
    stream(stream) {
      stream.write(`retry: ${RETRY_MS}\n\n`);
      const writer = createWriter(stream);
      let early: Booking[] | undefined = [];
      const stop = feed.watch(member.fleetId, (booking) =>
        early ? early.push(booking) : writer.tell(toldOf(booking)),
      );
      const beat = setInterval(() => {
        stream.write(': still here\n\n');
        // While the store cannot be asked, nobody loses what he has.
        void stillAllowed().then(
          (allowed) => allowed || stream.end(),
          () => undefined,
        );
      }, BEAT_MS);
      stream.onClose(() => {
        stop();
        clearInterval(beat);
      });
      const begin = async (): Promise<void> => {
        await sendFirst(parts, member, lastEventId, writer);
        const waited = early ?? [];
        early = undefined;
        for (const booking of waited) writer.tell(toldOf(booking));
      };
      begin().catch((error: unknown) => {
        log.warn({ error }, 'The inbox could not be read: its page comes again.');
        stream.end();
      });
    },
  };
}

interface Writer {
  tell(told: Told): void;
  /** What the reader has already. */
  skip(place: Place): void;
  /** He begins anew: what was closed before he came is nothing to him. */
  beginAt(instant: Instant): void;
}

function createWriter(stream: ResponseStream): Writer {
  const sent = new Map<string, number>();
  let at = '';
  let late: readonly Seen[] = [];
  let began = '';
  return {
    tell(told) {
      const { bookingId, version, state, updatedAt } = told;
      const known = sent.get(bookingId);
      if (known === undefined ? updatedAt < began && !OPEN.has(state) : known >= version) return;
      sent.set(bookingId, version);
      if (updatedAt > at) at = updatedAt;
      const since = new Date(Date.parse(at) - MARKED_MS).toISOString();
      late = [...late.filter((seen) => seen.bookingId !== bookingId && seen.updatedAt >= since), told];
      const data = JSON.stringify({ bookingId, version, state });
      stream.write(`event: booking\nid: ${markOf(at, late)}\ndata: ${data}\n\n`);
    },
    beginAt: (instant) => void (began = instant),
    skip(place) {
      at = place.at;
      late = place.seen.map((seen) => ({ ...seen, updatedAt: place.at }));
      for (const { bookingId, version } of place.seen) sent.set(bookingId, version);
    },
  };
}

async function sendFirst(parts: Parts, { fleetId }: Member, lastEventId: string | undefined, writer: Writer) {
  const { bookings, clock } = parts;
  const place = placeOf(lastEventId);
  // A place ahead of the clock was written before it was set back: nothing can be told since then.
  if (place && isAt(place, clock.now())) {
    const since = new Date(Date.parse(place.at) - MARKED_MS).toISOString();
    const rows = await bookings.changed(fleetId, since, AT_MOST);
    if (rows.length < AT_MOST) {
      writer.skip(place);
      for (const { bookingId } of [...rows].reverse()) await tellNow(bookings, bookingId, writer);
      return;
    }
  }
  writer.beginAt(clock.now().toISOString());
  const open: Told[] = [];
  let cursor: string | undefined;
  do {
    const page = await bookings.find({ fleetId, states: OPEN_STATES, cursor, limit: PAGE });
    open.push(...page.items.map(toldOf));
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  // In the order of their changes: whoever is cut off in between goes on from there.
  open.sort((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1));
  for (const [n, told] of open.entries()) {
    if (n % BATCH === BATCH - 1) await new Promise((resolve) => setImmediate(resolve));
    writer.tell(told);
  }
}

async function tellNow(bookings: Parts['bookings'], bookingId: BookingId, writer: Writer): Promise<void> {
  const booking = await bookings.get(bookingId);
  if (booking) writer.tell(toldOf(booking));
}
