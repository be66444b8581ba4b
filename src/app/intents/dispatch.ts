import type { Settled } from '../ports/deliveries.ts';
import type { DeliveryBody } from './delivery.ts';

/** An inbound call as its channel parsed it, with its proof already checked. */
export interface Inbound {
  /** Idempotency key with its scope in front, e.g. `slack:<trigger_id>`. */
  readonly id: string;
  readonly channel: string;
  readonly body: DeliveryBody;
}

export interface Received {
  /** The same id came before: same success, no second effect. */
  readonly seen: boolean;
  /** Resolves when the work is done; never rejects. A caller that acknowledges at once need not wait for it. */
  readonly settled: Promise<Settled>;
}

/** The one way in for everything that may change a booking. */
export interface Dispatch {
  /** Resolves once the delivery is stored durably: then its sender may be acknowledged. Rejects only when the store cannot be written. */
  receive(inbound: Inbound): Promise<Received>;
}
