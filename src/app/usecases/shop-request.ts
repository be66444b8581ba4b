import type { Booking, ShopRequest } from '../../domain/booking.ts';
import type { Core } from '../core.ts';

/** A booking whose shop is being asked. */
export type Requested = Booking & { readonly phase: { readonly state: 'requested'; readonly request: ShopRequest } };

/** The booking if its present request is this attempt. */
export function stillAsking(booking: Booking | undefined, attempt: number): Requested | undefined {
  const asking = booking?.phase.state === 'requested' && booking.phase.request.attempt === attempt;
  return asking ? (booking as Requested) : undefined;
}

/** Written before the first call, so that a process that dies during it leaves a trace; false when it was taken back. */
export async function markAsked(core: Core, booking: Requested): Promise<boolean> {
  const askedAt = core.clock.now().toISOString();
  const amended = await amendRequest(core, booking, ({ cancelWanted }) => cancelWanted === undefined && { askedAt });
  return amended?.phase.request.askedAt !== undefined;
}

/** Durable when it resolves; the booking as it is then, undefined when this attempt is not asked for any more. */
export async function amendRequest(
  core: Core,
  booking: Requested,
  changeOf: (request: ShopRequest) => Partial<ShopRequest> | false,
): Promise<Requested | undefined> {
  const { attempt } = booking.phase.request;
  const amended = await core.engine.amend(booking.bookingId, (present) => {
    const asking = stillAsking(present, attempt);
    const change = asking && changeOf(asking.phase.request);
    if (!asking || !change) return undefined;
    return { ...asking, phase: { state: 'requested', request: { ...asking.phase.request, ...change } } };
  });
  return stillAsking(amended, attempt);
}
