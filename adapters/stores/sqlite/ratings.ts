import type { Booking } from '../../../src/domain/booking.ts';
import { appointmentOf } from '../../../src/domain/booking.ts';
import type { FleetId, ProviderId } from '../../../src/domain/ids.ts';
import type { ShopRating } from '../../../src/domain/ranking.ts';
import type { Sql, SqlHandle } from './sql.ts';

/** Keeps a booking's stars beside it in the clear, so that a shop's mean needs no document opened. */
export function writeRating(db: Sql, booking: Booking): void {
  const providerId = appointmentOf(booking)?.providerId;
  if (!booking.rating || providerId === undefined) return;
  db.prepare(
    `INSERT INTO ratings (booking_id, fleet_id, provider_id, stars) VALUES (?, ?, ?, ?)
     ON CONFLICT (booking_id) DO UPDATE SET stars = excluded.stars`,
  ).run(booking.bookingId, booking.fleetId, providerId, booking.rating.stars);
}

/** Each shop's mean and number of stars from one fleet. */
export function ratingsOf(handle: SqlHandle, fleetId: FleetId): ReadonlyMap<ProviderId, ShopRating> {
  const rows = handle
    .prepare<{ provider_id: ProviderId; stars: number; count: number }>(
      'SELECT provider_id, AVG(stars) AS stars, COUNT(*) AS count FROM ratings WHERE fleet_id = ? GROUP BY provider_id',
    )
    .all(fleetId);
  return new Map(rows.map(({ provider_id, stars, count }) => [provider_id, { stars, count }]));
}
