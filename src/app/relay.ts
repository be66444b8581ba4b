import type { BookingStore, OutboxEntry } from './ports/store.ts';
import type { JobQueue, JobRequest } from './ports/jobs.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { StandIn } from './stand-in.ts';

const SWEEP_MS = 2_000;
const BATCH = 200;

export interface Relay {
  /** Turns entries that were just committed into jobs, soon; what fails stays in the outbox for the sweep. */
  push(entries: readonly OutboxEntry[]): void;
  start(): void;
  stop(): Promise<void>;
}

/** An entry as the job that does it. */
export const toJob = ({ id, kind, bookingId, payload, priority, runAt }: OutboxEntry): JobRequest => ({
  id,
  name: kind,
  payload: { ...payload, bookingId },
  priority,
  ...(runAt === undefined ? {} : { runAt }),
});

/** Moves the outbox into the job queue. The outbox is the truth: the queue may be down for any time, nothing is lost. */
export function createRelay(deps: {
  readonly bookings: BookingStore;
  readonly queue: JobQueue;
  readonly log: Log;
  readonly metrics: Metrics;
  /** By which business time an entry is due. */
  readonly clock?: Clock | undefined;
  /** Does what is due here while the queue is away. */
  readonly standIn?: StandIn | undefined;
}): Relay {
  const { bookings, queue, log, metrics, clock, standIn } = deps;
  const fresh: OutboxEntry[] = [];
  let flushing: Promise<void> | undefined;
  let sweeping: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let away = false;

  /** Answers whether the queue took them. Its being away is said once each time: clicks go on, and would each say it. */
  async function hand(entries: readonly OutboxEntry[]): Promise<boolean> {
    try {
      await queue.enqueue(entries.map(toJob));
    } catch (error) {
      if (!away) log.warn({ error }, 'The outbox could not be handed to the job queue; it is tried again');
      away = true;
      return false;
    }
    if (away) log.info({}, 'The job queue takes jobs again; what waited in the outbox is handed over');
    away = false;
    await bookings.ackOutbox(entries.map(({ id }) => id));
    return true;
  }

  /** What was committed here is done here, as far as it is due, while the queue is away. */
  function doHere(entries: readonly OutboxEntry[]): void {
    const now = clock?.now().toISOString() ?? '';
    const due = entries.filter(({ runAt }) => runAt === undefined || runAt <= now);
    standIn?.take(due.map(toJob), (id) => bookings.ackOutbox([id]));
  }

  async function flush(): Promise<void> {
    while (fresh.length > 0) {
      const entries = fresh.splice(0, BATCH);
      try {
        if (!(await hand(entries))) doHere(entries);
      } catch (error) {
        log.warn({ error, entries: entries.length }, 'The outbox could not be cleared of what the queue took');
      }
    }
  }

  function kick(): void {
    flushing ??= flush().finally(() => {
      flushing = undefined;
      if (fresh.length > 0) kick();
    });
  }

  /** What another process left, or what could not be handed over before. Runs beside `flush`: handing over twice has no effect. */
  async function sweep(): Promise<void> {
    try {
      for (let full = true; full && !stopped;) {
        const entries = await bookings.pendingOutbox(BATCH);
        metrics.outboxDepth(entries.length < BATCH ? entries.length : await bookings.outboxDepth());
        // What this process is just doing itself is not given to others.
        const left = entries.filter(({ id }) => !standIn?.has(id));
        const handed = left.length > 0 && (await hand(left));
        full = handed && entries.length === BATCH;
      }
    } catch (error) {
      log.warn({ error }, 'The outbox could not be swept; it is tried again');
    }
  }

  function sweepOn(): void {
    sweeping = sweep().finally(() => {
      if (!stopped) timer = setTimeout(sweepOn, SWEEP_MS);
    });
  }

  return {
    push(entries) {
      fresh.push(...entries);
      kick();
    },
    start: sweepOn,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await sweeping;
      while (flushing) await flushing;
      await standIn?.stop();
    },
  };
}
