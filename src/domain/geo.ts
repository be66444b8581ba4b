import type { Point } from './directory.ts';

/** The sphere that distances are measured on: the earth's mean radius (IUGG), in kilometres. */
export const EARTH_RADIUS_KM = 6371;

const RAD = Math.PI / 180;

/**
 * Great-circle distance by the haversine formula on a sphere of 6,371 km, in kilometres, rounded to the metre: finer
 * is noise of the arithmetic, and shops that stand equally far must compare as equal.
 */
export function greatCircleKm(a: Point, b: Point): number {
  const sinLat = Math.sin(((b.lat - a.lat) * RAD) / 2);
  const sinLon = Math.sin(((b.lon - a.lon) * RAD) / 2);
  const h = sinLat * sinLat + Math.cos(a.lat * RAD) * Math.cos(b.lat * RAD) * sinLon * sinLon;
  return Math.round(2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, h))) * 1000) / 1000;
}
