import type { ServiceCode } from '../../../src/domain/services.ts';

/** Our services and Pep Boys' job codes: what this network does, and nothing else. */
const CODES: ReadonlyMap<ServiceCode, string> = new Map([
  ['BATTERY_12V', 'BATT'],
  ['BRAKES', 'BRK'],
  ['OIL', 'OIL'],
  ['TIRES', 'TIRE'],
  ['ENGINE_DIAG', 'DIAG'],
]);

/** Their job code for a service; undefined when they do not do it. */
export const jobCodeOf = (service: ServiceCode): string | undefined => CODES.get(service);

/** Every job code that we book. */
export const JOB_CODES: ReadonlySet<string> = new Set(CODES.values());
