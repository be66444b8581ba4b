import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Repeat } from '../../src/app/ports/jobs.ts';
import type { Moment } from './moment.ts';
import { nextRun } from '../timing.ts';
import type { Queues } from './lanes.ts';

/** So many repeats are written with one call. */
const CHUNK = 500;

const stored = z.object({
  name: z.string(),
  payload: z.record(z.string(), z.union([z.string(), z.number()])),
  everyMs: z.int().min(1),
  offsetMs: z.int().min(0),
});

/** A repeat without its id. */
export type Plan = z.output<typeof stored>;

/** The hash of all repeats by id: what is not in it any more runs no more. */
export const plansKey = (prefix: string): string => `${prefix}:repeat-plans`;

const write = ({ name, payload, everyMs, offsetMs }: Repeat): string =>
  JSON.stringify({ name, payload, everyMs, offsetMs } satisfies Plan);

/** The plan of one repeat; undefined when it is not to run any more. */
export async function readPlan(redis: Redis, prefix: string, id: string): Promise<Plan | undefined> {
  const text = await redis.hget(plansKey(prefix), id);
  return text === null ? undefined : stored.parse(JSON.parse(text));
}

/** When a repeat runs next: in business time (ms), and how long from now on. */
export function nextTurn(
  { everyMs, offsetMs }: Plan,
  { now }: Moment,
): { readonly runAt: number; readonly inMs: number } {
  const runAt = nextRun(everyMs, offsetMs, now);
  return { runAt, inMs: runAt - now };
}

/**
 * Sets repeats: each is one job, which puts itself back to its next turn whenever it has run. One that stays as it was
 * keeps its next turn, also one that was missed; one that runs now runs on.
 */
export async function setRepeats(
  redis: Redis,
  queues: Queues,
  prefix: string,
  repeats: readonly Repeat[],
  moment: () => Moment,
): Promise<void> {
  for (let from = 0; from < repeats.length; from += CHUNK) {
    const chunk = repeats.slice(from, from + CHUNK);
    const known = await redis.hmget(plansKey(prefix), ...chunk.map(({ id }) => id));
    const changed = chunk.filter((repeat, n) => known[n] !== write(repeat));
    // First the plan, since a job without one ends; then the job, left as it is where there is one.
    if (changed.length > 0) await redis.hset(plansKey(prefix), ...changed.flatMap((one) => [one.id, write(one)]));
    await queues.repeats.addBulk(
      chunk.map((repeat) => {
        const { runAt, inMs } = nextTurn(repeat, moment());
        const opts = { jobId: repeat.id, delay: inMs, removeOnComplete: true };
        return { name: 'repeat', data: { payload: {}, runAt }, opts };
      }),
    );
    const moved = changed.filter((repeat, n) => {
      const before = known[chunk.indexOf(repeat)];
      if (before === null || before === undefined || n < 0) return false;
      const { everyMs, offsetMs } = stored.parse(JSON.parse(before));
      return everyMs !== repeat.everyMs || offsetMs !== repeat.offsetMs;
    });
    for (const repeat of moved) {
      const job = await queues.repeats.getJob(repeat.id);
      const { runAt, inMs } = nextTurn(repeat, moment());
      if (job === undefined || !(await job.isDelayed())) continue;
      await job.updateData({ payload: {}, runAt });
      await job.changeDelay(inMs);
    }
  }
}

/** Ends repeats. One that runs at the moment finishes, and ends then. */
export async function dropRepeats(redis: Redis, queues: Queues, prefix: string, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK);
    await redis.hdel(plansKey(prefix), ...chunk);
    await Promise.all(chunk.map((id) => queues.repeats.remove(id).catch(() => 0)));
  }
}
