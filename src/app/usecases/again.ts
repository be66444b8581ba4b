import type { Instant } from '../../domain/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobResult } from '../ports/jobs.ts';

const MIN_MS = 300;
const MAX_MS = 30_000;

/** As long again as it lasts already, between 0.3 and 30 seconds. */
export function askAgainAfter(clock: Pick<Clock, 'now'>, since: Instant): JobResult {
  const age = clock.now().getTime() - Date.parse(since);
  return { againInMs: Math.min(MAX_MS, Math.max(MIN_MS, age)) };
}
