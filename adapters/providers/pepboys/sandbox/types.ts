import type { BookOwner, DayBays, LedgerEntry, SandboxShop, Stay, WalkIn } from '../../../shared/sandbox/index.ts';
import type { PepBoysJob } from './catalogue.ts';

export interface PepBoysNetworkOptions {
  readonly shops: readonly SandboxShop[];
  readonly seed?: number;
  readonly apiKey?: string;
  /** Bays of a shop that names none; 3 unless told. */
  readonly bays?: number;
  /** The shop's clock; the true time unless told. */
  readonly now?: () => Date;
  /** Opening hours (OSM) of a shop that names none. */
  readonly hours?: string;
  /** Share of the time that walk-in customers have taken already, 0 to 1; 0 unless told. */
  readonly busy?: number;
  /** Changes per page of a poll; 100 unless told. */
  readonly pageSize?: number;
  /** Life of a hold in seconds; 300 unless told. */
  readonly holdSeconds?: number;
  /** Requests that are answered in any 1,000 ms of true time; 10 unless told. */
  readonly requestsPerSecond?: number;
}

export const STATES = ['BOOKED', 'ARRIVED', 'WORKING', 'DONE', 'CANCELED', 'NOSHOW'] as const;
export type State = (typeof STATES)[number];

export interface Store extends BookOwner {
  readonly name: string;
  readonly jobs: readonly PepBoysJob[];
  /** Local date → its bays. */
  readonly days: Map<string, DayBays<Holder>>;
}

/** A start of the grid that a job fits into. */
export interface Place {
  readonly store: Store;
  readonly job: PepBoysJob;
  readonly date: string;
  /** `0900` */
  readonly time: string;
  readonly startMs: number;
  readonly endMs: number;
}

/** Whose time it is: an appointment's, a hold's, or that of someone who is none of ours. */
export type Holder = Appointment | Hold | WalkIn;

export interface Hold {
  readonly kind: 'hold';
  readonly token: string;
  readonly clientRef: string;
  readonly place: Place;
  readonly expiresMs: number;
  stay: Stay<Holder> | undefined;
}

export interface Appointment {
  readonly kind: 'appointment';
  readonly apptId: string;
  readonly clientRef: string;
  readonly place: Place;
  readonly vehicle: unknown;
  readonly contact: unknown;
  readonly notes: string;
  state: State;
  /** Epoch ms. */
  changed: number;
  /** Rises with every change at the network, so that changes of one moment have an order too. */
  turn: number;
  totalCents: number | undefined;
  /** Absent once its bay is free again. */
  stay: Stay<Holder> | undefined;
  readonly history: LedgerEntry['history'][number][];
}
