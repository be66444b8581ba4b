import type { FleetChannel, FleetPolicy, Point, Vehicle } from '../../../src/domain/directory.ts';

/*
 * Sample data for the demo: people, plates, phone numbers, vehicle positions and shops are invented. The VINs have a
 * right check digit and serial numbers that no maker gave out.
 */

/** The body of `PUT /v1/fleets/{fleetId}`, with the id. */
export interface SampleFleet {
  readonly fleetId: string;
  readonly name: string;
  readonly timeZone: string;
  readonly locale: string;
  readonly policy: Partial<FleetPolicy>;
  readonly channels: readonly FleetChannel[];
}

export const SAMPLE_TEAM = 'T01DEMO';
export const SAMPLE_CHANNEL = { id: 'C01FLEET', name: 'fleet-maintenance' } as const;

export const SAMPLE_FLEET: SampleFleet = {
  fleetId: 'acme',
  name: 'Acme Delivery',
  timeZone: 'America/Chicago',
  locale: 'en-US',
  // Brakes cost more than this at every sample shop: their booking waits for Lee, who gets a direct message.
  policy: {
    booking: 'approve',
    approveOver: { amount: 30_000, currency: 'USD' },
    poPrefix: 'PO-',
    servicePhone: '+13125550100',
  },
  channels: [{ kind: 'slack', teamId: SAMPLE_TEAM, channelId: SAMPLE_CHANNEL.id }, { kind: 'sms' }, { kind: 'inapp' }],
};

/** The body of `PUT …/vehicles/{vehicleId}`, with the id and the health its 12 V battery starts with, in percent. */
export interface SampleVehicle {
  readonly vehicleId: string;
  readonly vin: string;
  readonly plate: string;
  readonly year: number;
  readonly make: string;
  readonly model: string;
  readonly class: Vehicle['class'];
  readonly powertrain: string;
  readonly gvwrLb: number;
  readonly depot: string;
  readonly location: Point;
  readonly odometerKm: number;
  readonly batteryPercent: number;
}

type Known = Omit<SampleVehicle, 'vehicleId' | 'location' | 'batteryPercent'>;

const vehicle = (
  vehicleId: string,
  [lat, lon]: readonly [number, number],
  batteryPercent: number,
  known: Known,
): SampleVehicle => ({ vehicleId, ...known, location: { lat, lon }, batteryPercent });

export const SAMPLE_VEHICLES: readonly SampleVehicle[] = [
  vehicle('truck-17', [41.829, -87.669], 79, {
    vin: '1FDUF5GT2NDA90017',
    plate: 'IL 71-017',
    year: 2022,
    make: 'Ford',
    model: 'F-550',
    class: 'medium',
    powertrain: 'diesel',
    gvwrLb: 18000,
    depot: 'chicago-south',
    odometerKm: 74280,
  }),
  vehicle('van-03', [41.8858, -87.687], 83, {
    vin: '1FTBW9CK8NKA90003',
    plate: 'IL 44-120',
    year: 2022,
    make: 'Ford',
    model: 'E-Transit',
    class: 'light',
    powertrain: 'bev',
    gvwrLb: 9500,
    depot: 'chicago-west',
    odometerKm: 88120,
  }),
  vehicle('van-07', [41.929, -87.706], 91, {
    vin: 'W1Y4KBHY0PT990007',
    plate: 'IL 44-127',
    year: 2023,
    make: 'Mercedes-Benz',
    model: 'Sprinter 2500',
    class: 'light',
    powertrain: 'diesel',
    gvwrLb: 9050,
    depot: 'chicago-west',
    odometerKm: 61240,
  }),
  vehicle('van-11', [41.85, -87.748], 77, {
    vin: '3C6LRVDG3NE990011',
    plate: 'IL 44-131',
    year: 2022,
    make: 'Ram',
    model: 'ProMaster 2500',
    class: 'light',
    powertrain: 'gasoline',
    gvwrLb: 8900,
    depot: 'chicago-west',
    odometerKm: 97410,
  }),
  vehicle('van-14', [41.79, -87.628], 80, {
    vin: '1FTBR2C80MKA90014',
    plate: 'IL 44-134',
    year: 2021,
    make: 'Ford',
    model: 'Transit 250',
    class: 'light',
    powertrain: 'gasoline',
    gvwrLb: 9070,
    depot: 'chicago-south',
    odometerKm: 120350,
  }),
  vehicle('truck-21', [41.764, -87.69], 88, {
    vin: '54DCDW1D6NS990021',
    plate: 'IL 71-021',
    year: 2022,
    make: 'Isuzu',
    model: 'NPR-HD',
    class: 'medium',
    powertrain: 'diesel',
    gvwrLb: 14500,
    depot: 'chicago-south',
    odometerKm: 83990,
  }),
  vehicle('pickup-05', [41.982, -87.864], 94, {
    vin: '1GCUYDED4NZ990005',
    plate: 'IL 52-305',
    year: 2022,
    make: 'Chevrolet',
    model: 'Silverado 1500',
    class: 'light',
    powertrain: 'gasoline',
    gvwrLb: 7100,
    depot: 'ohare',
    odometerKm: 66030,
  }),
  vehicle('pickup-09', [42.033, -87.742], 86, {
    vin: '1FTFW1E89PFA90009',
    plate: 'IL 52-309',
    year: 2023,
    make: 'Ford',
    model: 'F-150',
    class: 'light',
    powertrain: 'hybrid',
    gvwrLb: 7050,
    depot: 'ohare',
    odometerKm: 41870,
  }),
  vehicle('car-22', [41.947, -87.656], 81, {
    vin: 'JTDBCMFE4N3990022',
    plate: 'IL 88-222',
    year: 2022,
    make: 'Toyota',
    model: 'Corolla Hybrid',
    class: 'light',
    powertrain: 'hybrid',
    gvwrLb: 3900,
    depot: 'ohare',
    odometerKm: 58600,
  }),
  vehicle('car-28', [41.862, -87.818], 90, {
    vin: '1G1FZ6S00P4990028',
    plate: 'IL 88-228',
    year: 2023,
    make: 'Chevrolet',
    model: 'Bolt EUV',
    class: 'light',
    powertrain: 'bev',
    gvwrLb: 4700,
    depot: 'chicago-west',
    odometerKm: 37420,
  }),
];
