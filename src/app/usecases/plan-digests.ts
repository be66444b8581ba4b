import type { Fleet } from '../../domain/directory.ts';
import type { LocalDate } from '../../domain/ids.ts';
import { digestDue } from '../../domain/levels/week.ts';
import type { Clock } from '../ports/clock.ts';
import type { JobQueue, JobRequest } from '../ports/jobs.ts';
import type { NoticeParts } from './notices.ts';

const PAGE = 200;

/**
 * Queues the digests that are due: each fleet's on its own Monday morning, the operator's on Monday morning in UTC. Once a
 * week for each, however many processes look: it is marked when its jobs are queued, and these have ids that repeat.
 */
export async function planDigests(
  parts: Pick<NoticeParts, 'levels' | 'directory' | 'channels' | 'places'> & {
    readonly clock: Clock;
    readonly queue: Pick<JobQueue, 'enqueue'>;
  },
): Promise<void> {
  const { levels, directory, places } = parts;
  const now = parts.clock.now().toISOString();
  const marks = new Map<LocalDate, ReadonlySet<string>>();
  const isPlanned = async (monday: LocalDate, key: string): Promise<boolean> => {
    const known = marks.get(monday) ?? new Set(await levels.marked(monday));
    marks.set(monday, known);
    return known.has(key);
  };
  const plan = async (
    monday: LocalDate | undefined,
    key: string,
    jobs: (monday: LocalDate) => readonly JobRequest[],
  ) => {
    if (monday === undefined || (await isPlanned(monday, key))) return;
    await parts.queue.enqueue(jobs(monday));
    await levels.first(monday, key);
  };

  await plan(digestDue(now, 'UTC'), 'digest/', (monday) => [...places.keys()].map((place) => digestJob(monday, place)));
  let cursor: string | undefined;
  do {
    const page = await directory.fleets(cursor, PAGE);
    for (const fleet of page.items) {
      const due = digestDue(now, fleet.timeZone, fleet.policy.quietHours);
      await plan(due, `digest/${fleet.fleetId}`, (monday) =>
        targetsOf(parts, fleet).map((target) => digestJob(monday, target, fleet.fleetId)),
      );
    }
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
}

/** The fleet's channels that take notices. */
const targetsOf = ({ channels }: Pick<NoticeParts, 'channels'>, fleet: Fleet): readonly string[] =>
  fleet.channels.flatMap((entry) => {
    const channel = channels.get(entry.kind);
    const target = channel?.announce && channel.targetOf(entry, fleet);
    return target === undefined ? [] : [target];
  });

const digestJob = (monday: LocalDate, to: string, fleetId?: string): JobRequest => ({
  name: 'weekly-digest',
  id: ['digest', monday, ...(fleetId === undefined ? [] : [fleetId]), to].join('-').replace(/[^A-Za-z0-9._~-]/g, '_'),
  payload: { monday, to, ...(fleetId === undefined ? {} : { fleetId }) },
  priority: 3,
});
