import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from './database.ts';
import { isDuplicate } from './failures.ts';

const LEASE_MS = 30_000;
const RETRY_MS = 100;
const WAIT_MS = 120_000;

/**
 * Runs `work` while no other process runs work under the same name. A lock whose holder died is free after 30 s. Rejects
 * when it cannot be had within two minutes.
 */
export async function underLock<T>({ locks }: Database, name: string, work: () => Promise<T>): Promise<T> {
  const owner = randomUUID();
  const take = async (): Promise<boolean> => {
    const mine = { owner, until: Date.now() + LEASE_MS };
    try {
      const free = { _id: name, $or: [{ owner }, { until: { $lte: Date.now() } }] };
      const { matchedCount, upsertedCount } = await locks.updateOne(free, { $set: mine }, { upsert: true });
      return matchedCount + upsertedCount > 0;
    } catch (error) {
      // Its id is there, and it is not free.
      if (isDuplicate(error)) return false;
      throw error;
    }
  };
  for (const end = Date.now() + WAIT_MS; !(await take()); await wait(RETRY_MS)) {
    if (Date.now() > end)
      throw new Error(`Another process has held the lock "${name}" of the MongoDB store for too long.`);
  }
  const renewal = setInterval(() => void take().catch(() => undefined), LEASE_MS / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewal);
    await locks.deleteOne({ _id: name, owner });
  }
}
