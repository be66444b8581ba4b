import { createLog } from '../../adapters/observability/index.ts';
import type { Log } from '../../src/app/ports/log.ts';
import type { Booking } from '../../src/domain/booking.ts';
import { DEFAULT_POLICY } from '../../src/domain/directory.ts';
import { asBookingId, asFleetId, asMemberId, asVehicleId } from '../../src/domain/ids.ts';
import { CHANNEL, CHICAGO, TEAM } from './stage.ts';
import type { Person } from './stage.ts';
import { sentWith, until } from './waiting.ts';
import type { World } from './world.ts';

/** A second fleet of the same Slack workspace, and a third of another workspace. */
export const BEN: Person = { id: 'U02BEN', name: 'Ben Other' };
export const GIA: Person = { id: 'U03GIA', name: 'Gia Elsewhere' };
export const OTHER_TEAM = 'T99ELSEWHERE';

export interface Tenant {
  readonly fleetId: string;
  readonly apiKey: string;
}
export const BETA: Tenant = { fleetId: 'beta', apiKey: 'the-api-key-of-beta-for-tests' };
export const GAMMA: Tenant = { fleetId: 'gamma', apiKey: 'the-api-key-of-gamma-for-tests' };
/** The api key that the world gives to `acme`. */
export const ACME: Tenant = { fleetId: 'acme', apiKey: 'an-api-key-for-tests-only' };

/** Puts the fleets `beta` (same Slack workspace as `acme`) and `gamma` (another) there, each with a manager and vehicles. */
export async function addTenants(world: World, vehicles: readonly string[]): Promise<void> {
  const { directory } = world.pitcrew.parts.store;
  for (const [{ fleetId, apiKey }, teamId, manager] of [
    [BETA, TEAM, BEN],
    [GAMMA, OTHER_TEAM, GIA],
  ] as const) {
    const id = asFleetId(fleetId);
    const fleet = { fleetId: id, name: `Fleet ${fleetId}`, timeZone: 'America/Chicago', locale: 'en-US' };
    const channels = [{ kind: 'slack' as const, teamId, channelId: CHANNEL }];
    await directory.putFleet({ ...fleet, policy: DEFAULT_POLICY, integrations: {}, channels }, apiKey);
    const member = { fleetId: id, memberId: asMemberId(`${fleetId}-manager`), name: manager.name };
    await directory.putMember({ ...member, roles: ['manager'], slackUserId: manager.id });
    for (const [i, vehicleId] of vehicles.entries()) {
      const vin = `1FTFW1E5XNFB${String(i).padStart(5, '0')}`;
      const vehicle = { fleetId: id, vehicleId: asVehicleId(vehicleId), vin, class: 'light' as const };
      await directory.putVehicle({ ...vehicle, location: CHICAGO });
    }
  }
}

/** Raises an alert for a vehicle of any fleet; answers the booking's id. */
export async function raiseFor(world: World, { fleetId }: Tenant, vehicleId: string): Promise<string> {
  const raised = await world.pitcrew.raiseAlert({
    fleetId,
    alertId: `alert-${fleetId}-${sentWith()}`,
    vehicleId,
    system: 'battery_12v',
    severity: 'warning',
    observedAt: new Date().toISOString(),
  });
  return raised.bookingId;
}

/** Bookings as they stand in the store. */
export async function snapshot(world: World, ids: readonly string[]): Promise<Booking[]> {
  const found = await Promise.all(ids.map((id) => world.pitcrew.parts.store.bookings.get(asBookingId(id))));
  return found.filter((booking) => booking !== undefined);
}

/** Whether something is still to come for it by itself: slots, its card (which `gamma` never gets), its card's newest version. */
const isWaiting = ({ phase, offer, cards, version, fleetId }: Booking): boolean =>
  (phase.state === 'offered' && offer.slots.length === 0) ||
  (cards.length === 0 && fleetId !== GAMMA.fleetId) ||
  cards.some((card) => card.version !== version);

/** The same once nothing is still to come and nothing has moved for a moment. */
export async function atRest(world: World, ids: readonly string[]): Promise<Booking[]> {
  let last = '';
  let since = Date.now();
  return until(
    'the bookings are at rest',
    async () => {
      const now = await snapshot(world, ids);
      const text = JSON.stringify(now);
      if (text !== last || now.some(isWaiting)) [last, since] = [text, Date.now()];
      return Date.now() - since > 500 ? now : undefined;
    },
    60_000,
  );
}

/** Who did something in a booking's history. */
export const membersIn = ({ history }: Pick<Booking, 'history'>): string[] => [
  ...new Set(history.flatMap(({ actor }) => (actor.kind === 'member' ? [actor.id as string] : []))),
];

/** A log that keeps all its lines, down to the finest. */
export function keptLog(): { readonly log: Log; readonly lines: string[]; errors(): string[] } {
  const lines: string[] = [];
  const log = createLog({ level: 'trace', destination: { write: (line: string) => void lines.push(line) } });
  return { log, lines, errors: () => lines.filter((line) => /"level":"(error|fatal)"/.test(line)) };
}
