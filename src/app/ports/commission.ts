import type { Agreement, CommissionLine } from '../../domain/commission.ts';
import type { BookingId, FleetId, Instant } from '../../domain/ids.ts';

/** What was agreed with the networks, one agreement each. */
export interface Agreements {
  agreement(network: string): Promise<Agreement | undefined>;
  /** Ordered by network, `limit` 1 to 200, cursor = opaque. */
  agreements(
    cursor: string | undefined,
    limit: number,
  ): Promise<{ readonly items: readonly Agreement[]; readonly cursor: string | null }>;
  putAgreement(agreement: Agreement): Promise<'created' | 'replaced'>;
  deleteAgreement(network: string): Promise<boolean>;
}

export interface LedgerQuery {
  /** From this instant on. */
  readonly from: Instant;
  /** Before this instant. */
  readonly until: Instant;
  readonly fleetId?: FleetId | undefined;
  readonly cursor?: string | undefined;
  /** 1 to 1000. */
  readonly limit: number;
}

/** The commission ledger. Lines are added; nothing changes or removes one. */
export interface CommissionLedger {
  /** All lines of a booking, oldest first. */
  of(bookingId: BookingId): Promise<readonly CommissionLine[]>;
  /** Adds all of these lines, or none and answers `taken` when the id of one is there already. Durable when it resolves. */
  append(lines: readonly CommissionLine[]): Promise<'written' | 'taken'>;
  /** A page of the lines of some time, by `at`, then in the order of writing. */
  lines(query: LedgerQuery): Promise<{ readonly items: readonly CommissionLine[]; readonly cursor: string | null }>;
}
