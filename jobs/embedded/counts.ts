import { statement, type Db } from './database.ts';

const count = (which: string): string => `(SELECT count(*) FROM job WHERE ${which})`;
const all = `SELECT ${count('state = 1')} + ${count('state = 0 AND repeating = 0')} AS waiting,
  ${count('state = 2')} AS running, ${count('state = 3')} AS failed`;

/** How many jobs wait, run and failed for good. A repeat that waits for its next time is not counted. */
export function counts(db: Db): { readonly waiting: number; readonly running: number; readonly failed: number } {
  const { waiting, running, failed } = statement(db, all).get() as ReturnType<typeof counts>;
  return { waiting, running, failed };
}
