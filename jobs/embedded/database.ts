/** What SQLite takes and gives. */
export type SqlValue = string | number | Uint8Array | null;

/** The part of node:sqlite's `StatementSync` that the jobs use. */
export interface Statement {
  run(...values: SqlValue[]): { readonly changes: number | bigint };
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
}

/** The part of node:sqlite's `DatabaseSync` that the jobs use. */
export interface Db {
  prepare(sql: string): Statement;
  exec(sql: string): void;
}

/** One SQLite file, shared with the booking store; compose hands it over. */
export interface SqlHandle {
  /** Runs `work` in a transaction that may hold others' work too. Resolves when it is durable; rejects when none of it is. */
  write<T>(work: (db: Db) => T): Promise<T>;
  /** Reads what is committed. */
  read<T>(work: (db: Db) => T): T;
}

const prepared = new WeakMap<Db, Map<string, Statement>>();

/** The statement for `sql`, prepared once for each connection. */
export function statement(db: Db, sql: string): Statement {
  let known = prepared.get(db);
  if (known === undefined) prepared.set(db, (known = new Map()));
  let found = known.get(sql);
  if (found === undefined) known.set(sql, (found = db.prepare(sql)));
  return found;
}
