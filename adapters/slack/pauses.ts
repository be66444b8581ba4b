import type { Clock } from '../../src/app/ports/clock.ts';

/** Slack names no time with some refusals. */
const USUAL_MS = 1_000;
/** Those that wait come back one after another: all at once would only be refused again. */
const SPACING_MS = 50;
const LONGEST_SPREAD_MS = 10_000;

/** Where Slack asked to wait, until when. */
export function createPauses(clock: Pick<Clock, 'trueNow'>) {
  const pauses = new Map<string, { readonly until: number; waiting: number }>();

  return {
    /** For how long this place has to be left alone, in milliseconds; 0 or less: not at all. */
    left(place: string): number {
      const pause = pauses.get(place);
      if (pause === undefined) return 0;
      const left = pause.until - clock.trueNow().getTime();
      if (left <= 0) {
        pauses.delete(place);
        return 0;
      }
      pause.waiting += 1;
      return left + Math.min(pause.waiting * SPACING_MS, LONGEST_SPREAD_MS);
    },

    begin(place: string, ms: number = USUAL_MS): void {
      const until = clock.trueNow().getTime() + ms;
      const known = pauses.get(place);
      if (known === undefined || known.until < until) pauses.set(place, { until, waiting: known?.waiting ?? 0 });
    },
  };
}
