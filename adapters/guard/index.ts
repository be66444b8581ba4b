import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { Breaker, BreakerRules, Guard } from '../../src/app/ports/guard.ts';

/** What a call answered, with whether that counts as silence. */
interface Judged {
  readonly answer: unknown;
  readonly silent: boolean;
}

/** Breakers by cockatiel. When it is probed is the caller's business, so that a half-open one delays nobody. */
export function createGuard(): Guard {
  return { breaker: createBreaker };
}

function createBreaker({ failures, onOpen, onClose }: BreakerRules): Breaker {
  const policy = circuitBreaker(
    handleAll.orWhenResult((result) => (result as Judged).silent),
    { halfOpenAfter: 0, breaker: new ConsecutiveBreaker(failures) },
  );
  let open = false;
  policy.onStateChange((state) => {
    const isOpen = state === CircuitState.Open;
    // A probe in between changes nothing for the others until it is answered.
    if (state === CircuitState.HalfOpen || isOpen === open) return;
    open = isOpen;
    if (open) onOpen();
    else onClose();
  });

  async function through<T>(call: () => Promise<T>, isSilent: (answer: T) => boolean): Promise<T> {
    const judged = await policy.execute(async () => {
      const answer = await call();
      return { answer, silent: isSilent(answer) } satisfies Judged;
    });
    return judged.answer;
  }

  return {
    get state() {
      return open ? 'open' : 'closed';
    },
    run: async (call, isSilent) => (open ? undefined : through(call, isSilent)),
    probe: async (call, isSilent) => void (await through(call, isSilent)),
  };
}
