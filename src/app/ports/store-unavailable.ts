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

/** Storing what came in: whatever it fails with, its sender is told to come again, and is never acknowledged. */
export async function stored<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof StoreUnavailable ? cause : new StoreUnavailable(cause);
  }
}
