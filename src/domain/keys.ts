import type { FleetId, VehicleId } from './ids.ts';
import type { System } from './services.ts';

/** Identities that at most one booking owns; the store keeps them unique together with the time claims. */
export const alertKey = (fleetId: FleetId, alertId: string): string => `alert:${fleetId}/${alertId}`;

/** Owned while the case is open, so that a vehicle and system have at most one open case. */
export const caseKey = (fleetId: FleetId, vehicleId: VehicleId, system: System): string =>
  `case:${fleetId}/${vehicleId}/${system}`;

/** Owned from the confirmation on, so that a shop's status finds its booking. */
export const appointmentKey = (network: string, confirmation: string): string => `appt:${network}/${confirmation}`;
