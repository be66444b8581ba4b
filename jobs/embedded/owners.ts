/** Who works on a job: `host/pid/random`, where `random` tells apart the queues of one process. */
export interface Owner {
  readonly host: string;
  readonly pid: number;
}

/** Reads `host/pid/random`. Throws a TypeError for anything else: without host and pid nobody could tell that it died. */
export function parseOwner(text: string): Owner {
  const match = /^([^/]+)\/([1-9]\d*)\/[^/]+$/.exec(text);
  if (match === null) throw new TypeError(`A job owner is written host/pid/random, but this one is "${text}".`);
  return { host: match[1]!, pid: Number(match[2]) };
}

/**
 * Whether the owner's process is surely gone. Of another host nothing can be known, so only the lease tells there.
 * @param leasedAt true time (ms) of its last sign of life: a lease under our own pid, older than this process, is from
 * a process before it (a container's main process has the same pid in every life)
 * @param startedAt true time (ms) at which this process began
 */
export function isGone(text: string, self: Owner, leasedAt: number, startedAt: number): boolean {
  const owner = parseOwner(text);
  if (owner.host !== self.host) return false;
  if (owner.pid === self.pid) return leasedAt < startedAt;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
