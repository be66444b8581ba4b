import { StoreUnavailable } from '../../../src/app/ports/store-unavailable.ts';

// Errors of the driver that say that no server took the work now.
const NAMES = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'PoolClearedOnNetworkError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
  'MongoWriteConcernError',
]);

// The server's own codes for the same: hosts and networks (6, 7, 89, 9001), time limits (50, 262), write concern (64, 100),
// shutdown and change of the primary (91, 189, 10107, 11600, 11602, 13435, 13436), no room on the disk (14031).
const CODES = new Set([6, 7, 50, 64, 89, 91, 100, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 14031]);

/** Whether an error of the driver says "not now", rather than that something is wrong in the program. */
export function isMongoUnavailable(error: unknown): boolean {
  const { name, code } = (error ?? {}) as { readonly name?: unknown; readonly code?: unknown };
  return (typeof name === 'string' && NAMES.has(name)) || (typeof code === 'number' && CODES.has(code));
}

/** Whether a write was refused by a unique index. */
export const isDuplicate = (error: unknown): boolean => (error as { readonly code?: unknown } | null)?.code === 11000;

/** The same store, each of whose methods rejects with `StoreUnavailable` where the driver says "not now". */
export function guarded<T extends object>(store: T): T {
  return new Proxy(store, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        try {
          return await (Reflect.apply(value, target, args) as unknown);
        } catch (error) {
          throw isMongoUnavailable(error) ? new StoreUnavailable(error) : error;
        }
      };
    },
  });
}

const TRIES = 10;

/** Repeats an upsert that another process' upsert of the same id got ahead of. */
export async function repeated<T>(upsert: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return await upsert();
    } catch (error) {
      if (!isDuplicate(error) || left <= 1) throw error;
    }
  }
}
