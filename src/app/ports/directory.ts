import type { Fleet, Member, Provider, Vehicle } from '../../domain/directory.ts';
import type { FleetId, MemberId, ProviderId, VehicleId } from '../../domain/ids.ts';
import type { Result } from '../../domain/result.ts';
import type { Agreements } from './commission.ts';

export interface Page<T> {
  readonly items: readonly T[];
  readonly cursor: string | null;
}

/** By what a chat platform's user is looked up. */
export type PlatformUser =
  | { readonly kind: 'slack'; readonly userId: string }
  | { readonly kind: 'teams'; readonly userId: string }
  | { readonly kind: 'phone'; readonly e164: string };

/** Fleets, members, vehicles, providers and agreements. Lists are ordered by id, `limit` 1 to 200, cursor = opaque. */
export interface Directory extends Agreements {
  fleet(id: FleetId): Promise<Fleet | undefined>;
  fleets(cursor: string | undefined, limit: number): Promise<Page<Fleet>>;
  /** Answers whether it is new; `apiKey` is stored for new fleets and kept for old ones. */
  putFleet(fleet: Fleet, apiKey: string): Promise<'created' | 'replaced'>;
  deleteFleet(id: FleetId): Promise<boolean>;
  /** The fleet's api key, for signatures. */
  fleetApiKey(id: FleetId): Promise<string | undefined>;
  /** The fleet whose api key this is, compared by its blind index. */
  fleetByApiKey(apiKey: string): Promise<FleetId | undefined>;
  /** Fleets that post into this Slack team. */
  fleetsOfSlackTeam(teamId: string): Promise<readonly FleetId[]>;

  member(fleetId: FleetId, id: MemberId): Promise<Member | undefined>;
  members(fleetId: FleetId, cursor: string | undefined, limit: number): Promise<Page<Member>>;
  putMember(member: Member): Promise<'created' | 'replaced'>;
  deleteMember(fleetId: FleetId, id: MemberId): Promise<boolean>;
  /** The member of this fleet with this platform identity. */
  memberByPlatform(fleetId: FleetId, user: PlatformUser): Promise<Member | undefined>;
  /** Everyone with this phone, in whatever fleet; ordered by fleet, then id. */
  membersByPhone(e164: string): Promise<readonly Member[]>;

  vehicle(fleetId: FleetId, id: VehicleId): Promise<Vehicle | undefined>;
  vehicleByVin(fleetId: FleetId, vin: string): Promise<Vehicle | undefined>;
  vehicles(fleetId: FleetId, cursor: string | undefined, limit: number): Promise<Page<Vehicle>>;
  putVehicle(vehicle: Vehicle): Promise<'created' | 'replaced'>;
  deleteVehicle(fleetId: FleetId, id: VehicleId): Promise<boolean>;

  provider(id: ProviderId): Promise<Provider | undefined>;
  providerByRef(network: string, networkRef: string): Promise<Provider | undefined>;
  providers(cursor: string | undefined, limit: number): Promise<Page<Provider>>;
  /** Refuses a second provider with the same network and networkRef. */
  putProvider(
    provider: Provider,
  ): Promise<Result<'created' | 'replaced', { readonly code: 'duplicate-ref'; readonly providerId: ProviderId }>>;
  /** Many at once, in one transaction: for imports. */
  putProviders(providers: readonly Provider[]): Promise<void>;
  deleteProvider(id: ProviderId): Promise<boolean>;
  allProviders(): Promise<readonly Provider[]>;
  /** Rises whenever a provider changes, also by another process: the nearest-shop index is rebuilt then. */
  providersVersion(): Promise<number>;
}
