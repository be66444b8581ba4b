import type { Clock } from '../../src/app/ports/clock.ts';

/**
 * A clock on the machine's time.
 *
 * @param offsetSeconds shifts business time, also backwards; true time stays
 * @param machineNow milliseconds since 1970, for tests
 */
export function createClock(offsetSeconds = 0, machineNow: () => number = Date.now): Clock {
  return {
    now: () => new Date(machineNow() + offsetSeconds * 1000),
    trueNow: () => new Date(machineNow()),
  };
}
