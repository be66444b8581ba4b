import type { Instant, ProviderId } from './ids.ts';
import type { Money } from './money.ts';

/** What a booking is paid for from some version on; without `work` it was cancelled after completion. */
export interface Earning {
  /** The booking's version with which it came. */
  readonly version: number;
  /** When the shop says that it happened. */
  readonly at: Instant;
  readonly work?:
    | {
        readonly network: string;
        readonly providerId: ProviderId;
        readonly completedAt: Instant;
        /** The invoice, else the estimate. */
        readonly basis?: Money | undefined;
      }
    | undefined;
}
