import type { Unavailable, Unknown } from '../../../src/app/ports/network.ts';
import type { NoAnswer } from './json-api.ts';

/** For calls that only read: nothing can have happened. A line that was cut counts as refused. */
export function asUnavailable({ why, field, retryAfterMs }: NoAnswer): Unavailable {
  return {
    kind: 'unavailable',
    why: why === 'connection-cut' ? 'refused' : why,
    ...(field === undefined ? {} : { field }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** For calls that change something: unavailable only when it is certain that nothing happened. */
export function asUnknown(failure: NoAnswer): Unavailable | Unknown {
  const { why, field } = failure;
  if (!failure.mayHaveHappened || why === 'refused' || why === 'rate-limited' || why === 'not-authorised')
    return asUnavailable(failure);
  return { kind: 'unknown', why, ...(field === undefined ? {} : { field }) };
}
