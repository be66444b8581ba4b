import type { Instant } from '../../domain/ids.ts';
import type { DeliveryBody } from '../intents/delivery.ts';

/** One inbound call that may change something, stored before its sender gets an acknowledgement. */
export interface Delivery {
  /** The idempotency key with its scope in front, e.g. `slack:<trigger_id>`; never anything personal. */
  readonly id: string;
  readonly channel: string;
  readonly receivedAt: Instant;
  readonly body: DeliveryBody;
}

/** What became of a delivery, as said to its sender. */
export interface Settled {
  readonly outcome: 'accepted' | 'absorbed' | 'refused';
  readonly message: string;
}

export type PutResult =
  | { readonly status: 'new' }
  /** It was stored before; `settled` is there once it was handled. */
  | { readonly status: 'seen'; readonly settled?: Settled | undefined };

export interface DeliveryStore {
  /** Durable when it resolves. A new delivery is leased to the caller: others take it only when the lease is over. */
  put(delivery: Delivery): Promise<PutResult>;
  get(id: string): Promise<(Delivery & { readonly settled?: Settled | undefined }) | undefined>;
  /** Records the answer and ends the lease. */
  settle(id: string, settled: Settled): Promise<void>;
  /** Leases deliveries that nobody settled and nobody holds (their process died), oldest first. */
  takeOver(limit: number): Promise<readonly Delivery[]>;
  /** Keeps a delivery (settled or not) until something with this key turns up, at most until `until`. */
  park(id: string, key: string, until: Instant): Promise<void>;
  /** Parked deliveries of a key, oldest first; they stay parked until settled again or over. */
  parked(key: string): Promise<readonly Delivery[]>;
  /** Forgets what was settled before an instant. */
  prune(before: Instant): Promise<void>;
}
