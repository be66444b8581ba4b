import { OPEN_STATES, type Booking } from '../../../src/domain/booking.ts';
import type { FleetId, MemberId, ProviderId, VehicleId } from '../../../src/domain/ids.ts';
import { choosable } from '../../../src/domain/slot.ts';
import type { BookingQuery, BookingStore } from '../../../src/app/ports/store.ts';

type Bookings = Pick<BookingStore, 'find'>;

/** Whether a fleet, or one vehicle of it, has an open case. */
export async function hasOpenCase(bookings: Bookings, fleetId: FleetId, vehicleId?: VehicleId): Promise<boolean> {
  const { items } = await bookings.find({ fleetId, vehicleId, states: OPEN_STATES, limit: 1 });
  return items.length > 0;
}

/** Whether an open case waits for a shop's answer to this member, or has an appointment that he made. */
export const memberInUse = (bookings: Bookings, fleetId: FleetId, memberId: MemberId): Promise<boolean> =>
  someOpen(bookings, { fleetId }, ({ phase }) => {
    const by =
      phase.state === 'requested' || phase.state === 'moving'
        ? phase.request.by
        : 'appointment' in phase
          ? phase.appointment?.by
          : undefined;
    return by?.kind === 'member' && by.id === memberId;
  });

/** Whether an open case offers this shop, asks it, or has an appointment there. */
export const providerInUse = (bookings: Bookings, providerId: ProviderId): Promise<boolean> =>
  someOpen(bookings, {}, ({ phase, offer }) => {
    switch (phase.state) {
      case 'offered':
        return [...choosable(offer), ...offer.fallbacks].some((shop) => shop.providerId === providerId);
      case 'requested':
        return phase.request.slot.providerId === providerId;
      case 'awaiting-approval':
        return phase.approval.slot.providerId === providerId;
      case 'moving':
        return [phase.request.slot, phase.appointment].some((place) => place.providerId === providerId);
      default:
        return 'appointment' in phase && phase.appointment?.providerId === providerId;
    }
  });

async function someOpen(
  bookings: Bookings,
  query: Pick<BookingQuery, 'fleetId'>,
  needs: (booking: Booking) => boolean,
): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const page = await bookings.find({ ...query, states: OPEN_STATES, cursor, limit: 200 });
    if (page.items.some(needs)) return true;
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  return false;
}
