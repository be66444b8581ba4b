import type { DatabaseSyncInstance } from '@photostructure/sqlite';
import type { Log } from '../../../src/app/ports/log.ts';
import type { Sql } from './sql.ts';

interface Waiting {
  readonly work: (db: Sql) => unknown;
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  outcome: { readonly value: unknown } | { readonly error: unknown };
}

export interface GroupCommit {
  write<T>(work: (db: Sql) => T): Promise<T>;
  /** Runs what is waiting now. */
  flush(): void;
}

/**
 * Shares one transaction, and so one disk sync, among all writes that were asked for in one turn of the event loop.
 * It waits for `setImmediate`, which comes after all sockets that were readable in this turn were read; a microtask
 * would come after each single one of them, and every click would pay for a sync of its own.
 */
export function createGroupCommit(db: DatabaseSyncInstance, sql: Sql, log: Log | undefined): GroupCommit {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const savepoint = db.prepare('SAVEPOINT one');
  const undo = db.prepare('ROLLBACK TO one');
  const release = db.prepare('RELEASE one');
  let waiting: Waiting[] = [];

  function runOne(item: Waiting): void {
    const value = item.work(sql);
    if (typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function') {
      throw new Error('A write must be synchronous: what it awaits would escape its transaction.');
    }
    item.outcome = { value };
  }

  function runBesideOthers(item: Waiting): void {
    savepoint.run();
    try {
      runOne(item);
    } catch (error) {
      // A full disk or an I/O error ends the whole transaction, not the savepoint alone: then nobody's write stands.
      if (!db.isTransaction) throw error;
      undo.run();
      item.outcome = { error };
    }
    release.run();
  }

  function flush(): void {
    const batch = waiting;
    if (batch.length === 0) return;
    waiting = [];
    try {
      begin.run();
      if (batch.length === 1) runOne(batch[0] as Waiting);
      else batch.forEach(runBesideOthers);
      commit.run();
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      if (batch.length > 1) log?.error({ error, writes: batch.length }, 'The transaction of several writes failed.');
      for (const item of batch) item.reject(error);
      return;
    }
    for (const item of batch) {
      if ('value' in item.outcome) item.resolve(item.outcome.value as never);
      else item.reject(item.outcome.error);
    }
  }

  return {
    write: (work) =>
      new Promise((resolve, reject) => {
        if (waiting.length === 0) setImmediate(flush);
        waiting.push({ work, resolve, reject, outcome: { error: undefined } });
      }),
    flush,
  };
}
