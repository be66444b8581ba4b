/** A moment at which a call and everything that belongs to it ends. */
export interface Deadline {
  /** Milliseconds that are left; 0 once it is over or the caller has lost interest. */
  remainingMs(): number;
  readonly signal: AbortSignal | undefined;
}

const LONGEST_TIMER_MS = 2_147_483_647;

/** So many milliseconds from now, by the clock that nobody can turn back, or when the signal says so. */
export function deadlineIn(ms: number, signal?: AbortSignal): Deadline {
  const end = performance.now() + Math.min(Math.max(0, ms), LONGEST_TIMER_MS);
  return {
    remainingMs: () => (signal?.aborted ? 0 : Math.max(0, end - performance.now())),
    signal,
  };
}

/** What a caller set in his options, else the network's own limit. */
export const deadlineOf = (
  options: { readonly timeoutMs?: number | undefined; readonly signal?: AbortSignal | undefined } | undefined,
  defaultMs: number,
): Deadline => deadlineIn(options?.timeoutMs ?? defaultMs, options?.signal);

/** The earlier of a deadline and so many milliseconds from now. */
export const atMost = (ms: number, deadline: Deadline): Deadline =>
  deadlineIn(Math.min(ms, deadline.remainingMs()), deadline.signal);

/** Calls `late` once when the deadline passes; the answer takes that back. */
export function whenOver(deadline: Deadline, late: () => void): () => void {
  const { signal } = deadline;
  const timer = setTimeout(late, Math.ceil(deadline.remainingMs()));
  signal?.addEventListener('abort', late, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', late);
  };
}

/** Waits for shared work no longer than one's own deadline; the work itself goes on for the others. */
export function within<T>(deadline: Deadline, work: Promise<T>, late: T): Promise<T> {
  if (deadline.remainingMs() === 0) return Promise.resolve(late);
  return new Promise((resolve, reject) => {
    const forget = whenOver(deadline, () => resolve(late));
    void work.then(resolve, reject).finally(forget);
  });
}
