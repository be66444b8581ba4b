/** The systems of a vehicle that an alert can name. */
export const SYSTEMS = [
  'battery_12v',
  'battery_hv',
  'brakes',
  'oil',
  'tires',
  'cooling',
  'engine',
  'transmission',
  'electrical',
  'recall',
  'inspection',
] as const;
export type System = (typeof SYSTEMS)[number];

/** Our service codes with the default job length in minutes. */
export const SERVICE_MINUTES = {
  BATTERY_12V: 60,
  BATTERY_HV: 240,
  BRAKES: 120,
  OIL: 45,
  TIRES: 60,
  COOLING: 120,
  ENGINE_DIAG: 90,
  TRANSMISSION: 240,
  ELECTRICAL: 90,
  RECALL: 120,
  INSPECTION: 60,
} as const;
export type ServiceCode = keyof typeof SERVICE_MINUTES;
export const SERVICE_CODES = Object.keys(SERVICE_MINUTES) as readonly ServiceCode[];

/** The service that cures a system: its name in capitals, but `engine` is a diagnosis. */
export function serviceFor(system: System): ServiceCode {
  return system === 'engine' ? 'ENGINE_DIAG' : (system.toUpperCase() as ServiceCode);
}

const SYSTEM_WORDS: Readonly<Record<System, string>> = {
  battery_12v: '12 V battery',
  battery_hv: 'high-voltage battery',
  brakes: 'brakes',
  oil: 'engine oil',
  tires: 'tires',
  cooling: 'cooling system',
  engine: 'engine',
  transmission: 'transmission',
  electrical: 'electrical system',
  recall: 'open recall',
  inspection: 'inspection',
};

/** The system as people say it, in lower case where it is not a name. */
export const systemWords = (system: System): string => SYSTEM_WORDS[system];

export const SEVERITIES = ['info', 'warning', 'critical', 'out-of-service'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Whether silence about it is reminded of and passed on. */
export const isUrgent = (severity: Severity): boolean => severity === 'critical' || severity === 'out-of-service';

/** 0 for info up to 3 for out-of-service. */
export const severityRank = (severity: Severity): number => SEVERITIES.indexOf(severity);
