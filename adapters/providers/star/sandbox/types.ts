import type { ServiceCode } from '../../../../src/domain/services.ts';
import type { BookOwner, DayBays, LedgerEntry, SandboxShop, Stay, WalkIn } from '../../../shared/sandbox/index.ts';

export interface StarNetworkOptions {
  /** Those of the network `star`, and those that name none. */
  readonly shops: readonly SandboxShop[];
  readonly seed?: number;
  readonly user?: string;
  readonly password?: string;
  /** Where statuses are posted: a Pitcrew's PUBLIC_URL; `http://localhost:3000` unless told. */
  readonly pitcrewUrl?: string | (() => string);
  /** Service advisors (places at one time) of a dealer that names no bays; 3 unless told. */
  readonly bays?: number;
  /** The dealers' clock; the true time unless told. */
  readonly now?: () => Date;
  /** Opening hours (OSM) of a dealer that names none. */
  readonly hours?: string;
  /** Share of the time that walk-in customers have taken already, 0 to 1; 0 unless told. */
  readonly busy?: number;
  /** Wait before a status is repeated, doubled each time; 250 ms unless told. */
  readonly webhookRetryMs?: number;
}

export const STATUSES = ['Scheduled', 'InProgress', 'Completed', 'NoShow', 'Cancelled'] as const;
export type AppointmentStatus = (typeof STATUSES)[number];

/** Its bays are its service advisors. */
export interface Dealer extends BookOwner {
  readonly shop: SandboxShop;
  readonly services: readonly ServiceCode[];
  /** Local date → its advisors' time. */
  readonly days: Map<string, DayBays<Holder>>;
}

/** An appointment, or someone who is none of ours. */
export type Holder = Appointment | WalkIn;

export interface Appointment {
  /** The BODID that made it. */
  readonly bodId: string;
  readonly documentId: string;
  readonly dealerDocumentId: string;
  readonly dealer: Dealer;
  readonly service: ServiceCode;
  readonly vin: string;
  readonly warranty: boolean;
  readonly description: string;
  readonly faultCodes: readonly string[];
  startMs: number;
  endMs: number;
  status: AppointmentStatus;
  /** Absent once its advisor is free again. */
  stay: Stay<Holder> | undefined;
  readonly history: LedgerEntry['history'][number][];
}

/** One posted status; its repeats are the same document. */
export interface PostedDocument {
  readonly bodId: string;
  readonly documentId: string;
  readonly dealerDocumentId: string;
  readonly status: AppointmentStatus;
  readonly start: string;
}
