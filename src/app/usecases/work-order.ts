import type { AlertFact, Booking, WorkOrder } from '../../domain/booking.ts';
import { DEFAULT_POLICY } from '../../domain/directory.ts';
import type { Fleet, Member } from '../../domain/directory.ts';
import type { Money } from '../../domain/money.ts';
import { systemWords } from '../../domain/services.ts';
import type { OfferedSlot } from '../../domain/slot.ts';
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

/** The chooser; with the phone of the first manager on the rota, else of any manager, else the fleet's service phone. */
async function contactOf(
  core: Core,
  fleet: Fleet | undefined,
  chooser: Pick<Member, 'name' | 'phone'>,
): Promise<WorkOrder['contact']> {
  if (chooser.phone || !fleet) return { name: chooser.name, phone: chooser.phone };
  const { items } = await core.directory.members(fleet.fleetId, undefined, 200);
  const managers = items.filter((member) => member.roles.includes('manager') && member.phone);
  const rota = (fleet.policy.rota ?? []).map(({ memberId }) => managers.find((member) => member.memberId === memberId));
  const reachable = rota.find((member) => member !== undefined) ?? managers[0];
  return { name: chooser.name, phone: reachable?.phone ?? fleet.policy.servicePhone };
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
  };
}
