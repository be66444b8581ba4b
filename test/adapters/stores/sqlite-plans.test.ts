import { join } from 'node:path';
import { createKeys, newRingKey } from '../../../adapters/shared/keys.ts';
import { statement } from '../../../adapters/stores/sqlite/commission-ledger.ts';
import { FREE, HOLDERS, PARKED, PRUNE } from '../../../adapters/stores/sqlite/deliveries.ts';
import { LOOK_UP } from '../../../adapters/stores/sqlite/directory/lookups.ts';
import { CHANGED, walk } from '../../../adapters/stores/sqlite/find-bookings.ts';
import { openSqliteStores, type SqliteStores } from '../../../adapters/stores/sqlite/index.ts';
import { asFleetId, asVehicleId } from '../../../src/domain/ids.ts';
import { tempDirForFile } from '../../support/temp.ts';

let stores: SqliteStores;
beforeAll(async () => {
  const clock = { now: () => new Date(), trueNow: () => new Date() };
  stores = await openSqliteStores({
    dataDir: join(tempDirForFile(), 'data'),
    keys: createKeys(newRingKey('k1')),
    clock,
  });
});
afterAll(() => stores.close());

const fleetId = asFleetId('f');
const vehicleId = asVehicleId('v');
const year = { from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z' };

describe('Each query of the SQLite stores goes by an index, never through a whole table', () => {
  test.each<[string, string, RegExp]>([
    ['the bookings of all', walk({}, undefined, 'x').sql, /USING INDEX sqlite_autoindex_bookings_1 \(id</],
    ['the bookings of a state', walk({}, 'offered', 'x').sql, /bookings_by_state \(state=\? AND id</],
    ['the bookings of a fleet', walk({ fleetId }, undefined, 'x').sql, /bookings_by_fleet \(fleet_id=\? AND id</],
    ['a fleet’s of a state', walk({ fleetId }, 'offered', 'x').sql, /_fleet_state \(fleet_id=\? AND state=\? AND id</],
    ['a vehicle’s', walk({ fleetId, vehicleId }, 'offered', 'x').sql, /bookings_by_vehicle \(vehicle_id=\? AND id</],
    ['what changed in a fleet', CHANGED, /bookings_by_change \(fleet_id=\? AND updated_at>\?/],
    ['the pending outbox', 'SELECT * FROM outbox ORDER BY priority, seq LIMIT ?', /outbox_by_priority/],
    ['parked deliveries', PARKED, /deliveries_parked \(parked_key=\?/],
    ['settled deliveries', PRUNE, /deliveries_settled \(settled_at</],
    ['who holds deliveries', HOLDERS, /deliveries_open \(owner>/],
    ['deliveries to take over', FREE, /deliveries_open \(owner=\? AND lease_until</],
    ['the ledger of some days', statement(year).sql, /commission_by_time \(at>\? AND at<\?/],
    ['a fleet’s ledger', statement({ ...year, fleetId }).sql, /commission_by_fleet \(fleet_id=\? AND at>\? AND at<\?/],
    ['rows by a blind index', LOOK_UP, /PRIMARY KEY \(blind=\? AND kind=\?/],
  ])('%s', (_, sql, way) => {
    const plan = stores.handle
      .prepare<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => row.detail);
    expect(plan.join('\n')).toMatch(way);
    const tables = 'bookings|deliveries|outbox|claims|lookups|commission_lines|d|l|c';
    expect(plan.filter((line) => new RegExp(`^SCAN (${tables})( |$)(?!.*INDEX)`).test(line))).toEqual([]);
  });

  test('the order of bookings and of the ledger comes from the index, without sorting', () => {
    for (const [query, state] of [
      [{}, undefined],
      [{ fleetId }, 'offered'],
      [{ vehicleId }, undefined],
    ] as const) {
      const plan = stores.handle.prepare(`EXPLAIN QUERY PLAN ${walk(query, state, 'x').sql}`).all();
      expect(JSON.stringify(plan)).not.toContain('TEMP B-TREE');
    }
    for (const query of [year, { ...year, fleetId }]) {
      const plan = stores.handle.prepare(`EXPLAIN QUERY PLAN ${statement(query).sql}`).all();
      expect(JSON.stringify(plan)).not.toContain('TEMP B-TREE');
    }
  });
});
