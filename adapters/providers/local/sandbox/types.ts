import type { LedgerEntry, SandboxShop, Stay, WalkIn } from '../../../shared/sandbox/index.ts';

export interface LocalNetworkOptions {
  readonly shops: readonly SandboxShop[];
  readonly seed?: number;
  /** The shop's clock; the true time unless told. */
  readonly now?: () => Date;
  /** Bays of a shop that names none; 1 unless told, as in Pitcrew. */
  readonly bays?: number;
  /** Opening hours (OSM) of a shop that names none. */
  readonly hours?: string;
  /** Share of the time that walk-in customers have taken already, 0 to 1; 0 unless told. */
  readonly busy?: number;
}

/** A request as a shop reads it in its mail. */
export interface AskedFor {
  /** Whatever names the request; the same again gets the same answer. */
  readonly reference: string;
  /** The invitation's. */
  readonly uid: string;
  /** The shop's networkRef. */
  readonly store: string;
  startMs: number;
  endMs: number;
  readonly service?: string;
  readonly vehicle?: unknown;
  readonly workOrder?: unknown;
}

export interface Job extends AskedFor {
  status: 'DECLINED' | 'CONFIRMED' | 'CANCELLED';
  /** Absent where it has no bay. */
  stay: Stay<Holder> | undefined;
  readonly history: LedgerEntry['history'][number][];
}

/** A job of ours, or someone who is none of ours. */
export type Holder = Job | WalkIn;
