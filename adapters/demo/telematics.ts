import { request } from 'undici';
import type { System } from '../../src/domain/services.ts';
import type { SampleVehicle } from './sample/index.ts';
import { sampleAlert } from './sample-alerts.ts';

/** A vehicle as the page shows it. */
export interface DemoVehicle {
  readonly vehicleId: string;
  readonly about: string;
  readonly plate: string;
  readonly depot: string;
  readonly lat: number;
  readonly lon: number;
  readonly batteryPercent: number;
  /** False after a low battery was reported, until it is charged again. */
  readonly armed: boolean;
  /** The last alert that was raised for it. */
  readonly lastAlert?: { readonly system: System; readonly at: string } | undefined;
}

export interface Raised {
  readonly status: 'accepted' | 'merged' | 'duplicate';
  readonly bookingId: string;
}

export interface TelematicsOptions {
  readonly vehicles: readonly SampleVehicle[];
  readonly selfUrl: () => string;
  readonly fleetId: string;
  readonly fleetApiKey: () => string;
  readonly onChange: (vehicle: DemoVehicle) => void;
}

export interface Telematics {
  vehicles(): readonly DemoVehicle[];
  /** Raises an alert at Pitcrew's door. @throws Error in words when it does not take it. */
  raise(vehicleId: string, system: System): Promise<Raised>;
  /** Reports a battery's health; what was raised, if that was due. @throws Error like `raise`. */
  setBattery(vehicleId: string, percent: number): Promise<Raised | undefined>;
  /** The shop has finished a job: its alert is over, and a new battery is full. Each job counts once. */
  repaired(reference: string, vin: string, newBattery: boolean): void;
}

/** Health below which a 12 V battery is reported, and from which it can be reported anew, in percent. */
export const LOW_BATTERY = { alertBelow: 75, rearmAt: 80 } as const;

const WEAK_PERCENT = 71;
const ANSWER_MS = 10_000;

/** The fleet's telematics, which know Pitcrew by `POST /v1/alerts` alone. */
export function createTelematics(options: TelematicsOptions): Telematics {
  const run = Date.now().toString(36);
  const vehicles = new Map(options.vehicles.map((vehicle) => [vehicle.vehicleId, shown(vehicle)]));
  const finished = new Set<string>();
  let count = 0;

  function known(vehicleId: string): DemoVehicle {
    const vehicle = vehicles.get(vehicleId);
    if (!vehicle) throw new Error(`The sample fleet has no vehicle '${vehicleId}'.`);
    return vehicle;
  }

  function put(vehicle: DemoVehicle): DemoVehicle {
    vehicles.set(vehicle.vehicleId, vehicle);
    options.onChange(vehicle);
    return vehicle;
  }

  async function raise(vehicleId: string, system: System): Promise<Raised> {
    const vehicle = system === 'battery_12v' ? weakened(known(vehicleId)) : known(vehicleId);
    put(vehicle);
    count += 1;
    const at = new Date().toISOString();
    const answer = await request(`${options.selfUrl()}/v1/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${options.fleetApiKey()}` },
      body: JSON.stringify({
        alertId: `demo-${run}-${count}`,
        vehicleId,
        system,
        observedAt: at,
        location: { lat: vehicle.lat, lon: vehicle.lon },
        ...sampleAlert(system, vehicle.batteryPercent),
      }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const body = (await answer.body.json()) as Partial<Raised> & { readonly detail?: string };
    if (answer.statusCode !== 202 || body.status === undefined || body.bookingId === undefined) {
      throw new Error(`Pitcrew did not take the alert (${answer.statusCode}): ${body.detail ?? 'no reason given'}`);
    }
    put({ ...known(vehicleId), lastAlert: { system, at } });
    return { status: body.status, bookingId: body.bookingId };
  }

  return {
    vehicles: () => [...vehicles.values()],
    raise,
    async setBattery(vehicleId, percent) {
      const before = known(vehicleId);
      const armed = before.armed || percent >= LOW_BATTERY.rearmAt;
      const due = armed && percent < LOW_BATTERY.alertBelow;
      put({ ...before, batteryPercent: percent, armed: armed && !due });
      if (!due) return undefined;
      try {
        return await raise(vehicleId, 'battery_12v');
      } catch (error) {
        put({ ...known(vehicleId), armed: true });
        throw error;
      }
    },
    repaired(reference, vin, newBattery) {
      if (finished.has(reference)) return;
      finished.add(reference);
      const sample = options.vehicles.find((vehicle) => vehicle.vin === vin);
      if (!sample) return;
      const vehicle = { ...known(sample.vehicleId), lastAlert: undefined };
      put(newBattery ? { ...vehicle, batteryPercent: 100, armed: true } : vehicle);
    },
  };
}

/** A battery that an alert is raised for by hand is weak: what the page shows is what the alert says. */
function weakened(vehicle: DemoVehicle): DemoVehicle {
  const batteryPercent = vehicle.batteryPercent < LOW_BATTERY.alertBelow ? vehicle.batteryPercent : WEAK_PERCENT;
  return { ...vehicle, batteryPercent, armed: false };
}

function shown({ vehicleId, year, make, model, plate, depot, location, batteryPercent }: SampleVehicle): DemoVehicle {
  return {
    vehicleId,
    about: `${year} ${make} ${model}`,
    plate,
    depot,
    ...location,
    batteryPercent,
    armed: batteryPercent >= LOW_BATTERY.alertBelow,
  };
}
