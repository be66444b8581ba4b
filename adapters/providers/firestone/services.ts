import type { ServiceCode } from '../../../src/domain/services.ts';

/** Firestone's codes and ours: what this network does, and nothing else. */
const CODES = {
  BATT: 'BATTERY_12V',
  BRK: 'BRAKES',
  OIL: 'OIL',
  TIRE: 'TIRES',
  DIAG: 'ENGINE_DIAG',
} as const satisfies Record<string, ServiceCode>;

const ours = new Map<string, ServiceCode>(Object.entries(CODES));
const theirs = new Map<ServiceCode, string>(Object.entries(CODES).map(([code, service]) => [service, code]));

/** Their code for a service; undefined when they do not do it. */
export const firestoneCode = (service: ServiceCode): string | undefined => theirs.get(service);

/** Our services for their codes; codes that we do not know are left out. */
export const servicesOf = (codes: readonly string[]): readonly ServiceCode[] => [
  ...new Set(codes.flatMap((code) => ours.get(code) ?? [])),
];
