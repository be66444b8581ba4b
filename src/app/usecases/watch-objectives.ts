import { dayOf } from '../../domain/levels/facts.ts';
import { breaches, firstDayJudged } from '../../domain/levels/objectives.ts';
import type { EventBus } from '../event-bus.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { ServiceLevels } from '../ports/service-levels.ts';

/** Tells of each objective that is not kept, once a day however many processes watch: as `sla.breached`, and in the log. */
export async function watchObjectives(parts: {
  readonly levels: Pick<ServiceLevels, 'read' | 'first'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: Pick<EventBus, 'emit'>;
}): Promise<void> {
  const at = parts.clock.now().toISOString();
  const today = dayOf(at);
  const facts = await parts.levels.read({ from: firstDayJudged(today), to: today });
  for (const breach of breaches(facts, today)) {
    const key = `breach/${breach.objective}/${breach.network ?? ''}/${breach.fleetId ?? ''}`;
    if (!(await parts.levels.first(today, key))) continue;
    parts.log.warn({ ...breach }, 'A service-level objective is not kept; told once a day');
    parts.events.emit('sla.breached', { type: 'sla.breached', at, ...breach });
  }
}
