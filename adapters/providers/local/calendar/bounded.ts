import { createContext, Script } from 'node:vm';

const world: { work?: () => unknown } = {};
const context = createContext(world);
const call = new Script('work()');

/**
 * Runs work that may never end by itself, such as a library that follows a rule which no date ever fits.
 * @throws Error with the code ERR_SCRIPT_EXECUTION_TIMEOUT after so many milliseconds
 */
export function bounded<T>(ms: number, work: () => T): T {
  world.work = work;
  try {
    return call.runInContext(context, { timeout: ms }) as T;
  } finally {
    delete world.work;
  }
}
