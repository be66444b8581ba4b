import { bayClaims } from '../../domain/claims.ts';
import type { OfferedSlot } from '../../domain/slot.ts';
import type { Core } from '../core.ts';

type Seated = Pick<OfferedSlot, 'providerId' | 'start' | 'end' | 'capacity' | 'seats'>;

/** In how many of a slot's bays our own bookings hold some of its time; `own` are claims that do not count. */
export async function heldSeats(
  { bookings }: Pick<Core, 'bookings'>,
  { providerId, start, end, capacity, seats = capacity }: Seated,
  own: readonly string[] = [],
): Promise<number> {
  const bays = Array.from({ length: seats }, (_, seat) => bayClaims(providerId, seat, start, end));
  const held = await bookings.heldClaims(bays.flat());
  const mine = new Set(own);
  return bays.filter((bay) => bay.some((claim) => held.has(claim) && !mine.has(claim))).length;
}
