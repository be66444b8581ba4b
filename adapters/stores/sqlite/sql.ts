/** What SQLite takes and gives. Booleans and dates are not among them: they bind wrongly or not at all. */
export type SqlValue = string | number | Uint8Array | null;

export interface Statement<Row = Record<string, SqlValue>> {
  run(...values: SqlValue[]): { readonly changes: number };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
}

/** The connection as a piece of work sees it. */
export interface Sql {
  /** Compiled once, then kept. `Row` is the caller's word for what the columns hold. */
  prepare<Row = Record<string, SqlValue>>(sql: string): Statement<Row>;
  /** Runs statements without values, e.g. a schema. */
  exec(sql: string): void;
}

/** One open database file. */
export interface SqlHandle {
  /**
   * Runs `work`, which must be synchronous, in a transaction and resolves with its value once that is durable on disk.
   * Writes asked for in the same turn of the event loop share one transaction and one sync, in the order of asking;
   * a `work` that throws is undone and rejects alone. If the transaction itself fails, all of them reject.
   */
  write<T>(work: (db: Sql) => T): Promise<T>;
  /**
   * As `write`, in transactions of its own that do not wait for the disk: a power cut may take the last of them, and
   * never breaks the file. For what can be had again.
   */
  writeCache<T>(work: (db: Sql) => T): Promise<T>;
  /** Reads now. Sees everything that is committed, by any process. */
  read<T>(work: (db: Sql) => T): T;
  prepare<Row = Record<string, SqlValue>>(sql: string): Statement<Row>;
  /** Finishes what was asked for, then closes the file. Again: does nothing. */
  close(): Promise<void>;
  readonly file: string;
}
