import type { Booking, ShopRequest } from '../../domain/booking.ts';
import type { Core } from '../core.ts';
import type { ProviderNetwork, Rejected, SlotTaken, Unavailable } from '../ports/network.ts';
import { heldSeats } from './seats.ts';

/** A booking that is about to ask a shop. */
type Requested = Booking & { readonly phase: { readonly request: ShopRequest } };

const GONE: SlotTaken = { kind: 'slot-taken', alternatives: [] };

/**
 * Reads a shop's free times again right before it is asked, where neither a hold nor the shop's own check guards the time.
 * Answers why it is not to be asked; `undefined`: go ahead. A time that the shop proposed itself needs no look.
 */
export async function revalidate(
  core: Core,
  booking: Requested,
  network: ProviderNetwork,
): Promise<SlotTaken | Rejected | Unavailable | undefined> {
  const { holds, conflictChecked, availability } = network.traits;
  const { slot } = booking.phase.request;
  if (holds || conflictChecked || slot.proposed) return undefined;
  const provider = await core.directory.provider(slot.providerId);
  if (!provider) return GONE;
  const answer = (await network.search([provider], booking.service)).get(slot.providerId);
  if (!answer) return { kind: 'unavailable', why: 'refused' };
  if (!answer.ok) return answer.error;
  await core.availability.put([answer.value]);
  const present = answer.value.slots.find(({ networkSlotId }) => networkSlotId === slot.networkSlotId);
  if (!present || present.capacity === 0) return GONE;
  if (availability === 'native') return undefined;
  const held = await heldSeats(core, { ...present, providerId: slot.providerId }, booking.claims);
  return held < present.capacity ? undefined : GONE;
}
