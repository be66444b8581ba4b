/** Each bucket's upper end lies a tenth above the one below, so that what is read back is at most 5 % off. */
const GROWTH = 1.1;
/** 1.1 to this power is 5 years in seconds; what is longer counts as that. */
const LAST = 198;

/** How many values fell into each bucket. */
export type Histogram = ReadonlyMap<number, number>;

/** The bucket of a value above 0, whatever its unit: 0 up to 1, then `(1.1^(b-1), 1.1^b]`. */
export function bucketOf(value: number): number {
  if (!(value > 1)) return 0;
  // The logarithm of a bucket's own upper end may come out a hair above its number.
  return Math.min(LAST, Math.ceil(Math.log(value) / Math.log(GROWTH) - 1e-9));
}

/** The value that stands for a bucket: its middle in proportion. */
export const valueOf = (bucket: number): number => (bucket === 0 ? 1 : GROWTH ** (bucket - 0.5));

/** How many values there are. */
export const sizeOf = (histogram: Histogram): number => [...histogram.values()].reduce((sum, count) => sum + count, 0);

/** The value that a share `p` (0 to 1) of all values does not exceed, by nearest rank; null of nothing. */
export function percentile(histogram: Histogram, p: number): number | null {
  const rank = Math.max(1, Math.ceil(p * sizeOf(histogram)));
  let seen = 0;
  for (const [bucket, count] of [...histogram].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= rank) return valueOf(bucket);
  }
  return null;
}
