import { STORE_UNAVAILABLE } from '../../src/app/ports/store-unavailable.ts';

// Primary result codes of SQLite that say "not now": PERM, BUSY, LOCKED, NOMEM, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL.
const NOT_NOW = new Set([3, 5, 6, 7, 8, 10, 13, 14, 15]);

/**
 * Whether an error says that the store cannot be written right now, rather than that something is wrong in the program:
 * a `StoreUnavailable`, or SQLite's own error of such a kind, also as the cause of another error.
 */
export function isStoreUnavailable(error: unknown): boolean {
  // By shape, not by class: errors of native modules and of other realms are not instances of this realm's classes.
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 8; depth += 1) {
    const { code, errcode, cause } = at as { code?: unknown; errcode?: unknown; cause?: unknown };
    if (code === STORE_UNAVAILABLE) return true;
    if (code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' && NOT_NOW.has(errcode & 0xff)) return true;
    at = cause;
  }
  return false;
}
