import type { Application } from './app/application.ts';
import { schedulePolls } from './app/usecases/poll-availability.ts';
import { scheduleStatusPolls } from './app/usecases/poll-statuses.ts';
import type { Config } from './config.ts';
import type { ServiceLevelDesk } from './service-levels.ts';

const HOUR_MS = 3_600_000;
/** Settled deliveries are remembered this long, so that late repeats of a click stay without effect. */
const REMEMBER_MS = 72 * HOUR_MS;
const REPLAN_MS = 5_000;

/** What has to be done now and then: polls for shops that came, looks at the service levels, and forgetting what is old. */
export function keepUp(app: Application, config: Config, service: ServiceLevelDesk): () => void {
  const { core } = app;
  let planned = -1;
  const plan = async (): Promise<void> => {
    const version = await core.directory.providersVersion();
    if (version === planned) return;
    await schedulePolls(core, config.POLL_SECONDS);
    await scheduleStatusPolls(core, config.POLL_SECONDS);
    await service.schedule();
    planned = version;
  };
  const forget = async (): Promise<void> => {
    await core.deliveries.prune(new Date(core.clock.now().getTime() - REMEMBER_MS).toISOString());
    await service.forget();
  };
  const every = (ms: number, work: () => Promise<void>): NodeJS.Timeout =>
    setInterval(
      () => void work().catch((error: unknown) => core.log.warn({ error }, 'Upkeep failed; it is tried again')),
      ms,
    );
  const timers = [every(REPLAN_MS, plan), every(HOUR_MS, forget)];
  void plan().catch((error: unknown) => core.log.warn({ error }, 'Polls could not be planned; it is tried again'));
  return () => timers.forEach(clearInterval);
}
