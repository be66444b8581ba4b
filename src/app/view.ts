import type { Booking } from '../domain/booking.ts';
import { appointmentOf } from '../domain/booking.ts';
import type { Approval } from '../domain/approval.ts';
import type { OfferedSlot } from '../domain/slot.ts';

const slotView = ({
  slotId,
  providerId,
  providerName,
  network,
  start,
  end,
  timeZone,
  distanceKm,
  reasons,
  estimate,
  checkedAt,
  dropOff,
}: OfferedSlot) => ({
  slotId,
  providerId,
  providerName,
  network,
  start,
  end,
  timeZone,
  distanceKm: Math.round(distanceKm * 10) / 10,
  reasons,
  ...(estimate ? { price: estimate } : {}),
  ...(dropOff ? { dropOff } : {}),
  checkedAt,
});

const approvalView = ({ slot, since, until, reason, approver, holds }: Approval) => ({
  slotId: slot.slotId,
  since,
  until,
  reason,
  ...(approver ? { approver: approver.memberId } : {}),
  /** Whether the shop is asked to hold the time meanwhile. */
  held: holds === true,
});

/**
 * A delivery's id as its sender knows it: without the channel, and for a host without the fleet and booking, in the inbox
 * without the member as well, that scope it here.
 */
function sendersId(deliveryId: string, { fleetId, bookingId }: Booking): string {
  const inChannel = deliveryId.slice(deliveryId.indexOf(':') + 1);
  const scope = `${fleetId}/${bookingId}/`;
  if (deliveryId.startsWith(`host:${scope}`)) return inChannel.slice(scope.length);
  if (deliveryId.startsWith(`inapp:${scope}`)) return inChannel.slice(scope.length).replace(/^[^/]*\//, '');
  return inChannel;
}

/** The public form of a booking: what `GET /v1/bookings/{id}` answers and events carry. */
export function viewOf(booking: Booking) {
  const {
    bookingId,
    fleetId,
    vehicleId,
    phase,
    version,
    system,
    service,
    severity,
    createdAt,
    updatedAt,
    alerts,
    offer,
  } = booking;
  const appointment = appointmentOf(booking);
  const cancellation =
    phase.state === 'cancelled' ? phase.cancellation : phase.state === 'scheduled' ? phase.cancelling : undefined;
  const outcomes = booking.outcomes.map((row) => ({ ...row, deliveryId: sendersId(row.deliveryId, booking) }));
  return {
    bookingId,
    fleetId,
    vehicleId,
    state: phase.state,
    version,
    system,
    service,
    severity,
    createdAt,
    updatedAt,
    alerts,
    offer: {
      slots: offer.slots.map(slotView),
      ...(offer.more.length > 0 ? { more: offer.more.map(slotView) } : {}),
      fallbacks: offer.fallbacks.map(({ providerId, providerName, network, phone, bookingUrl }) => ({
        providerId,
        providerName,
        network,
        phone,
        bookingUrl,
      })),
      ...(offer.rankedBy === undefined ? {} : { rankedBy: offer.rankedBy }),
      ...(offer.reason === undefined ? {} : { reason: offer.reason }),
      madeAt: offer.madeAt,
      expiresAt: offer.expiresAt,
    },
    ...(phase.state === 'requested' || phase.state === 'moving'
      ? {
          request: {
            slotId: phase.request.slot.slotId,
            since: phase.request.since,
            unknown: phase.request.unknownSince !== undefined,
            ...(phase.request.answerBy === undefined ? {} : { answerBy: phase.request.answerBy }),
          },
        }
      : {}),
    ...(phase.state === 'awaiting-approval' ? { approval: approvalView(phase.approval) } : {}),
    ...(appointment
      ? {
          appointment: {
            providerId: appointment.providerId,
            providerName: appointment.providerName,
            network: appointment.network,
            start: appointment.start,
            end: appointment.end,
            timeZone: appointment.timeZone,
            confirmation: appointment.confirmation,
            reference: appointment.reference,
            ...(appointment.undoUntil ? { undoUntil: appointment.undoUntil } : {}),
            ...(appointment.dropOff ? { dropOff: appointment.dropOff } : {}),
          },
        }
      : {}),
    ...(phase.state === 'manual' ? { appointment: phase.manual } : {}),
    ...(booking.workOrder ? { workOrder: booking.workOrder } : {}),
    ...(booking.rating ? { rating: { stars: booking.rating.stars, comment: booking.rating.comment } } : {}),
    ...(cancellation
      ? {
          cancellation: {
            reason: cancellation.reason,
            fee: cancellation.fee,
            ...('paidBy' in cancellation ? { paidBy: cancellation.paidBy } : {}),
          },
        }
      : {}),
    outcomes,
    ...(outcomes[0] ? { lastOutcome: outcomes[0] } : {}),
    ...(booking.cost ? { cost: booking.cost } : {}),
  };
}
