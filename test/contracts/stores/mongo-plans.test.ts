import { createKeys, newRingKey } from '../../../adapters/shared/keys.ts';
import { heldBy, RATED } from '../../../adapters/stores/mongo/bookings.ts';
import { OPEN, parkedOf, settledBefore } from '../../../adapters/stores/mongo/deliveries.ts';
import { changedSince, filterOf } from '../../../adapters/stores/mongo/find-bookings.ts';
import { openMongoStores, type Database, type MongoStores } from '../../../adapters/stores/mongo/index.ts';
import { PENDING } from '../../../adapters/stores/mongo/outbox.ts';
import { asFleetId, asVehicleId } from '../../../src/domain/ids.ts';
import { useMongo, type TestMongo } from '../../support/mongodb.ts';
import { describeWith } from '../../support/services.ts';
import { clock } from './rig.ts';

type Name = Exclude<keyof Database, 'connection'>;
const fleetId = asFleetId('f');
const vehicleId = asVehicleId('v');
const page = { cursor: Buffer.from('x').toString('base64url') };
const now = '2026-11-22T15:00:00.000Z';
const days = { $gte: '2026-11-20', $lte: '2026-11-22' };

describeWith('mongodb', 'Each query of the MongoDB stores goes by an index, never through a whole collection', () => {
  let mongo: TestMongo;
  let stores: MongoStores;
  beforeAll(async () => {
    mongo = await useMongo();
    stores = await openMongoStores({ uri: mongo.newDatabase(), keys: createKeys(newRingKey('k1')), clock });
  }, 60_000);
  afterAll(async () => {
    await stores.close();
    await mongo.close();
  });

  test.each<[string, Name, object, string]>([
    ['a booking', 'bookings', { _id: 'x' }, '_id_'],
    ['who holds a key', 'bookings', heldBy(['case:x']), 'held'],
    ['which of many claims are held', 'bookings', heldBy(['bay:a/1/1', 'bay:a/1/2']), 'held'],
    ['the bookings of a state', 'bookings', filterOf({ states: ['offered'], ...page }), 'by_state'],
    ['the bookings of a fleet', 'bookings', filterOf({ fleetId, ...page }), 'by_fleet'],
    ['a fleet’s of a state', 'bookings', filterOf({ fleetId, states: ['offered'], ...page }), 'by_fleet_state'],
    ['a fleet’s of some states', 'bookings', filterOf({ fleetId, states: ['offered', 'failed'] }), 'by_fleet_state'],
    ['a vehicle’s', 'bookings', filterOf({ fleetId, vehicleId, ...page }), 'by_vehicle'],
    ['what changed in a fleet', 'bookings', changedSince('f', now), 'by_change'],
    ['the pending outbox', 'bookings', PENDING.filter, 'pending'],
    ['the stars of a fleet', 'bookings', RATED('f'), 'rated'],
    ['the counts of some days in bookings', 'bookings', { 'facts.day': days }, 'facts'],
    ['the counts of some days', 'levels', { day: days }, 'by_day'],
    ['what was told on a day', 'levelMarks', { day: '2026-11-22' }, 'by_day'],
    ['a delivery', 'deliveries', { _id: 'slack:1' }, '_id_'],
    ['open deliveries', 'deliveries', OPEN, 'open'],
    ['parked deliveries', 'deliveries', parkedOf('appt:x/1', now), 'parked'],
    ['deliveries settled long ago', 'deliveries', settledBefore(now), 'settled'],
    ['a fleet by its api key', 'fleets', { apiKeyBlind: { $in: ['a', 'b'] } }, 'api_key'],
    ['the fleets of a Slack team', 'fleets', { teams: { $in: ['a', 'b'] } }, 'teams'],
    ['a member by his platform', 'members', { lookups: { $in: ['slack:a', 'slack:b'] } }, 'lookups'],
    ['a vehicle by its VIN', 'vehicles', { lookups: { $in: ['vin:a'] } }, 'lookups'],
    ['the members of a fleet', 'members', { fleetId: 'f', id: { $gt: 'a' } }, 'by_fleet'],
    ['a shop by its reference', 'providers', { network: 'star', networkRef: '1' }, 'by_ref'],
    ['the ledger of a booking', 'ledger', { bookingId: 'x' }, 'by_booking'],
    ['the ledger of some days', 'ledger', { 'lines.at': { $gte: now, $lt: now } }, 'by_time'],
    ['free times', 'availability', { _id: 'p1/OIL' }, '_id_'],
  ])('%s', async (_, name, filter, index) => {
    const text = JSON.stringify(await stores.db.connection.collection(collectionOf(name)).find(filter).explain());
    const plan = (JSON.parse(text) as { queryPlanner: { winningPlan: object } }).queryPlanner.winningPlan;
    const used = JSON.stringify(plan);
    // A server may look up by _id without naming its index.
    expect(used).toMatch(index === '_id_' ? /"_id_"|IDHACK|EXPRESS_IXSCAN/ : new RegExp(`"indexName":"${index}"`));
    expect(used).not.toContain('COLLSCAN');
  });

  const collectionOf = (name: Name): string => stores.db[name].name;

  test('what was dropped is seen, and made again by the next start', async () => {
    expect(await stores.missingIndexes()).toEqual([]);
    await stores.db.bookings.dropIndex('held');
    await stores.db.bookings.createIndex({ held: 1 }, { name: 'held' });
    await stores.db.deliveries.dropIndex('open');
    expect(await stores.missingIndexes()).toEqual(['bookings.held', 'deliveries.open']);
    await stores.db.bookings.dropIndex('held');
    const { host, port } = stores.db.connection;
    const uri = `mongodb://${host}:${port}/${stores.db.connection.name}?directConnection=true`;
    const again = await openMongoStores({ uri, keys: createKeys(newRingKey('k2')), clock });
    expect(await again.missingIndexes()).toEqual([]);
    await again.close();
  });
});
