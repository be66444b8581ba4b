import type { ProviderId } from './ids.ts';

/**
 * Our id of a shop's slot: the same for the same shop and network slot, so that a slot offered again keeps its id.
 * 53 bits in base 36; within one booking's some hundred slots a clash has odds below one in a hundred billion.
 */
export function slotIdFor(providerId: ProviderId, networkSlotId: string): string {
  const text = `${providerId}\n${networkSlotId}`;
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return `s${((high >>> 0) * 0x200000 + (low >>> 11)).toString(36)}`;
}
