import type { Actor } from './particulars.ts';

/** What every event of a person has. */
export interface FromPerson {
  readonly by: Actor;
  /** The delivery that carries the click; its outcome is recorded under it. */
  readonly deliveryId?: string | undefined;
}
