import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pendingJobs } from '../jobs/embedded/index.ts';
import type { JobRequest } from './app/ports/jobs.ts';
import type { Clock, Log } from './app/ports/index.ts';
import type { Config } from './config.ts';
import { createMoveTarget, createSource, openMongoStores, openSqliteStores } from './registry/stores.ts';
import type { MoveTarget, StoredBooking, StoredPart, StoredSource, Tally } from './registry/stores.ts';
import { ringOf } from './stores.ts';

/** One part of the store, as it was compared at the end. */
export interface MovedPart {
  readonly part: StoredPart;
  /** Records that this run wrote; the others were there already. */
  readonly written: number;
  readonly from: Tally;
  readonly to: Tally;
  readonly agrees: boolean;
}

export interface Progress {
  readonly part: StoredPart;
  readonly done: number;
  readonly total: number;
}

// What others point to comes first, and the marks of the keys before anything that they sealed.
const PARTS: readonly StoredPart[] = [
  ...(['keyMarks', 'fleets', 'members', 'vehicles', 'providers', 'agreements', 'bookings', 'deliveries'] as const),
  ...(['ledger', 'levels', 'marks', 'cursors', 'memory'] as const),
];

/**
 * Moves the embedded store of `PITCREW_DATA` into the database that `MONGODB_URI` names, while no Pitcrew runs on either.
 * It may be interrupted anywhere and run again: what is there already is compared, not written. Free times do not come
 * along, they are asked again. Jobs that still have to be done lie in the outbox of their booking afterwards, so that
 * whatever queue comes next gets them under the ids that they have. Rejects in words where there is nothing to move, or
 * where the database holds something else.
 */
export async function moveStore(
  config: Config,
  common: { readonly clock: Clock; readonly log: Log; readonly waitMs?: number | undefined },
  onProgress: (progress: Progress) => void,
): Promise<readonly MovedPart[]> {
  const { MONGODB_URI: uri, PITCREW_DATA: dataDir } = config;
  if (uri === undefined) throw new Error('Set MONGODB_URI: it names the database to move into.');
  if (!existsSync(join(dataDir, 'pitcrew.db')))
    throw new Error(`There is no embedded store in ${dataDir} (PITCREW_DATA) that could be moved.`);
  const keys = ringOf(config);
  const sqlite = await openSqliteStores({ dataDir, keys, clock: common.clock, wholeRing: true });
  try {
    const mongo = await openMongoStores({ uri, keys, ...common });
    try {
      const target = await createMoveTarget(mongo.db);
      const jobs = sqlite.handle.read((db) => pendingJobs(db, keys));
      return await target.alone(() => move(withJobs(createSource(sqlite.handle), jobs), target, onProgress));
    } finally {
      await mongo.close();
    }
  } finally {
    await sqlite.close();
  }
}

async function move(
  source: StoredSource,
  target: MoveTarget,
  onProgress: (progress: Progress) => void,
): Promise<readonly MovedPart[]> {
  const refusal = await target.refusal();
  if (refusal !== undefined) throw new Error(refusal);
  const isDone = await target.isDone();
  const moved: MovedPart[] = [];
  for (const part of PARTS) {
    const written = isDone ? 0 : await copy(part, source, target, onProgress);
    const from = target.tallyOf(part, source.read(part));
    const to = await target.tally(part);
    moved.push({ part, written, from, to, agrees: from.count === to.count && from.hash === to.hash });
  }
  if (!isDone && moved.every(({ agrees }) => agrees)) await target.done();
  return moved;
}

async function copy(
  part: StoredPart,
  source: StoredSource,
  target: MoveTarget,
  onProgress: (progress: Progress) => void,
): Promise<number> {
  const total = source.count(part);
  let [done, written] = [0, 0];
  onProgress({ part, done, total });
  for (const records of source.read(part)) {
    written += await target.write(part, records);
    done += records.length;
    onProgress({ part, done, total });
  }
  return written;
}

/** The source with the jobs that follow from a booking's steps back in its outbox. */
function withJobs(source: StoredSource, jobs: readonly JobRequest[]): StoredSource {
  const byBooking = new Map<string, JobRequest[]>();
  for (const job of jobs) {
    const bookingId = /^(.+)-\d+-\d+$/.exec(job.id)?.[1];
    if (bookingId === undefined || job.payload['bookingId'] !== bookingId) continue;
    byBooking.set(bookingId, [...(byBooking.get(bookingId) ?? []), job]);
  }
  const filled = (booking: StoredBooking): StoredBooking => {
    const known = new Set(booking.outbox.map(({ id }) => id));
    const again = (byBooking.get(booking.id) ?? []).filter(({ id }) => !known.has(id));
    const items = again.map(({ id, name: kind, priority = 2, runAt, payload: { bookingId: _, ...payload } }, seq) => ({
      ...{ id, kind, priority, payload, seq },
      ...(runAt === undefined ? {} : { runAt }),
    }));
    return { ...booking, outbox: [...items, ...booking.outbox] };
  };
  return {
    count: (part) => source.count(part),
    *read(part) {
      for (const records of source.read(part))
        yield part === 'bookings' ? ((records as readonly StoredBooking[]).map(filled) as never) : records;
    },
  };
}
