import type { BookOwner, DayBays, LedgerEntry, SandboxShop, Stay, WalkIn } from '../../../shared/sandbox/index.ts';
import type { FirestoneJob, Money } from './catalogue.ts';

export interface FirestoneNetworkOptions {
  readonly shops: readonly SandboxShop[];
  readonly seed?: number;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly webhookSecret?: string;
  /** Life of an access token in seconds; 900 unless told. */
  readonly tokenSeconds?: number;
  /** Bays of a shop that names none; 3 unless told. */
  readonly bays?: number;
  /** The shop's clock; the true time unless told. Signatures are always made with the true time. */
  readonly now?: () => Date;
  /** Opening hours (OSM) of a shop that names none. */
  readonly hours?: string;
  /** Share of the time that walk-in customers have taken already, 0 to 1; 0 unless told. */
  readonly busy?: number;
  /** Stores per page; 100 unless told. */
  readonly pageSize?: number;
  /** Wait before a webhook is repeated, doubled each time; 250 ms unless told. */
  readonly webhookRetryMs?: number;
}

export const WEBHOOK_STATUSES = ['CHECKED_IN', 'IN_SERVICE', 'READY', 'NO_SHOW', 'CANCELLED'] as const;
export type WebhookStatus = (typeof WEBHOOK_STATUSES)[number];
export type AppointmentStatus = 'CONFIRMED' | WebhookStatus;

export interface CancelFee extends Money {
  readonly beforeHours: number;
}

export interface Store extends BookOwner {
  shop: SandboxShop;
  /** Epoch ms. */
  updatedMs: number;
  readonly key: number;
  jobs: readonly FirestoneJob[];
  cancelFee: CancelFee;
  /** Local date → its bays. */
  readonly days: Map<string, DayBays<Holder>>;
}

/** An appointment, or someone who is none of ours. */
export type Holder = Appointment | WalkIn;

export interface Appointment {
  readonly confirmation: string;
  readonly key: string;
  readonly store: Store;
  readonly job: FirestoneJob;
  readonly callbackUrl: string;
  readonly vehicle: unknown;
  readonly workOrder: unknown;
  readonly estimate: Money;
  startMs: number;
  endMs: number;
  status: AppointmentStatus;
  /** Absent once its bay is free again. */
  stay: Stay<Holder> | undefined;
  /** What the first DELETE answered. */
  cancelFee: Money | undefined;
  readonly history: LedgerEntry['history'][number][];
}

/** The body of a booking, checked. */
export interface BookingBody {
  readonly storeNumber: string;
  readonly slotId: string;
  readonly service: string;
  readonly vehicle: unknown;
  readonly workOrder: unknown;
  readonly callbackUrl: string;
}

/** One status as it goes to the callback; repeats have the same `eventId`. */
export interface StatusEvent {
  readonly eventId: string;
  readonly confirmation: string;
  readonly status: WebhookStatus;
  readonly at: string;
  readonly invoice?: Money;
}
