import type { Booking } from '../../domain/booking.ts';
import type { FleetId } from '../../domain/ids.ts';

/** Tells what changes in a fleet's bookings, whichever process writes it. */
export interface BookingFeed {
  /**
   * Calls `listener` with a booking soon after people could see it change, from a minute before now on, oldest change first.
   * The same version may come more than once. Answers how to stop it.
   */
  watch(fleetId: FleetId, listener: (booking: Booking) => void): () => void;
}
