import type { JobNeeds } from '../../domain/capability.ts';
import type { VehicleId } from '../../domain/ids.ts';
import type { ServiceCode } from '../../domain/services.ts';
import { serviceFor, SYSTEMS, systemWords } from '../../domain/services.ts';
import { distanceWords } from '../../domain/time.ts';

/** The sentences that stand where no slot can be offered. */
export const positionUnknown = (vehicleId: VehicleId): string =>
  `The position of ${vehicleId} is not known, so no shop near it can be named.`;

export const mustNotBeDriven = (vehicleId: VehicleId, hasPhones: boolean): string =>
  hasPhones
    ? `${vehicleId} must not be driven: call a shop below for a tow or a mobile mechanic.`
    : `${vehicleId} must not be driven: it needs a tow or a mobile mechanic.`;

export function noCapableShop({ service, gvwrLb }: JobNeeds, radiusKm: number, locale: string): string {
  const certified = service === 'BATTERY_HV' ? ' and is certified for high voltage' : '';
  const weight = new Intl.NumberFormat(locale).format(gvwrLb);
  const within = distanceWords(radiusKm, locale, 'limit');
  return `No shop within ${within} does this job (${jobWords(service)}) for a vehicle of ${weight} lb${certified}.`;
}

interface Asked {
  readonly silent: number;
  readonly full: number;
  /** More capable shops lie within the radius than were asked. */
  readonly thereAreMore: boolean;
}

/** E.g. "The 3 capable shops within 50 mi have no free time in the next 14 days." */
export function nothingFree({ silent, full, thereAreMore }: Asked, radiusKm: number, locale: string): string {
  const count = silent + full;
  const within = `within ${distanceWords(radiusKm, locale, 'limit')}`;
  const shops = thereAreMore ? `${count} nearest capable shops` : `${count} capable shops`;
  const who = count === 1 && !thereAreMore ? `The only capable shop ${within}` : `The ${shops} ${within}`;
  const haveNone = 'no free time in the next 14 days';
  if (silent === 0) return `${who} ${count === 1 ? 'has' : 'have'} ${haveNone}.`;
  if (full === 0) return `${who} did not answer.`;
  return `Of the ${shops} ${within}, ${silent} did not answer and ${full} ${full === 1 ? 'has' : 'have'} ${haveNone}.`;
}

function jobWords(service: ServiceCode): string {
  const system = SYSTEMS.find((each) => serviceFor(each) === service);
  return system === undefined ? service : systemWords(system);
}
