import { createCallLevels } from './app/call-levels.ts';
import type { CallLevels } from './app/call-levels.ts';
import type { EventBus } from './app/event-bus.ts';
import type { Clock, Directory, Log, Metrics, Route, ServiceLevels } from './app/ports/index.ts';
import { opsData } from './app/usecases/ops-data.ts';
import { watchObjectives } from './app/usecases/watch-objectives.ts';
import { dayOf } from './domain/levels/facts.ts';
import { daysBefore } from './domain/levels/objectives.ts';
import { createOps } from './registry/parts.ts';

/** Counts are kept this long, a little more than a year. */
const KEPT_DAYS = 400;

/** What one Pitcrew does about its service levels. */
export interface ServiceLevelDesk extends Pick<CallLevels, 'start' | 'stop' | 'metrics'> {
  /** The page of the operators. */
  routes(options: { readonly adminToken: string; readonly publicUrl: string }): readonly Route[];
  /** Tells of objectives that are not kept. */
  watch(): Promise<void>;
  forget(): Promise<void>;
}

export function createServiceLevelDesk(parts: {
  readonly levels: ServiceLevels;
  readonly directory: Directory;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventBus;
}): ServiceLevelDesk {
  const { levels, clock } = parts;
  const today = () => dayOf(clock.now().toISOString());
  return {
    ...createCallLevels(parts),
    routes: (options) => createOps({ ...options, clock, data: (days) => opsData(parts, today(), days) }),
    watch: () => watchObjectives(parts),
    forget: () => levels.prune(daysBefore(today(), KEPT_DAYS)),
  };
}
