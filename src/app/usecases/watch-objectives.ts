import { dayOf } from '../../domain/levels/facts.ts';
import { breaches, firstDayJudged } from '../../domain/levels/objectives.ts';
import type { EventBus } from '../event-bus.ts';
import { keyOf } from '../notices/breaches.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue } from '../ports/jobs.ts';
import type { Log } from '../ports/log.ts';
import type { ServiceLevels } from '../ports/service-levels.ts';
import { stableFraction } from '../../domain/spread.ts';

/**
 * Tells of each objective that is not kept, once a day however many processes watch: as `sla.breached`, in the log, and
 * to the operator, where those found at the same look are one message.
 */
export async function watchObjectives(parts: {
  readonly levels: Pick<ServiceLevels, 'read' | 'first' | 'marked'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: Pick<EventBus, 'emit'>;
  readonly queue: Pick<JobQueue, 'enqueue'>;
  /** The names of the operator's places. */
  readonly places: Iterable<string>;
}): Promise<void> {
  const { levels, log, events, queue } = parts;
  const at = parts.clock.now().toISOString();
  const today = dayOf(at);
  const facts = await levels.read({ from: firstDayJudged(today), to: today });
  const found = breaches(facts, today);
  if (found.length === 0) return;
  const marked = new Set(await levels.marked(today));
  const fresh = found.filter((breach) => !marked.has(keyOf(breach)));
  if (fresh.length === 0) return;
  // Queued before they are marked: whoever dies in between leaves them to the next look, which queues the same job.
  const set = Math.floor(stableFraction(fresh.map(keyOf).join()) * 2 ** 32).toString(36);
  const message = { day: today, breaches: JSON.stringify(fresh) };
  await queue.enqueue(
    [...parts.places].map((place) => ({
      name: 'tell-operator',
      id: `breaches-${today}-${set}-${place}`,
      payload: { ...message, place },
    })),
  );
  for (const breach of fresh) {
    if (!(await levels.first(today, keyOf(breach)))) continue;
    log.warn({ ...breach }, 'A service-level objective is not kept; told once a day');
    events.emit('sla.breached', { type: 'sla.breached', at, ...breach });
  }
}
