import type { JobRequest, Repeat } from '../src/app/ports/jobs.ts';

export const DEFAULT_PRIORITY = 2;

/** Priorities 0 and 1 are urgent. */
export const LAST_URGENT = 1;

/** Throws a TypeError that names what no driver could take. */
export function checkRequest(job: JobRequest): void {
  checkId(job.id);
  if (job.priority !== undefined && !(Number.isInteger(job.priority) && job.priority >= 0)) {
    throw new TypeError(`Job ${job.id}: the priority is a whole number from 0, but here it is ${job.priority}.`);
  }
  if (job.runAt !== undefined && Number.isNaN(Date.parse(job.runAt))) {
    throw new TypeError(`Job ${job.id}: runAt is no instant: "${job.runAt}".`);
  }
}

/** Throws a TypeError that names what no driver could take. */
export function checkRepeat(repeat: Repeat): void {
  checkId(repeat.id);
  if (!(Number.isInteger(repeat.everyMs) && repeat.everyMs > 0)) {
    throw new TypeError(`Repeat ${repeat.id}: everyMs is a whole number from 1, but here it is ${repeat.everyMs}.`);
  }
  if (!(Number.isInteger(repeat.offsetMs) && repeat.offsetMs >= 0 && repeat.offsetMs < repeat.everyMs)) {
    throw new TypeError(
      `Repeat ${repeat.id}: offsetMs lies from 0 to below ${repeat.everyMs}, but here it is ${repeat.offsetMs}.`,
    );
  }
}

/** How many places of `concurrency` are kept free for urgent jobs, so that a house full of slow others does not hold them up. */
export function placesForUrgent(concurrency: number): number {
  return concurrency === 1 ? 0 : Math.max(1, Math.floor(concurrency / 8));
}

/** The definitions by their names. Throws for two of one name, and for a concurrency that is no whole number from 1. */
export function definitionsByName<D extends { readonly name: string }>(
  definitions: readonly D[],
  concurrency: number,
): ReadonlyMap<string, D> {
  if (!(Number.isInteger(concurrency) && concurrency > 0)) {
    throw new RangeError(`The concurrency is a whole number from 1, but here it is ${concurrency}.`);
  }
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  if (byName.size < definitions.length) throw new TypeError('Two job definitions share one name.');
  return byName;
}

function checkId(id: string): void {
  if (id === '' || id.includes(':') || /^\d+$/.test(id)) {
    throw new TypeError(`A job's id is not empty, holds no ":" and is not a bare number, but this one is "${id}".`);
  }
}
