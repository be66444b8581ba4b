/** The code by which the error is told, also where its class is not at hand. */
export const STORE_UNAVAILABLE = 'STORE_UNAVAILABLE';

/**
 * The store cannot be reached or written right now: busy, read-only, full, gone. Nothing was changed. Thrown, since every
 * caller is in the same case and can only pass it on; at the edge it becomes 503 with `Retry-After`.
 */
export class StoreUnavailable extends Error {
  readonly code = STORE_UNAVAILABLE;

  /** @param cause what the store's own driver said; for the log, never for a caller. */
  constructor(cause?: unknown) {
    super('The store cannot be written right now.', { cause });
    this.name = 'StoreUnavailable';
  }
}
