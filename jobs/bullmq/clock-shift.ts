import type { Job } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Queues, StoredJob } from './lanes.ts';
import type { Moment } from './moment.ts';
import { nextTurn, readPlan } from './repeats.ts';

/** A shift smaller than this is two readings of one clock. */
const TOLERANCE_MS = 1_000;
const PAGE = 500;

/** By how much the business clock was ahead of true time when delays were last computed. */
const shiftKey = (prefix: string): string => `${prefix}:clock-shift`;

/** Notes by what shift delays are computed, unless that is noted already. */
export async function noteClock(redis: Redis, prefix: string, { now, trueNow }: Moment): Promise<void> {
  await redis.set(shiftKey(prefix), String(now - trueNow), 'NX');
}

/**
 * Redis delays by true time. When the business clock was shifted since the delays were computed, those that stand for an
 * instant of business time are computed anew; retries, which wait by true time, stay.
 */
export async function followClock(
  redis: Redis,
  queues: Queues,
  prefix: string,
  moment: () => Moment,
): Promise<{ readonly changed: number }> {
  const { now, trueNow } = moment();
  const shift = now - trueNow;
  const known = await redis.get(shiftKey(prefix));
  if (known === null) {
    await noteClock(redis, prefix, { now, trueNow });
    return { changed: 0 };
  }
  if (Math.abs(Number(known) - shift) < TOLERANCE_MS) return { changed: 0 };
  const jobs: Job<StoredJob>[] = [];
  for (const queue of [queues.urgent, queues.plain, queues.repeats]) {
    for (let from = 0; ; from += PAGE) {
      const page = await queue.getDelayed(from, from + PAGE - 1);
      jobs.push(...page);
      if (page.length < PAGE) break;
    }
  }
  let changed = 0;
  for (const job of jobs) {
    const inMs = await delayOf(job, redis, prefix, moment());
    // It may have begun meanwhile: then there is nothing to change.
    if (
      inMs !== undefined &&
      (await job.changeDelay(inMs).then(
        () => true,
        () => false,
      ))
    )
      changed += 1;
  }
  await redis.set(shiftKey(prefix), String(shift));
  return { changed };
}

async function delayOf(job: Job<StoredJob>, redis: Redis, prefix: string, moment: Moment): Promise<number | undefined> {
  const { runAt, failures } = job.data;
  if (runAt === undefined || failures !== undefined) return undefined;
  const wanted = Math.max(0, runAt - moment.now);
  if (job.queueName !== 'repeats') return job.attemptsStarted > 0 ? undefined : wanted;
  const plan = await readPlan(redis, prefix, job.id ?? '');
  // Set back, a repeat does not wait for the turn that it had before.
  return plan === undefined ? 0 : Math.min(wanted, nextTurn(plan, moment).inMs);
}
