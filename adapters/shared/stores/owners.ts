import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { threadId } from 'node:worker_threads';
import { errorCode } from '../error-code.ts';

/** Who holds leases: one open store. Written as `host/pid/thread-random`. */
export interface Owner {
  readonly name: string;
  /** Whether another owner can no longer finish what it holds. Owners on other hosts, and unknown ones, count as alive. */
  isDead(owner: string): boolean;
  /** From now on everyone may see this owner as dead. */
  retire(): void;
}

// On globalThis, since two copies of this module may be loaded in one process.
const LIVE = Symbol.for('pitcrew.live-owners');

/** A new owner, alive until it retires or its process ends. */
export function createOwner(): Owner {
  const live = liveHere();
  const prefix = `${hostname()}/${process.pid}/${threadId}-`;
  const name = prefix + randomBytes(8).toString('hex');
  live.add(name);
  return {
    name,
    isDead(owner) {
      // A process with our id that is not us is gone: ids are used again, in containers at every start.
      if (owner.startsWith(prefix)) return !live.has(owner);
      const [host, pid] = owner.split('/');
      if (host !== hostname() || Number(pid) === process.pid) return false;
      return !isRunning(Number(pid));
    },
    retire: () => void live.delete(name),
  };
}

function liveHere(): Set<string> {
  const place = globalThis as { [LIVE]?: Set<string> };
  return (place[LIVE] ??= new Set());
}

function isRunning(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}
