import type { FleetId, Instant, ProviderId, VehicleId } from './ids.ts';

const BUCKET_MS = 5 * 60_000;

/** The 5-minute buckets of a half-open time span, as bucket numbers since 1970; off-grid times round to the nearest edge. */
export function bucketsOf(start: Instant, end: Instant): readonly number[] {
  const first = Math.round(Date.parse(start) / BUCKET_MS);
  const last = Math.max(first + 1, Math.round(Date.parse(end) / BUCKET_MS));
  return Array.from({ length: last - first }, (_, i) => first + i);
}

/** Keys that hold a seat (bay) of a shop for a time. */
export const bayClaims = (providerId: ProviderId, seat: number, start: Instant, end: Instant): readonly string[] =>
  bucketsOf(start, end).map((bucket) => `bay:${providerId}/${seat}/${bucket}`);

/** Keys that hold a vehicle for a time. */
export const vehicleClaims = (
  fleetId: FleetId,
  vehicleId: VehicleId,
  start: Instant,
  end: Instant,
): readonly string[] => bucketsOf(start, end).map((bucket) => `veh:${fleetId}/${vehicleId}/${bucket}`);

/** The same claims for a time that begins at another moment. */
export function shiftClaims(claims: readonly string[], from: Instant, to: Instant): readonly string[] {
  const [shift = 0] = bucketsOf(to, to).map((bucket) => bucket - (bucketsOf(from, from)[0] ?? 0));
  return claims.map((claim) => {
    const at = claim.lastIndexOf('/') + 1;
    return `${claim.slice(0, at)}${Number(claim.slice(at)) + shift}`;
  });
}

/** Whether a claim holds a vehicle (else it holds a bay). */
export const isVehicleClaim = (claim: string): boolean => claim.startsWith('veh:');
