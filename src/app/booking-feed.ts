import type { Booking } from '../domain/booking.ts';
import type { BookingId, FleetId, Instant } from '../domain/ids.ts';
import type { BookingFeed } from './ports/booking-feed.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { BookingStore } from './ports/store.ts';

/** Between two looks at a fleet while somebody watches it; a little more for each fleet that is watched. */
const LOOK_EVERY_MS = 200;
const MORE_PER_FLEET_MS = 2;
const AFTER_FAILURE_MS = 2_000;
/** A step is stamped before it is written, by clocks that differ: what is younger than this may still turn up late. */
const LATE_MS = 60_000;
/** Now and then a longer look back, for what turned up even later. */
const SWEEP_EVERY_MS = 15_000;
const SWEEP_BACK_MS = 15 * 60_000;
const AT_MOST = 1_000;
const KNOWN_AT_MOST = 5_000;

interface Watched {
  readonly listeners: Set<(booking: Booking) => void>;
  /** The revision of each booking that was told. */
  readonly known: Map<BookingId, number>;
  latest: Instant;
  sweptAt: number;
  timer?: NodeJS.Timeout | undefined;
}

interface Parts {
  readonly bookings: Pick<BookingStore, 'get' | 'changed'>;
  readonly clock: Clock;
  readonly log: Log;
}

const before = (at: Instant, ms: number): Instant => new Date(Date.parse(at) - ms).toISOString();

/** Looks into the store, which all processes share, as long as somebody watches. */
export function createBookingFeed({ bookings, clock, log }: Parts): BookingFeed {
  const fleets = new Map<FleetId, Watched>();

  async function look(fleetId: FleetId, fleet: Watched): Promise<void> {
    const now = clock.trueNow().getTime();
    const sweeps = now - fleet.sweptAt >= SWEEP_EVERY_MS;
    if (sweeps) fleet.sweptAt = now;
    const since = before(fleet.latest, sweeps ? SWEEP_BACK_MS : LATE_MS);
    const rows = await bookings.changed(fleetId, since, AT_MOST);
    if (fleet.known.size > KNOWN_AT_MOST) fleet.known.clear();
    for (const { bookingId, revision } of [...rows].reverse()) {
      if (fleet.known.get(bookingId) === revision) continue;
      const booking = await bookings.get(bookingId);
      if (!booking) continue;
      fleet.known.set(bookingId, booking.revision);
      if (booking.updatedAt > fleet.latest) fleet.latest = booking.updatedAt;
      for (const listener of fleet.listeners) listener(booking);
    }
  }

  function lookLater(fleetId: FleetId, fleet: Watched, ms: number): void {
    fleet.timer = setTimeout(() => {
      void look(fleetId, fleet)
        .then(
          () => LOOK_EVERY_MS + MORE_PER_FLEET_MS * fleets.size,
          (error: unknown) => {
            log.warn({ error, fleetId }, 'What changed in a fleet could not be read: tried again soon.');
            return AFTER_FAILURE_MS;
          },
        )
        .then((next) => {
          if (fleets.get(fleetId) === fleet) lookLater(fleetId, fleet, next);
        });
    }, ms);
  }

  return {
    watch(fleetId, listener) {
      let fleet = fleets.get(fleetId);
      if (!fleet) {
        const at = clock.now().toISOString();
        fleet = { listeners: new Set(), known: new Map(), latest: at, sweptAt: clock.trueNow().getTime() };
        fleets.set(fleetId, fleet);
        lookLater(fleetId, fleet, 0);
      }
      const watched = fleet;
      watched.listeners.add(listener);
      return () => {
        watched.listeners.delete(listener);
        if (watched.listeners.size > 0 || fleets.get(fleetId) !== watched) return;
        clearTimeout(watched.timer);
        fleets.delete(fleetId);
      };
    },
  };
}
