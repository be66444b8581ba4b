import type { Directory } from '../../../../src/app/ports/directory.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Member, Vehicle } from '../../../../src/domain/directory.ts';
import { memberLookups, platformLookup, vinLookup } from '../../../shared/stores/lookups.ts';
import type { Database } from '../database.ts';
import { createAgreements } from './agreements.ts';
import { createFleets } from './fleets.ts';
import { ownedCollection } from './owned.ts';
import { createProviders } from './providers.ts';

/** Fleets, members, vehicles, providers and agreements in MongoDB: sealed documents, found by id or by blind index. */
export function createDirectory(db: Database, keys: Keys): Directory {
  const parts = { db, keys };
  const members = ownedCollection<Member>(keys, 'members', db.members);
  const vehicles = ownedCollection<Vehicle>(keys, 'vehicles', db.vehicles);

  return {
    ...createFleets(parts),
    ...createProviders(parts),
    ...createAgreements(parts),

    member: (fleetId, id) => members.one(fleetId, id),
    members: (fleetId, cursor, limit) => members.page(fleetId, cursor, limit),
    putMember: (member) => members.put(member.fleetId, member.memberId, member, memberLookups(member)),
    deleteMember: (fleetId, id) => members.remove(fleetId, id),
    memberByPlatform: (fleetId, user) => members.by(fleetId, platformLookup(user)),
    async membersByPhone(e164) {
      const fleets = await db.fleets.find({}, { projection: { _id: 1 } }).toArray();
      return members.anywhere(
        fleets.map(({ _id }) => _id),
        platformLookup({ kind: 'phone', e164 }),
      );
    },

    vehicle: (fleetId, id) => vehicles.one(fleetId, id),
    vehicleByVin: (fleetId, vin) => vehicles.by(fleetId, vinLookup(vin)),
    vehicles: (fleetId, cursor, limit) => vehicles.page(fleetId, cursor, limit),
    putVehicle: (vehicle) => vehicles.put(vehicle.fleetId, vehicle.vehicleId, vehicle, [vinLookup(vehicle.vin)]),
    deleteVehicle: (fleetId, id) => vehicles.remove(fleetId, id),
  };
}
