import type { Approval, ApprovalReason } from '../../domain/approval.ts';
import type { Appointment, Booking, CaseContext } from '../../domain/booking.ts';
import { formatMoney } from '../../domain/money.ts';
import { distanceWords, formatInstant, formatWhen } from '../../domain/time.ts';
import type { CardFact } from './card.ts';

const WHY: Readonly<Record<ApprovalReason, string>> = {
  always: 'Every booking of this fleet is approved',
  'over-limit': 'The estimate is over the fleet’s limit',
  'price-unknown': 'The price is not known before',
  'too-far': 'The shop is farther away than the fleet’s limit',
};

/** Who is asked until when, and whether the shop promises the time meanwhile. */
export function approvalStatus(approval: Approval, { locale, timeZone }: CaseContext): string {
  const { approver, until, holds, by } = approval;
  const end = formatInstant(until, timeZone, locale);
  const who = approver
    ? `Waiting for ${approver.name} to approve it, until ${end}.`
    : `An approver has to decide until ${end}.`;
  const chosen = by.name ? ` Chosen by ${by.name}.` : '';
  const promise =
    holds === true
      ? 'The shop is asked to hold the time meanwhile.'
      : 'The time is not promised: the shop is asked once it is approved.';
  return `${who}${chosen} ${promise}`;
}

/** What there is to be approved. */
export function approvalFacts({ phase, context }: Booking): readonly CardFact[] {
  if (phase.state !== 'awaiting-approval') return [];
  const { locale, timeZone } = context;
  const { slot, reason } = phase.approval;
  return [
    { label: 'To be approved', value: formatWhen(slot.start, slot.end, slot.timeZone, locale, timeZone) },
    { label: 'Shop', value: `${slot.providerName} · ${distanceWords(slot.distanceKm, locale)}` },
    { label: 'Estimate', value: slot.estimate ? formatMoney(slot.estimate, locale) : 'not known' },
    { label: 'Why', value: WHY[reason] },
  ];
}

/** Who booked it, who approved it, and how long it can be undone. */
export function bookedStatus(
  { context, updatedAt }: Booking,
  { by, approvedBy, undoUntil, undoFee }: Appointment,
): string {
  const who = `Booked${by.name ? ` by ${by.name}` : ''}${approvedBy ? `, approved by ${approvedBy}` : ''}.`;
  if (undoUntil === undefined || updatedAt >= undoUntil) return `${who} The shop has the work order.`;
  const fee = undoFee ? ` The shop charges ${formatMoney(undoFee, context.locale)} for that.` : '';
  return `${who} It can be undone until ${formatInstant(undoUntil, context.timeZone, context.locale)}.${fee}`;
}
