import { StoreUnavailable } from '../../src/app/ports/store-unavailable.ts';

// Primary result codes of SQLite that say "not now": PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
const NOT_NOW = new Set([3, 5, 6, 7, 8, 10, 13, 14, 15]);

/**
 * Whether an error says that the store cannot be written right now, rather than that something is wrong in the program:
 * a `StoreUnavailable`, or SQLite's own error of such a kind, also as the cause of another error.
 */
export function isStoreUnavailable(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    if (at instanceof StoreUnavailable) return true;
    const { code, errcode } = at as { code?: unknown; errcode?: unknown };
    if (code === 'STORE_UNAVAILABLE') return true;
    if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' && NOT_NOW.has(errcode & 0xff)) return true;
  }
  return false;
}
