import { performance } from 'node:perf_hooks';
import type { Deadline } from '../../shared/http-client/index.ts';
import { within } from '../../shared/http-client/index.ts';

/** Leave to send one request, or why there is none. */
export type Turn =
  /** Send it, and call `done` once its outcome is there. */
  | { readonly kind: 'go'; done(): void }
  /** The deadline passed while it waited. */
  | { readonly kind: 'late' }
  /** The network asked for a pause that outlasts the deadline. */
  | { readonly kind: 'paused'; readonly forMs: number };

export interface Pace {
  /** Waits for a place in line; `urgent` goes before everything that is not. */
  turn(deadline: Deadline, urgent: boolean): Promise<Turn>;
  /** Nothing is sent for so long. */
  pause(ms: number): void;
  /** Ends all waiting: everybody who waits is late. */
  close(): void;
}

interface Waiting {
  state: 'waiting' | 'called' | 'gone';
  call(go: boolean): void;
}

/**
 * At most `count` requests in any `windowMs`, by the counts of whoever answers them: a place is free again a whole window
 * after its outcome was here, which is never sooner than a window after the other side answered.
 */
export function createPace(count: number, windowMs: number): Pace {
  const urgentLine: Waiting[] = [];
  const line: Waiting[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let free = count;
  let pausedUntil = 0;
  let isClosed = false;

  const later = (ms: number, what: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      what();
    }, Math.ceil(ms));
    // No process waits for its end because of it.
    timer.unref();
    timers.add(timer);
  };

  function next(): void {
    while (free > 0 && performance.now() >= pausedUntil) {
      const first = urgentLine.shift() ?? line.shift();
      if (!first) return;
      if (first.state === 'gone') continue;
      first.state = 'called';
      free -= 1;
      first.call(true);
    }
  }

  const giveBack = (): void => {
    free += 1;
    next();
  };

  return {
    async turn(deadline, urgent) {
      const pauseMs = pausedUntil - performance.now();
      if (pauseMs > 0 && pauseMs >= deadline.remainingMs()) return { kind: 'paused', forMs: Math.ceil(pauseMs) };
      if (isClosed) return { kind: 'late' };
      let call: (go: boolean) => void = () => undefined;
      const called = new Promise<boolean>((resolve) => (call = resolve));
      const waiting: Waiting = { state: 'waiting', call };
      (urgent ? urgentLine : line).push(waiting);
      next();
      if (await within(deadline, called, false)) return { kind: 'go', done: () => later(windowMs, giveBack) };
      // Called in the very moment in which it became too late: the place is unused.
      if (waiting.state === 'called') giveBack();
      waiting.state = 'gone';
      return { kind: 'late' };
    },
    pause(ms) {
      pausedUntil = Math.max(pausedUntil, performance.now() + ms);
      later(ms + 1, next);
    },
    close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      for (const waiting of [...urgentLine.splice(0), ...line.splice(0)]) waiting.call(false);
    },
  };
}
