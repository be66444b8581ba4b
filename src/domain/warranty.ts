import { DateTime } from 'luxon';
import type { Vehicle } from './directory.ts';
import type { LocalDate } from './ids.ts';
import type { System } from './services.ts';

/**
 * Whether the maker's warranty covers a system on a day: a rule of the vehicle names it as component, the day lies before
 * the end of its months from the first day in service, and the odometer (kilometres) has not passed its limit. What is not
 * known is not claimed: without the first day or an odometer reading there is none.
 */
export function isUnderWarranty(
  { warranty, inServiceDate }: Pick<Vehicle, 'warranty' | 'inServiceDate'>,
  system: System,
  on: LocalDate,
  odometerKm: number | undefined,
): boolean {
  if (inServiceDate === undefined || odometerKm === undefined) return false;
  const since = DateTime.fromISO(inServiceDate, { zone: 'utc' });
  return (warranty ?? []).some(
    ({ component, months, km }) =>
      component.trim().toLowerCase() === system &&
      on >= inServiceDate &&
      on < (since.plus({ months }).toISODate() ?? '') &&
      odometerKm <= km,
  );
}
