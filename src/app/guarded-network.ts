import type { Provider } from '../domain/directory.ts';
import type { ProviderId } from '../domain/ids.ts';
import type { Result } from '../domain/result.ts';
import { fail } from '../domain/result.ts';
import type { Clock } from './ports/clock.ts';
import type { Breaker, Guard, WatchedNetwork } from './ports/guard.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { ProviderNetwork, Rejected, Unavailable } from './ports/network.ts';

/** So many calls in a row without an answer, and a network counts as down. */
const FAILURES = 5;
/** A network that is down is probed at this pace (providers.md: one probe every 5 s). */
const PROBE_MS = 5_000;
/** A probe that takes longer has no answer. */
const PROBE_TIMEOUT_MS = 4_000;

interface Parts {
  readonly guard: Guard;
  readonly clock: Pick<Clock, 'trueNow'>;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'networkDown'>;
  /** Some shop of this network, to be asked as a probe; without one the network counts as back. */
  readonly anyShop: (network: string) => Promise<Provider | undefined>;
  /** The network answers again. */
  readonly onRecovery: (network: string) => void;
  readonly probeMs?: number | undefined;
}

type Failure = { readonly kind: string; readonly why?: string };
type Answer = Result<unknown, Failure>;

/** Reasons that say that nobody is there. A refusal, a broken reply and "slow down" are answers of a network that is up. */
const NOBODY: ReadonlySet<string | undefined> = new Set(['timeout', 'refused', 'server-error', 'connection-cut']);
const isSilent = (answer: Answer): boolean =>
  !answer.ok &&
  (answer.error.kind === 'unavailable' || answer.error.kind === 'unknown') &&
  NOBODY.has(answer.error.why);
const allSilent = (answers: ReadonlyMap<ProviderId, Answer>): boolean =>
  answers.size > 0 && [...answers.values()].every(isSilent);

/** Certain that nothing happened: nobody was asked. */
const LEFT_ALONE: Unavailable = { kind: 'unavailable', why: 'refused' };

/**
 * The network behind a circuit breaker. While it is down every call is answered `unavailable` at once, and one probe every
 * five seconds looks whether it is back. Shops that answer each for themselves have no network that could be down.
 */
export function guardNetwork(network: ProviderNetwork, parts: Parts): WatchedNetwork {
  if (network.followUp) return network;
  const { clock, log, metrics, probeMs = PROBE_MS } = parts;
  const { name } = network;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const breaker: Breaker = parts.guard.breaker({
    failures: FAILURES,
    onOpen() {
      metrics.networkDown(name, true);
      log.warn({ network: name }, 'The network does not answer: its shops are offered by phone until it does');
      probeLater();
    },
    onClose() {
      metrics.networkDown(name, false);
      log.info({ network: name }, 'The network answers again');
      parts.onRecovery(name);
    },
  });
  metrics.networkDown(name, false);

  function probeLater(): void {
    if (closed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void probe(), probeMs);
    timer.unref();
  }

  async function probe(): Promise<void> {
    const began = clock.trueNow().getTime();
    try {
      const shop = await parts.anyShop(name);
      const [service] = shop?.services ?? [];
      await breaker.probe(
        () => (shop && service ? network.search([shop], service, { timeoutMs: PROBE_TIMEOUT_MS }) : nobodyToAsk()),
        allSilent,
      );
    } catch (error) {
      log.warn({ err: error, network: name }, 'A probe of a network failed; the next one follows');
    }
    if (closed || breaker.state === 'closed') return;
    clearTimeout(timer);
    timer = setTimeout(() => void probe(), Math.max(0, probeMs - (clock.trueNow().getTime() - began)));
    timer.unref();
  }

  async function guarded<T, E>(call: () => Promise<Result<T, E | Unavailable>>): Promise<Result<T, E | Unavailable>> {
    return (await breaker.run(call, (answer) => isSilent(answer as Answer))) ?? fail(LEFT_ALONE);
  }

  const { searchAgain, hold, move, lookup, pollStatus } = network;
  return Object.assign(Object.create(network) as WatchedNetwork, {
    isDown: () => breaker.state === 'open',
    async search(...[providers, service, options]: Parameters<ProviderNetwork['search']>) {
      const answers = await breaker.run(() => network.search(providers, service, options), allSilent);
      return answers ?? new Map(providers.map(({ providerId }) => [providerId, fail(LEFT_ALONE)]));
    },
    ...(searchAgain && {
      async searchAgain(...call: Parameters<typeof searchAgain>) {
        const answers = await breaker.run(() => searchAgain.apply(network, call), allSilent);
        return answers ?? new Map(call[0].map(({ providerId }) => [providerId, fail(LEFT_ALONE)]));
      },
    }),
    book: (...call: Parameters<ProviderNetwork['book']>) => guarded(() => network.book(...call)),
    cancel: (...call: Parameters<ProviderNetwork['cancel']>) => guarded(() => network.cancel(...call)),
    ...(hold && { hold: (...call: Parameters<typeof hold>) => guarded(() => hold.apply(network, call)) }),
    ...(move && { move: (...call: Parameters<typeof move>) => guarded(() => move.apply(network, call)) }),
    ...(lookup && { lookup: (...call: Parameters<typeof lookup>) => guarded(() => lookup.apply(network, call)) }),
    ...(pollStatus && {
      pollStatus: (...call: Parameters<typeof pollStatus>) => guarded(() => pollStatus.apply(network, call)),
    }),
    async close() {
      closed = true;
      clearTimeout(timer);
      await network.close();
    },
  });
}

const nobodyToAsk = (): Promise<ReadonlyMap<ProviderId, Result<never, Unavailable | Rejected>>> =>
  Promise.resolve(new Map());
