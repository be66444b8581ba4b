import type { Instant } from './ids.ts';

/** A card that was posted: where it lies on its platform and which version it shows. */
export interface PostedCard {
  readonly channel: string;
  /** Which of the fleet's channels it is in, e.g. `slack:T01/C01`. */
  readonly target: string;
  /** The platform's own reference, opaque to everyone but the channel. */
  readonly ref: Readonly<Record<string, string>>;
  readonly version: number;
  readonly at: Instant;
  /** Notes that its thread has, the last 50. */
  readonly notes?: readonly string[] | undefined;
}

/** A line for the card's thread, told as it happens. */
export interface ThreadNote {
  readonly noteId: string;
  readonly at: Instant;
  readonly text: string;
  /** Only for the person with this number, in the thread of his own card. */
  readonly only?: number | undefined;
}
