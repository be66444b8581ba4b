import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../../../src/app/ports/log.ts';
import { errorCode } from '../../shared/error-code.ts';
import type { GroupCommit } from './group-commit.ts';
import { createGroupCommit } from './group-commit.ts';
import type { Sql, SqlHandle, Statement } from './sql.ts';

/** How long a write waits for another process' write, in milliseconds. */
const BUSY_MS = 10_000;

/**
 * Opens a database file, made with mode 0600 where it is not there. Several processes on one machine and several handles
 * in one process may have it open. Every commit is on the disk when its promise resolves (WAL, `synchronous=FULL`).
 */
export function openDatabase(options: { readonly file: string; readonly log?: Log | undefined }): SqlHandle {
  const { file, log } = options;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  makeIfMissing(file);
  const main = connect(file, 'FULL', log);
  // Of one connection all commits wait for the disk or none.
  let cache: Connection | undefined;
  const closed = () => new Error(`The database ${file} is closed.`);

  return {
    file,
    prepare: main.sql.prepare,
    write: (work) => (main.db.isOpen ? main.group.write(work) : Promise.reject(closed())),
    writeCache(work) {
      if (!main.db.isOpen) return Promise.reject(closed());
      cache ??= connect(file, 'NORMAL', log);
      return cache.group.write(work);
    },
    read(work) {
      if (!main.db.isOpen) throw closed();
      return work(main.sql);
    },
    close() {
      // The one that is closed last empties the log into the file.
      for (const connection of [cache, main]) connection?.close();
      return Promise.resolve();
    },
  };
}

interface Connection {
  readonly db: DatabaseSyncInstance;
  readonly sql: Sql;
  readonly group: GroupCommit;
  close(): void;
}

function connect(file: string, synchronous: 'FULL' | 'NORMAL', log: Log | undefined): Connection {
  const db = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    setUp(db, synchronous);
  } catch (error) {
    db.close();
    throw error;
  }
  const statements = new Map<string, unknown>();
  const prepare = <Row>(text: string): Statement<Row> => {
    let statement = statements.get(text) as Statement<Row> | undefined;
    if (!statement) {
      statement = db.prepare(text) as unknown as Statement<Row>;
      statements.set(text, statement);
    }
    return statement;
  };
  const sql: Sql = { prepare, exec: (text) => db.exec(text) };
  const group = createGroupCommit(db, sql, log);
  return {
    db,
    sql,
    group,
    close() {
      if (!db.isOpen) return;
      group.flush();
      statements.clear();
      db.close();
    },
  };
}

// SQLite gives the files beside it (-wal, -shm) the mode of this one. An existing file must not be opened here: closing it
// would drop the locks that other handles of this process have on it, as POSIX has it.
function makeIfMissing(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

function setUp(db: DatabaseSyncInstance, synchronous: 'FULL' | 'NORMAL'): void {
  // The switch to WAL does not wait for other openers by itself.
  const end = Date.now() + BUSY_MS;
  for (;;) {
    try {
      db.exec('PRAGMA journal_mode = WAL');
      break;
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  // `synchronous` is not kept in the file: an opened WAL file falls back to NORMAL, which loses the last commits.
  db.exec(`PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = ${BUSY_MS}`);
}

// 5 is SQLITE_BUSY; extended codes have it in their low byte.
function isBusy(error: unknown): boolean {
  const code = (error as { readonly errcode?: unknown } | null)?.errcode;
  return typeof code === 'number' && (code & 0xff) === 5;
}
