import {
  SERVICE_CODES,
  SERVICE_MINUTES,
  SYSTEMS,
  serviceFor,
  severityRank,
  systemWords,
} from '../../src/domain/services.ts';

test.each([
  ['battery_12v', 'BATTERY_12V'],
  ['battery_hv', 'BATTERY_HV'],
  ['brakes', 'BRAKES'],
  ['oil', 'OIL'],
  ['tires', 'TIRES'],
  ['cooling', 'COOLING'],
  ['engine', 'ENGINE_DIAG'],
  ['transmission', 'TRANSMISSION'],
  ['electrical', 'ELECTRICAL'],
  ['recall', 'RECALL'],
  ['inspection', 'INSPECTION'],
] as const)('%s is cured by %s', (system, service) => {
  expect(serviceFor(system)).toBe(service);
});

test('every system has one service, a length for it, and words', () => {
  expect(SYSTEMS.map(serviceFor).sort()).toEqual([...SERVICE_CODES].sort());
  expect(new Set(SYSTEMS.map(systemWords)).size).toBe(11);
  expect(SERVICE_MINUTES).toEqual({
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
  });
});

test('severities rise', () => {
  expect((['info', 'warning', 'critical', 'out-of-service'] as const).map(severityRank)).toEqual([0, 1, 2, 3]);
});
