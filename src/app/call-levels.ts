import type { LevelFact } from '../domain/levels/facts.ts';
import { dayOf, fact } from '../domain/levels/facts.ts';
import { bucketOf } from '../domain/levels/buckets.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { ServiceLevels } from './ports/service-levels.ts';

const FLUSH_MS = 1_000;

/** Figures that are also counted for the service levels. */
export interface CallLevels {
  /** For networks: calls and breaks of contract are counted, the rest is passed on. */
  readonly metrics: Metrics;
  start(): void;
  /** Writes what is not yet written. Never rejects: what cannot be written is tried again with the next. */
  flush(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Counts calls in memory and writes the counts every second: a call costs no write of its own, and a process that is killed
 * loses at most its last second of them.
 */
export function createCallLevels(parts: {
  readonly metrics: Metrics;
  readonly levels: ServiceLevels;
  readonly clock: Clock;
  readonly log: Log;
}): CallLevels {
  const { levels, clock, log } = parts;
  let counts = new Map<string, LevelFact>();
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function count(one: LevelFact): void {
    const key = `${one.day} ${one.kind} ${one.network} ${one.bucket} ${one.detail}`;
    counts.set(key, { ...one, count: one.count + (counts.get(key)?.count ?? 0) });
  }

  async function write(): Promise<void> {
    if (counts.size === 0) return;
    const taken = [...counts.values()];
    counts = new Map();
    try {
      await levels.add(taken);
    } catch (error) {
      taken.forEach(count);
      log.warn({ error }, 'Service levels could not be written; they are kept for the next try');
    }
  }

  const flush = (): Promise<void> => (writing = writing.then(write));
  const today = () => dayOf(clock.now().toISOString());

  return {
    metrics: {
      ...parts.metrics,
      providerRequest(network, operation, outcome, seconds) {
        parts.metrics.providerRequest(network, operation, outcome, seconds);
        count(fact(today(), 'call', { network, detail: `${operation}/${outcome}`, bucket: bucketOf(seconds * 1000) }));
      },
      contractBreak(network, field) {
        parts.metrics.contractBreak(network, field);
        count(fact(today(), 'break', { network, detail: field }));
      },
    },
    start: () => void (timer ??= setInterval(() => void flush(), FLUSH_MS).unref()),
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
