let last = 0;

/**
 * A text that sorts after every stamp made here before, and, as well as the machines' clocks agree, after those of other
 * processes: true microseconds since 1970 in 17 digits.
 */
export function nextStamp(): string {
  last = Math.max(last + 1, Date.now() * 1_000);
  return String(last).padStart(17, '0');
}
