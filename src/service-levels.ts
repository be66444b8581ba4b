import { createCallLevels } from './app/call-levels.ts';
import type { CallLevels } from './app/call-levels.ts';
import type { EventBus } from './app/event-bus.ts';
import type {
  Channel,
  Clock,
  Directory,
  JobQueue,
  LevelJobs,
  Log,
  Metrics,
  NoticePlace,
  Route,
  ServiceLevels,
} from './app/ports/index.ts';
import { tellOperator, weeklyDigest } from './app/usecases/notices.ts';
import { opsData } from './app/usecases/ops-data.ts';
import { planDigests } from './app/usecases/plan-digests.ts';
import { watchObjectives } from './app/usecases/watch-objectives.ts';
import { dayOf } from './domain/levels/facts.ts';
import { daysBefore } from './domain/levels/objectives.ts';
import { createOps } from './registry/parts.ts';

/** Counts are kept this long, a little more than a year. */
const KEPT_DAYS = 400;
const WATCH_MS = 60_000;
const DIGESTS_MS = 600_000;

/** What one Pitcrew does about its service levels. */
export interface ServiceLevelDesk extends Pick<CallLevels, 'start' | 'stop' | 'metrics'> {
  /** The page of the operators. */
  routes(options: { readonly adminToken: string; readonly publicUrl: string }): readonly Route[];
  readonly jobs: LevelJobs;
  /** Has the objectives and the weekly digests looked at from now on, by one process at a time. */
  schedule(): Promise<void>;
  forget(): Promise<void>;
}

export function createServiceLevelDesk(parts: {
  readonly levels: ServiceLevels;
  readonly directory: Directory;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: EventBus;
  readonly queue: JobQueue;
  readonly channels: ReadonlyMap<string, Channel>;
  /** The operator's places for notices, by name. */
  readonly places: ReadonlyMap<string, NoticePlace>;
  readonly publicUrl: string;
}): ServiceLevelDesk {
  const { levels, clock, queue, places } = parts;
  const today = () => dayOf(clock.now().toISOString());
  return {
    ...createCallLevels(parts),
    routes: (options) => createOps({ ...options, clock, data: (days) => opsData(parts, today(), days) }),
    jobs: {
      watchLevels: () => watchObjectives({ ...parts, places: places.keys() }),
      planDigests: () => planDigests(parts),
      tellOperator: (message, context) => tellOperator(parts, message, context),
      weeklyDigest: (message, context) => weeklyDigest(parts, message, context),
    },
    schedule: () =>
      queue.schedule([
        { id: 'watch-levels', name: 'watch-levels', payload: {}, everyMs: WATCH_MS, offsetMs: 0 },
        { id: 'plan-digests', name: 'plan-digests', payload: {}, everyMs: DIGESTS_MS, offsetMs: 0 },
      ]),
    forget: () => levels.prune(daysBefore(today(), KEPT_DAYS)),
  };
}
