import type { Instant } from '../../../src/domain/ids.ts';

/** A version of a booking that was told. */
export interface Seen {
  readonly bookingId: string;
  readonly version: number;
  readonly updatedAt: Instant;
}

/** Where a reader of the stream is: it holds across processes and restarts. */
export interface Place {
  /** When the latest change that he was told of happened. */
  readonly at: Instant;
  /** What he was told of the last minute, in which older changes may still turn up. */
  readonly seen: readonly Pick<Seen, 'bookingId' | 'version'>[];
}

/** How far back a place names what was told: steps of several processes may become visible late. */
export const MARKED_MS = 60_000;
/** More would make the id long; what is not named is told again, which harms nobody. */
const NAMED_AT_MOST = 20;
const SEEN = /^([A-Za-z0-9]{1,32})-([0-9a-z]{1,8})$/;

/** The id of an event: a place as text. */
export const markOf = (at: Instant, late: readonly Seen[]): string =>
  [
    Date.parse(at).toString(36),
    ...late.slice(-NAMED_AT_MOST).map(({ bookingId, version }) => `${bookingId}-${version.toString(36)}`),
  ].join('.');

/** The place that an id stands for; `undefined` for none, and for what is no id of ours. */
export function placeOf(id: string | undefined): Place | undefined {
  if (id === undefined || id.length > 2_000) return undefined;
  const [time = '', ...rest] = id.split('.');
  if (!/^[0-9a-z]{1,9}$/.test(time)) return undefined;
  const seen = rest.map((part) => SEEN.exec(part));
  if (seen.some((match) => match === null)) return undefined;
  return {
    at: new Date(parseInt(time, 36)).toISOString(),
    seen: seen.map((match) => ({ bookingId: match?.[1] ?? '', version: parseInt(match?.[2] ?? '', 36) })),
  };
}

/** Whether a place lies before now, but for a clock that is a little ahead. */
export const isAt = ({ at }: Place, now: Date): boolean => Date.parse(at) <= now.getTime() + MARKED_MS;
