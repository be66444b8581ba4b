import type { Clock } from '../ports/clock.ts';

/** Works at once while nothing new arrives. */
const AT_ONCE = 16;
/** Works at once while clicks keep arriving and work has waited long enough. */
const AT_ONCE_IN_A_BURST = 2;
/** Clicks closer together than this are a burst. */
const BURST_GAP_MS = 25;
/**
 * A click that comes alone is worked on when this has passed without another. After the last click of a burst, one more
 * place opens whenever it has passed: a mere hiccup lets little in.
 */
const OPEN_EVERY_MS = 10;
/** Work waits for the end of a burst at most this long: its clicker must read an outcome within three seconds. */
const LONGEST_WAIT_MS = 1_000;
const LOOK_AGAIN_MS = 4;

export interface Turnstile {
  /** Something arrived that has to be acknowledged. */
  arrived(): void;
  /** Resolves when there is a place to work in; every place is given back with `leave`. */
  enter(): Promise<void>;
  leave(): void;
}

interface Waiter {
  readonly since: number;
  readonly go: () => void;
}

/**
 * Lets work in, a bounded number at once, and acknowledging go first: while clicks arrive in a burst, work that they
 * brought waits for its end, though never long. What waits is stored already.
 */
export function createTurnstile(clock: Clock): Turnstile {
  const waiting: Waiter[] = [];
  const now = (): number => clock.trueNow().getTime();
  let busy = 0;
  let lastArrival = 0;
  let inBurst = false;
  let timer: NodeJS.Timeout | undefined;

  function places(head: Waiter): number {
    const calm = Math.floor((now() - lastArrival) / OPEN_EVERY_MS);
    if (calm >= (inBurst ? AT_ONCE : 1)) return AT_ONCE;
    return Math.max(calm, now() - head.since >= LONGEST_WAIT_MS ? AT_ONCE_IN_A_BURST : 0);
  }

  function letIn(): void {
    clearTimeout(timer);
    for (let head = waiting[0]; head; head = waiting[0]) {
      if (busy >= places(head)) break;
      waiting.shift();
      busy++;
      // A turn of the loop first: what has arrived meanwhile is stored and acknowledged before.
      setImmediate(head.go);
    }
    // Looked at again also where no more clicks come; with all places taken, whoever leaves looks.
    if (waiting.length > 0 && busy < AT_ONCE) timer = setTimeout(letIn, LOOK_AGAIN_MS);
  }

  return {
    arrived() {
      const at = now();
      const gap = at - lastArrival;
      inBurst = gap < BURST_GAP_MS || (inBurst && gap < AT_ONCE * OPEN_EVERY_MS);
      lastArrival = at;
    },
    enter: () =>
      new Promise((go) => {
        waiting.push({ since: now(), go });
        letIn();
      }),
    leave() {
      busy--;
      letIn();
    },
  };
}
