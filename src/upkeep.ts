import type { Application } from './app/application.ts';
import { scheduleStatusPolls } from './app/usecases/poll-statuses.ts';
import { rebuildJobs } from './app/usecases/rebuild-jobs.ts';
import { scheduleRefreshes } from './app/usecases/refresh-providers.ts';
import type { Config } from './config.ts';
import type { ServiceLevelDesk } from './service-levels.ts';

const HOUR_MS = 3_600_000;
/** Settled deliveries are remembered this long, so that late repeats of a click stay without effect. */
const REMEMBER_MS = 72 * HOUR_MS;
/** Nothing of this age is offered by any setting; it is of shops that are gone, or silent for long. */
const FORGET_AVAILABILITY_MS = 24 * HOUR_MS;
const REPLAN_MS = 5_000;

/** What has to be done now and then: polls for shops that came, looks at the service levels, and forgetting what is old. */
export function keepUp({ core, polls }: Application, config: Config, service: ServiceLevelDesk): () => void {
  const ago = (ms: number): string => new Date(core.clock.now().getTime() - ms).toISOString();
  let isScheduled = false;
  let planning: Promise<void> | undefined;
  const plan = async (): Promise<void> => {
    const since = core.clock.now().toISOString();
    // A queue that is away says nothing about what it holds.
    const isWhole = (await core.queue.memory?.isWhole().catch(() => true)) ?? true;
    if (!isWhole) {
      polls.forget();
      isScheduled = false;
    }
    await polls.plan();
    await scheduleRest();
    if (isWhole) return;
    const cases = await rebuildJobs(core, since);
    await core.queue.memory?.note();
    if (cases > 0) core.log.warn({ cases }, 'The job queue was empty; what is due was queued anew from the store.');
  };
  const planOnce = (): Promise<void> => (planning ??= plan().finally(() => (planning = undefined)));
  const scheduleRest = async (): Promise<void> => {
    if (isScheduled) return;
    await scheduleStatusPolls(core, config.POLL_SECONDS);
    await scheduleRefreshes(core, config.POLL_SECONDS);
    await service.schedule();
    isScheduled = true;
  };
  const forget = async (): Promise<void> => {
    await core.deliveries.prune(ago(REMEMBER_MS));
    await core.availability.forget(ago(FORGET_AVAILABILITY_MS));
    await service.forget();
  };
  const every = (ms: number, work: () => Promise<void>): NodeJS.Timeout =>
    setInterval(
      () => void work().catch((error: unknown) => core.log.warn({ error }, 'Upkeep failed; it is tried again')),
      ms,
    );
  const timers = [every(REPLAN_MS, planOnce), every(HOUR_MS, forget)];
  void planOnce().catch((error: unknown) => core.log.warn({ error }, 'Polls could not be planned; it is tried again'));
  return () => timers.forEach(clearInterval);
}
