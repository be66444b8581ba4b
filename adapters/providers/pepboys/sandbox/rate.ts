import { performance } from 'node:perf_hooks';

/**
 * Answers at most `count` requests in any 1,000 ms of true time: asked for each, it says 0 and counts it, or after how many
 * seconds (whole ones, as `Retry-After` has them) the next place is free.
 */
export function createRateLimit(count: number): () => number {
  const answered: number[] = [];
  return () => {
    const now = performance.now();
    while (answered[0] !== undefined && now - answered[0] >= 1_000) answered.shift();
    if (answered.length < count) {
      answered.push(now);
      return 0;
    }
    return Math.ceil((1_000 - (now - (answered[0] ?? now))) / 1_000);
  };
}
