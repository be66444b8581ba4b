import type { ApprovalReason } from '../approval.ts';
import type { FleetPolicy } from '../directory.ts';
import type { Appointment } from '../appointment.ts';
import type { OfferedSlot } from '../slot.ts';

/**
 * Why a choice needs an approver; `undefined`: it does not. Under `approve` where the price is unknown or over
 * `approveOver`, or the shop beyond `approveBeyondKm`, always if neither is set; under `auto` what is over the limits, a
 * person's choice too; under `manual` never. A price in another currency than the limit's counts as unknown.
 */
export function approvalReason(
  policy: Pick<FleetPolicy, 'booking' | 'approveOver' | 'approveBeyondKm'>,
  { estimate, distanceKm }: Pick<OfferedSlot, 'estimate' | 'distanceKm'>,
): ApprovalReason | undefined {
  const { booking, approveOver, approveBeyondKm } = policy;
  if (booking === 'manual') return undefined;
  if (booking === 'approve' && approveOver === undefined && approveBeyondKm === undefined) return 'always';
  const comparable = approveOver === undefined || estimate?.currency === approveOver.currency;
  const known = estimate !== undefined && comparable;
  if (!known && (booking === 'approve' || approveOver !== undefined)) return 'price-unknown';
  if (estimate && approveOver && estimate.amount > approveOver.amount) return 'over-limit';
  return approveBeyondKm !== undefined && distanceKm > approveBeyondKm ? 'too-far' : undefined;
}

/**
 * Why an appointment may not be moved there without an approver; `undefined`: it may. What stands was within the limits or
 * approved, so that a move at the same shop which does not cost more asks nobody.
 */
export function moveObstacle(
  policy: Parameters<typeof approvalReason>[0],
  stands: Pick<Appointment, 'providerId' | 'price'>,
  slot: Pick<OfferedSlot, 'estimate' | 'distanceKm' | 'providerId'>,
): ApprovalReason | undefined {
  const reason = approvalReason(policy, slot);
  const { price } = stands;
  const { estimate } = slot;
  const isSamePlace = stands.providerId === slot.providerId;
  const isComparable = price !== undefined && estimate?.currency === price.currency;
  const wasUnknown = isSamePlace && price === undefined && estimate === undefined;
  const isDearer = isComparable ? estimate.amount > price.amount : !wasUnknown;
  return isDearer || (reason === 'too-far' && !isSamePlace) ? reason : undefined;
}
