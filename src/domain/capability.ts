import type { Provider, Vehicle, VehicleClass } from './directory.ts';
import type { ServiceCode } from './services.ts';

const CLASS_GVWR_LB: Readonly<Record<VehicleClass, number>> = { light: 10_000, medium: 26_000, heavy: 80_000 };

/** The gross vehicle weight rating to plan with, in pounds: the vehicle's own, else the top of its class. */
export const gvwrLbOf = (vehicle: Pick<Vehicle, 'gvwrLb' | 'class'>): number =>
  vehicle.gvwrLb ?? CLASS_GVWR_LB[vehicle.class];

/** What a job asks of a shop. */
export interface JobNeeds {
  readonly service: ServiceCode;
  readonly gvwrLb: number;
}

type ShopAbility = Pick<Provider, 'services' | 'certifications' | 'maxGvwrLb'>;

/**
 * Whether a shop is capable of and certified for a job: it does the service, its lift carries the vehicle
 * (no limit when absent), and high-voltage batteries also need the `HV` certification.
 */
export function isCapable(shop: ShopAbility, needs: JobNeeds): boolean {
  if (!shop.services.includes(needs.service)) return false;
  if (shop.maxGvwrLb !== undefined && shop.maxGvwrLb < needs.gvwrLb) return false;
  return needs.service !== 'BATTERY_HV' || hasCertificationFor(shop, needs.service);
}

/** The certification that a job asks for (high voltage) or profits from: that of the trade in general. */
export const certificationFor = (service: ServiceCode): 'HV' | 'ASE' => (service === 'BATTERY_HV' ? 'HV' : 'ASE');

/** Whether a shop has the certification that a job asks for or profits from. */
export const hasCertificationFor = (shop: Pick<Provider, 'certifications'>, service: ServiceCode): boolean =>
  shop.certifications.includes(certificationFor(service));
