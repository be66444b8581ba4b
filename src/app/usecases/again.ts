import type { ShopRequest } from '../../domain/booking.ts';
import type { Instant } from '../../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobResult } from '../ports/jobs.ts';
import type { Unavailable } from '../ports/network.ts';

const MIN_MS = 300;
const MAX_MS = 30_000;

/** As long again as it lasts already, between 0.3 and 30 seconds. */
export function askAgainAfter(clock: Pick<Clock, 'now'>, since: Instant): JobResult {
  const age = clock.now().getTime() - Date.parse(since);
  return { againInMs: Math.min(MAX_MS, Math.max(MIN_MS, age)) };
}

/** A shop that only wants us to slow down is asked again rather than given up, but not for ever. */
const SHORT_RETRY_MS = 5_000;
const SLOW_DOWN_MS = 60_000;

/** Whether a shop wants only a moment, and has not wanted one for too long already. */
export function isShortRetry(
  { clock }: { readonly clock: Pick<Clock, 'now'> },
  { since }: Pick<ShopRequest, 'since'>,
  failure: Unavailable,
): failure is Unavailable & { readonly retryAfterMs: number } {
  const { retryAfterMs } = failure;
  const age = clock.now().getTime() - Date.parse(since);
  return retryAfterMs !== undefined && retryAfterMs <= SHORT_RETRY_MS && age < SLOW_DOWN_MS;
}
