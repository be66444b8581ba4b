/**
 * A number in [0, 1) that is the same for the same id, and spread evenly over ids, also over those that differ in their
 * last letter alone (FNV-1a with the finish of MurmurHash3, 32 bits).
 */
export function stableFraction(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
