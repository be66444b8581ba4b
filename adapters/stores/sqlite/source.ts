import type { CommissionLine } from '../../../src/domain/commission.ts';
import type {
  StoredBooking,
  StoredDelivery,
  StoredFleet,
  StoredLookup,
  StoredOutboxItem,
  StoredOwned,
  StoredPart,
  StoredParts,
  StoredSource,
} from '../../shared/stores/stored.ts';
import type { SqlHandle, SqlValue } from './sql.ts';

const BATCH = 500;

type Row = Readonly<Record<string, SqlValue>>;

interface Part<T> {
  readonly table: string;
  readonly columns: string;
  readonly read: (row: Row) => T;
}

/** A row without its empty columns, as a record without these fields. */
const present = (row: object): object => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

/** Everything that the embedded store holds, in batches that a walk along `rowid` or the primary key gives. */
export function createSource(handle: SqlHandle): StoredSource {
  const parts = partsOf(handle);
  return {
    count: (part) => handle.prepare<{ n: number }>(`SELECT COUNT(*) AS n FROM ${parts[part].table}`).get()?.n ?? 0,
    *read<P extends StoredPart>(part: P): Iterable<readonly StoredParts[P][]> {
      const { table, columns, read } = parts[part] as Part<StoredParts[P]>;
      const order = ORDER[part];
      const keys = order.map((column, n) => `${column} AS key${n}`).join(', ');
      for (let last: readonly SqlValue[] | undefined; ;) {
        const after = last ? `WHERE (${order.join(', ')}) > (${order.map(() => '?').join(', ')})` : '';
        const sql = `SELECT ${keys}, ${columns} FROM ${table} ${after} ORDER BY ${order.join(', ')} LIMIT ${BATCH}`;
        const rows = handle.prepare<Row>(sql).all(...(last ?? []));
        if (rows.length > 0) yield rows.map((row) => read(withoutKeys(row)));
        if (rows.length < BATCH) return;
        last = order.map((_, n) => rows.at(-1)?.[`key${n}`] ?? null);
      }
    },
  };
}

const withoutKeys = (row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => !/^key\d$/.test(name)));

/** By what each part is walked along: columns of a unique index. */
const ORDER: Readonly<Record<StoredPart, readonly string[]>> = {
  ...{ keyMarks: ['key_id'], fleets: ['id'], members: ['fleet_id', 'id'], vehicles: ['fleet_id', 'id'] },
  ...{ providers: ['id'], agreements: ['id'], bookings: ['id'], deliveries: ['id'], ledger: ['seq'] },
  ...{ marks: ['day', 'key'], cursors: ['name'], memory: ['channel', 'blind'] },
  levels: ['day', 'kind', 'fleet_id', 'network', 'provider_id', 'detail', 'bucket'],
};

/** The outbox is small and has no index by booking: it is read once. */
function outboxByBooking(handle: SqlHandle): (bookingId: string) => readonly StoredOutboxItem[] {
  let all: Map<string, StoredOutboxItem[]> | undefined;
  const read = (): Map<string, StoredOutboxItem[]> => {
    const byBooking = new Map<string, StoredOutboxItem[]>();
    const rows = handle
      .prepare<Row>(
        'SELECT booking_id AS bookingId, id, kind, priority, run_at AS runAt, payload, seq FROM outbox ORDER BY seq',
      )
      .all();
    for (const { bookingId, payload, ...row } of rows) {
      const item = { ...present(row), payload: JSON.parse(String(payload)) as object } as StoredOutboxItem;
      const id = String(bookingId);
      byBooking.set(id, [...(byBooking.get(id) ?? []), item]);
    }
    return byBooking;
  };
  return (bookingId) => (all ??= read()).get(bookingId) ?? [];
}

function partsOf(handle: SqlHandle): { readonly [P in StoredPart]: Part<StoredParts[P]> } {
  const lookupsOf = (fleetId: string, id: string, kinds: string): readonly StoredLookup[] =>
    handle
      .prepare<{ kind: string; blind: string }>(
        `SELECT kind, blind FROM lookups WHERE fleet_id = ? AND id = ? AND kind IN (${kinds}) ORDER BY kind, blind`,
      )
      .all(fleetId, id);
  const outboxOf = outboxByBooking(handle);
  const ratedOf = (id: string): StoredBooking['rated'] =>
    handle
      .prepare<{ providerId: string; stars: number }>(
        'SELECT provider_id AS providerId, stars FROM ratings WHERE booking_id = ?',
      )
      .get(id);
  const owned = (table: string, kinds: string): Part<StoredOwned> => ({
    table,
    columns: 'fleet_id AS fleetId, id, key_id AS keyId, body',
    read(row) {
      const { fleetId, id } = row as unknown as StoredOwned;
      return { ...(row as unknown as StoredOwned), lookups: lookupsOf(fleetId, id, kinds) };
    },
  });
  const plain = <T>(table: string, columns: string): Part<T> => ({ table, columns, read: (row) => present(row) as T });

  return {
    keyMarks: plain('key_marks', 'key_id AS keyId, mark'),
    fleets: {
      table: 'fleets',
      columns: 'id, key_id AS keyId, api_key AS apiKey, body',
      read(row) {
        const { id } = row as unknown as StoredFleet;
        return { ...(row as unknown as StoredFleet), lookups: lookupsOf(id, id, "'api-key', 'slack-team'") };
      },
    },
    members: owned('members', "'slack', 'teams', 'phone'"),
    vehicles: owned('vehicles', "'vin'"),
    providers: plain('providers', 'id, network, network_ref AS networkRef, key_id AS keyId, body'),
    agreements: plain('agreements', 'id, key_id AS keyId, body'),
    bookings: {
      table: 'bookings',
      columns: `id, fleet_id AS fleetId, vehicle_id AS vehicleId, state, revision, updated_at AS updatedAt,
        key_id AS keyId, held, body`,
      read(row) {
        const booking = row as unknown as StoredBooking;
        const held = JSON.parse(String(row['held'] ?? '[]')) as string[];
        const rated = ratedOf(booking.id);
        return { ...booking, held, ...(rated ? { rated } : {}), outbox: outboxOf(booking.id) };
      },
    },
    deliveries: plain<StoredDelivery>(
      'deliveries',
      `id, channel, received_at AS receivedAt, settled_at AS settledAt, parked_key AS parkedKey,
        parked_until AS parkedUntil, key_id AS keyId, answer, body`,
    ),
    ledger: {
      table: 'commission_lines',
      columns: `seq, id, booking_id AS bookingId, fleet_id AS fleetId, network, provider_id AS providerId, entry, at,
        recorded_at AS recordedAt, version, basis, amount, currency`,
      read(row) {
        const { seq, ...line } = row as unknown as CommissionLine & { readonly seq: number };
        return { seq, line };
      },
    },
    levels: plain(
      'service_levels',
      'day, kind, fleet_id AS fleetId, network, provider_id AS providerId, detail, bucket, count',
    ),
    marks: plain('service_level_marks', 'day, key'),
    cursors: plain('poll_cursors', 'name, value'),
    memory: plain('channel_memory', 'channel, blind, revision, key_id AS keyId, body'),
  };
}
