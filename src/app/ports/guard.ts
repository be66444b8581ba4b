import type { ProviderNetwork } from './network.ts';

/** Whether a network is spoken to: `open` means that it is left alone but for a probe now and then. */
export type BreakerState = 'closed' | 'open';

/** What a network's silence is judged by. */
export interface BreakerRules {
  /** So many calls without an answer, one after another, open it. */
  readonly failures: number;
  readonly onOpen: () => void;
  readonly onClose: () => void;
}

/** One network's circuit breaker. */
export interface Breaker {
  readonly state: BreakerState;
  /**
   * Makes the call unless it is open; then the answer is undefined, at once. `isSilent` says whether an answer counts as
   * none. A call that rejects counts as one as well, and rejects.
   */
  run<T>(call: () => Promise<T>, isSilent: (answer: T) => boolean): Promise<T | undefined>;
  /** Makes the call though it is open: an answer closes it. */
  probe<T>(call: () => Promise<T>, isSilent: (answer: T) => boolean): Promise<void>;
}

/** Makes breakers, one for each network. */
export interface Guard {
  breaker(rules: BreakerRules): Breaker;
}

/** A network whose answers are watched; one that is not has no `isDown`. */
export interface WatchedNetwork extends ProviderNetwork {
  /** Whether it counts as down, so that calls are answered at once without it. */
  isDown?(): boolean;
}
