import type { Severity, System } from '../../src/domain/services.ts';

/** The systems that the page offers: those that the sandbox's shops repair. */
export const DEMO_SYSTEMS: readonly System[] = ['battery_12v', 'brakes', 'tires', 'oil', 'engine'];

/** What telematics would say with an alert of this system. */
export interface SampleAlert {
  readonly severity: Severity;
  readonly message: string;
  readonly value?: number;
  readonly unit?: string;
  readonly threshold?: number;
  readonly faultCodes?: readonly string[];
}

const ALERTS: Readonly<Partial<Record<System, SampleAlert>>> = {
  brakes: {
    severity: 'warning',
    message: 'Front brake pads are nearly worn',
    value: 2.6,
    unit: 'mm',
    threshold: 3,
    faultCodes: ['C1214'],
  },
  tires: { severity: 'warning', message: 'Rear left tire loses pressure', value: 26, unit: 'psi', threshold: 32 },
  oil: { severity: 'info', message: 'Oil life is nearly used up', value: 8, unit: '%', threshold: 10 },
  engine: { severity: 'critical', message: 'Misfires under load', faultCodes: ['P0300', 'P0302'] },
};

/** `batteryPercent`: the health that a 12 V battery's alert reports. */
export function sampleAlert(system: System, batteryPercent: number): SampleAlert {
  if (system !== 'battery_12v') return ALERTS[system] ?? { severity: 'warning', message: 'A check is due' };
  return {
    severity: batteryPercent < 60 ? 'critical' : 'warning',
    message: 'Battery health is under 75 %',
    value: batteryPercent,
    unit: '%',
    threshold: 75,
  };
}
