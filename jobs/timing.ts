import type { JobDefinition } from '../src/app/ports/jobs.ts';

/** The longest delay that a timer of Node takes; a longer one would fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** `ms` as a delay that `setTimeout` keeps: whole, at least 1, at most 2^31 - 1. */
export function timerMs(ms: number): number {
  return Math.min(Math.max(1, Math.ceil(ms)), MAX_TIMER_MS);
}

/** The first multiple of `everyMs` since the epoch, plus the offset, that lies after `now` (all in ms). */
export function nextRun(everyMs: number, offsetMs: number, now: number): number {
  return (Math.floor((now - offsetMs) / everyMs) + 1) * everyMs + offsetMs;
}

/**
 * How long to wait after failure number `attempt` (from 1), in ms: doubling from `backoffMs` up to `maxBackoffMs`, of
 * which chance takes away up to half, so that jobs that failed together do not come back together.
 */
export function backoff(retry: JobDefinition['retry'], attempt: number, chance: number): number {
  const full = Math.min(retry.backoffMs * 2 ** (attempt - 1), retry.maxBackoffMs);
  return Math.round(full * (1 - chance / 2));
}
