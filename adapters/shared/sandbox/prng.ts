/** The murmur3 finaliser: spreads the bits of a 32-bit number. */
export function mix32(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** A 32-bit hash of a text (FNV-1a, finalised); stable across runs and machines, not for secrets. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return mix32(h);
}

/** A number in [0, 1) that depends on the parts alone, so that neither order nor other traffic changes it. */
export function chance(...parts: readonly (string | number)[]): number {
  return hash32(parts.join('\u0000')) / 0x1_0000_0000;
}
