import type { ApprovalReason } from '../approval.ts';
import type { FleetPolicy } from '../directory.ts';
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
