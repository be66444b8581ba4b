import type { BookingQuery, ChangedBooking } from '../../../src/app/ports/store.ts';
import type { Booking } from '../../../src/domain/booking.ts';
import type { BookingId } from '../../../src/domain/ids.ts';
import { idOfCursor, pageOf, pageSize } from '../../shared/stores/pages.ts';
import type { Database } from './database.ts';
import type { BookingDoc } from './schemas.ts';

/** Newest first: ids sort by the time of their making. */
export async function findBookings(
  { bookings }: Database,
  query: BookingQuery,
  open: (doc: Pick<BookingDoc, '_id' | 'body'>) => Booking,
): Promise<{ readonly items: readonly Booking[]; readonly cursor: string | null }> {
  if (query.states?.length === 0) return { items: [], cursor: null };
  const limit = pageSize(query.limit);
  const docs = await bookings
    .find(filterOf(query), { projection: { body: 1 } })
    .sort({ _id: -1 })
    .limit(limit + 1)
    .toArray();
  return pageOf(
    docs.map(({ _id, body }) => ({ id: _id, body })),
    limit,
    ({ id, body }) => open({ _id: id, body }),
  );
}

/** What a page is looked up by; each combination has an index that ends with the id. */
export function filterOf({ fleetId, vehicleId, states, cursor }: Omit<BookingQuery, 'limit'>) {
  const [first, ...more] = states ?? [];
  return {
    ...(fleetId === undefined ? {} : { fleetId: fleetId as string }),
    ...(vehicleId === undefined ? {} : { vehicleId: vehicleId as string }),
    ...(first === undefined ? {} : { state: more.length === 0 ? first : { $in: [first, ...more] } }),
    ...(cursor === undefined ? {} : { _id: { $lt: idOfCursor(cursor) } }),
  };
}

/** A fleet's bookings that changed since an instant. */
export const changedSince = (fleetId: string, since: string) => ({ fleetId, updatedAt: { $gte: since } });

/** What changed last, without its documents' contents. */
export async function changedBookings(
  { bookings }: Database,
  fleetId: string,
  since: string,
  limit: number,
): Promise<readonly ChangedBooking[]> {
  const docs = await bookings
    .find(changedSince(fleetId, since), { projection: { revision: 1, updatedAt: 1 } })
    .sort({ updatedAt: -1 })
    .limit(limit)
    .toArray();
  return docs.map(({ _id, revision, updatedAt }) => ({ bookingId: _id as BookingId, revision, updatedAt }));
}
