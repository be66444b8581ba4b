/** Where the next page goes on, opaque to its reader. */
export const cursorAfter = (id: string): string => Buffer.from(id, 'utf8').toString('base64url');

/** The id that a cursor stands for. Of a text that `isCursor` refuses it is some text; the API names that as an error. */
export const idOfCursor = (cursor: string): string => Buffer.from(cursor, 'base64url').toString('utf8');

/** Whether a text can be a cursor of ours: the other writing of a printable id. */
export function isCursor(text: string): boolean {
  const id = idOfCursor(text);
  return /^[\x20-\x7e]{1,200}$/.test(id) && cursorAfter(id) === text;
}

/** A page's size within what the ports allow: 1 to 200. */
export const pageSize = (limit: number): number => Math.min(200, Math.max(1, Math.trunc(limit) || 1));

/** The page of `rows` that were asked for with one more than `limit`, which tells whether another page follows. */
export function pageOf<Row extends { readonly id: string }, T>(
  rows: readonly Row[],
  limit: number,
  read: (row: Row) => T,
): { readonly items: readonly T[]; readonly cursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { items: kept.map(read), cursor: rows.length > limit && last ? cursorAfter(last.id) : null };
}
