import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobRequest } from '../../src/app/ports/jobs.ts';
import { DEFAULT_PRIORITY, LAST_URGENT } from '../requests.ts';

/** A BullMQ queue for each: what may not wait behind others, the others, and what repeats. */
export const LANES = ['urgent', 'plain', 'repeats'] as const;
export type Lane = (typeof LANES)[number];
export type Queues = Readonly<Record<Lane, Queue<StoredJob>>>;

/** A job as Redis holds it. */
export interface StoredJob {
  readonly payload: JobRequest['payload'];
  /** Business time in ms for which it was asked. */
  readonly runAt?: number | undefined;
  /** How often it failed since it last went well. */
  readonly failures?: number | undefined;
}

/** How many events are kept for whoever looks on; nothing here reads them. */
const EVENTS_KEPT = 100;

/** The queues of one prefix over a connection that belongs to the caller. */
export function openQueues(connection: Redis, prefix: string, onError: (error: Error) => void): Queues {
  const open = (lane: Lane): Queue<StoredJob> => {
    const queue = new Queue<StoredJob>(lane, {
      connection,
      prefix,
      streams: { events: { maxLen: EVENTS_KEPT } },
    });
    queue.on('error', onError);
    return queue;
  };
  return { urgent: open('urgent'), plain: open('plain'), repeats: open('repeats') };
}

/** Where a job of this priority waits, and the priority it has there: BullMQ's 0 is the first and the cheapest. */
export function placeOf(priority = DEFAULT_PRIORITY): { readonly lane: 'urgent' | 'plain'; readonly within: number } {
  if (priority <= LAST_URGENT) return { lane: 'urgent', within: priority };
  return { lane: 'plain', within: priority - LAST_URGENT - 1 };
}
