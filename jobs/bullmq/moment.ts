import type { Clock } from '../../src/app/ports/clock.ts';

/** Business and true time at once, in ms. */
export interface Moment {
  readonly now: number;
  readonly trueNow: number;
}

export const momentOf = (clock: Clock): Moment => ({ now: clock.now().getTime(), trueNow: clock.trueNow().getTime() });
