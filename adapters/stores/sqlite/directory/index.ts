import type { Directory } from '../../../../src/app/ports/directory.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Member, Vehicle } from '../../../../src/domain/directory.ts';
import { memberLookups, platformLookup, vinLookup } from '../../../shared/stores/lookups.ts';
import type { SqlHandle } from '../sql.ts';
import { createAgreements } from './agreements.ts';
import { createDirectoryCache } from './cache.ts';
import { createFleets } from './fleets.ts';
import { ownedTable } from './owned.ts';
import { createProviders } from './providers.ts';

/** Fleets, members, vehicles, providers and agreements in SQLite: sealed documents, found by id or by blind index. */
export function createDirectory(handle: SqlHandle, keys: Keys): Directory {
  const parts = { handle, keys, cache: createDirectoryCache(handle) };
  const members = ownedTable<Member>(parts, 'members', ['slack', 'teams', 'phone']);
  const vehicles = ownedTable<Vehicle>(parts, 'vehicles', ['vin']);

  return {
    ...createFleets(parts),
    ...createProviders(parts),
    ...createAgreements(parts),

    member: async (fleetId, id) => members.one(fleetId, id),
    members: async (fleetId, cursor, limit) => members.page(fleetId, cursor, limit),
    putMember: (member) => members.put(member.fleetId, member.memberId, member, memberLookups(member)),
    deleteMember: (fleetId, id) => members.remove(fleetId, id),
    memberByPlatform: async (fleetId, user) => members.by(fleetId, platformLookup(user)),
    membersByPhone: async (e164) => members.anywhere(platformLookup({ kind: 'phone', e164 })),

    vehicle: async (fleetId, id) => vehicles.one(fleetId, id),
    vehicleByVin: async (fleetId, vin) => vehicles.by(fleetId, vinLookup(vin)),
    vehicles: async (fleetId, cursor, limit) => vehicles.page(fleetId, cursor, limit),
    putVehicle: (vehicle) => vehicles.put(vehicle.fleetId, vehicle.vehicleId, vehicle, [vinLookup(vehicle.vin)]),
    deleteVehicle: (fleetId, id) => vehicles.remove(fleetId, id),
  };
}
