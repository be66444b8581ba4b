import type { Booking, ShopRequest } from '../../domain/booking.ts';
import type { Core } from '../core.ts';
import type { BookingMemory, BookingOrder } from '../ports/network.ts';

/** What a shop is told with a request; `memory` is where its network keeps what it wants to know again. */
export async function orderFor(
  core: Pick<Core, 'directory'>,
  booking: Booking,
  request: ShopRequest,
  memory: BookingMemory,
): Promise<BookingOrder> {
  const { context } = booking;
  const workOrder = request.workOrder ?? booking.workOrder;
  if (!workOrder) throw new Error(`The booking ${booking.bookingId} is requested without a work order`);
  const fleet = await core.directory.fleet(booking.fleetId);
  return {
    reference: request.reference,
    memory,
    slot: request.slot,
    workOrder,
    vehicle: { vin: context.vin, year: context.year, make: context.make, model: context.model, plate: context.plate },
    fleetName: fleet?.name ?? booking.fleetId,
    requestedAt: request.since,
    ...(workOrder.underWarranty ? { underWarranty: true } : {}),
    ...(request.slot.proposed ? { agreed: true } : {}),
  };
}
