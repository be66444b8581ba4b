import type { BookingQuery, ChangedBooking } from '../../../src/app/ports/store.ts';
import type { Booking, BookingState } from '../../../src/domain/booking.ts';
import { idOfCursor, pageOf, pageSize } from '../../shared/stores/pages.ts';
import type { SqlHandle, SqlValue } from './sql.ts';

interface Row {
  readonly id: string;
  readonly body: Uint8Array;
}

/** Newest first: ids sort by the time of their making. */
export function findBookings(
  handle: SqlHandle,
  query: BookingQuery,
  open: (row: Row) => Booking,
): { readonly items: readonly Booking[]; readonly cursor: string | null } {
  const limit = pageSize(query.limit);
  const before = query.cursor === undefined ? undefined : idOfCursor(query.cursor);
  // One walk per state, each along an index that is already in the wanted order; together they cannot miss a row.
  const walks = query.states ? [...new Set(query.states)] : [undefined];
  const rows = walks.flatMap((state) => {
    const { sql, values } = walk(query, state, before);
    return handle.prepare<Row>(sql).all(...values, limit + 1);
  });
  if (walks.length > 1) rows.sort((a, b) => (a.id < b.id ? 1 : -1));
  return pageOf(rows, limit, open);
}

/** The query of one state (or of all) without its limit's value. */
export function walk(
  query: Pick<BookingQuery, 'fleetId' | 'vehicleId'>,
  state: BookingState | undefined,
  before: string | undefined,
): { readonly sql: string; readonly values: readonly SqlValue[] } {
  const conditions: [string, SqlValue | undefined][] = [
    ['fleet_id = ?', query.fleetId],
    ['vehicle_id = ?', query.vehicleId],
    ['state = ?', state],
    ['id < ?', before],
  ];
  const used = conditions.filter((condition): condition is [string, SqlValue] => condition[1] !== undefined);
  const where = used.length > 0 ? `WHERE ${used.map(([text]) => text).join(' AND ')}` : '';
  return {
    sql: `SELECT id, body FROM bookings ${indexFor(query, state)} ${where} ORDER BY id DESC LIMIT ?`,
    values: used.map(([, value]) => value),
  };
}

/** What changed last, read from columns that stand before the document. */
export const CHANGED = `SELECT id AS bookingId, revision, updated_at AS updatedAt FROM bookings INDEXED BY bookings_by_change
 WHERE fleet_id = ? AND updated_at >= ? ORDER BY updated_at DESC LIMIT ?`;

export const changedBookings = (
  handle: SqlHandle,
  fleetId: string,
  since: string,
  limit: number,
): readonly ChangedBooking[] => handle.prepare<ChangedBooking>(CHANGED).all(fleetId, since, limit);

// Named, since the planner guesses sizes: a vehicle has few bookings, a state may have nearly all.
function indexFor(query: Pick<BookingQuery, 'fleetId' | 'vehicleId'>, state: BookingState | undefined): string {
  if (query.vehicleId !== undefined) return 'INDEXED BY bookings_by_vehicle';
  if (query.fleetId !== undefined) return `INDEXED BY bookings_by_fleet${state === undefined ? '' : '_state'}`;
  return state === undefined ? '' : 'INDEXED BY bookings_by_state';
}
