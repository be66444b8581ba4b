import type { AlertFact, Booking, WorkOrder } from '../../domain/booking.ts';
import { DEFAULT_POLICY } from '../../domain/directory.ts';
import type { Fleet, Member, Role } from '../../domain/directory.ts';
import type { Money } from '../../domain/money.ts';
import { systemWords } from '../../domain/services.ts';
import type { OfferedSlot } from '../../domain/slot.ts';
import { localDate } from '../../domain/time.ts';
import { isUnderWarranty } from '../../domain/warranty.ts';
import type { Core } from '../core.ts';

/** The predicted issue in words: the alert's own message, else its system and value. */
export function issueOf(alert: AlertFact): string {
  if (alert.message) return alert.message;
  const words = systemWords(alert.system);
  const name = words.charAt(0).toUpperCase() + words.slice(1);
  if (alert.value === undefined) return `${name} needs attention`;
  const unit = alert.unit ? ` ${alert.unit}` : '';
  const limit = alert.threshold === undefined ? '' : ` (limit ${alert.threshold}${unit})`;
  return `${name} at ${alert.value}${unit}${limit}`;
}

/** At most what the fleet set, else the estimate and 20 % (rounded half up); unlimited without an estimate. */
export function notToExceed(fleetLimit: Money | undefined, estimate: Money | undefined): Money | undefined {
  if (fleetLimit) return fleetLimit;
  return estimate && { amount: Math.floor((estimate.amount * 12 + 5) / 10), currency: estimate.currency };
}

/**
 * The chooser; without a phone of his own on that of the first manager of the rota who has one, else on the fleet's service
 * phone, else on that of another manager or of an approver.
 */
async function contactOf(
  core: Core,
  fleet: Fleet | undefined,
  chooser: Pick<Member, 'name' | 'phone'>,
): Promise<WorkOrder['contact']> {
  if (chooser.phone || !fleet) return { name: chooser.name, phone: chooser.phone };
  const { items } = await core.directory.members(fleet.fleetId, undefined, 200);
  const withPhone = (role: Role) => items.filter((member) => member.roles.includes(role) && member.phone);
  const managers = withPhone('manager');
  const rota = (fleet.policy.rota ?? []).map(({ memberId }) => managers.find((member) => member.memberId === memberId));
  const onDuty = rota.find((member) => member !== undefined)?.phone;
  const others = [...managers, ...withPhone('approver')];
  return { name: chooser.name, phone: onDuty ?? fleet.policy.servicePhone ?? others[0]?.phone };
}

/** Whether the warranty covers the system on the day of the slot, by the highest odometer reading that is known. */
async function isCovered(core: Core, booking: Booking, slot: OfferedSlot | undefined): Promise<boolean> {
  const vehicle = await core.directory.vehicle(booking.fleetId, booking.vehicleId);
  if (!vehicle?.warranty || !slot) return false;
  const readings = [vehicle, ...booking.alerts].flatMap(({ odometerKm }) => odometerKm ?? []);
  const odometerKm = readings.length > 0 ? Math.max(...readings) : undefined;
  return isUnderWarranty(vehicle, booking.system, localDate(slot.start, slot.timeZone), odometerKm);
}

/** What the shop is asked to do. The number stays the same for the life of the case; amounts follow the chosen slot. */
export async function workOrderFor(
  core: Core,
  booking: Booking,
  slot: OfferedSlot | undefined,
  chooser: Pick<Member, 'name' | 'phone'>,
): Promise<WorkOrder> {
  const fleet = await core.directory.fleet(booking.fleetId);
  const policy = fleet?.policy ?? DEFAULT_POLICY;
  const code = booking.workOrder?.number.slice('WO-'.length) ?? core.ids.readable(8);
  const newestFirst = [...booking.alerts].reverse();
  const latest =
    newestFirst.find(({ message }) => message) ??
    newestFirst.find(({ value }) => value !== undefined) ??
    newestFirst[0];
  return {
    number: `WO-${code}`,
    po: `${policy.poPrefix}${code}`,
    issue: latest ? issueOf(latest) : systemWords(booking.system),
    service: booking.service,
    faultCodes: [...new Set(booking.alerts.flatMap(({ faultCodes }) => faultCodes))],
    notToExceed: notToExceed(policy.notToExceed, slot?.estimate),
    contact: await contactOf(core, fleet, chooser),
    ...((await isCovered(core, booking, slot)) ? { underWarranty: true } : {}),
  };
}
