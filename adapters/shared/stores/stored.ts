import type { CommissionLine } from '../../../src/domain/commission.ts';
import type { LevelFact } from '../../../src/domain/levels/facts.ts';

/**
 * What a store holds, as it lies there, for the move into another one: sealed values stay sealed, since both bind them to
 * the same places. Absent fields are undefined.
 */
export interface StoredOutboxItem {
  readonly id: string;
  readonly kind: string;
  readonly priority: number;
  readonly runAt?: string | undefined;
  readonly payload: Readonly<Record<string, string | number>>;
  /** Its age among all: what is lower is older. */
  readonly seq: number;
}

export interface StoredBooking {
  readonly id: string;
  readonly fleetId: string;
  readonly vehicleId: string;
  readonly state: string;
  readonly revision: number;
  readonly updatedAt: string;
  readonly keyId: string;
  readonly held: readonly string[];
  readonly rated?: { readonly providerId: string; readonly stars: number } | undefined;
  readonly outbox: readonly StoredOutboxItem[];
  readonly body: Uint8Array;
}

export interface StoredDelivery {
  readonly id: string;
  readonly channel: string;
  readonly receivedAt: string;
  readonly settledAt?: string | undefined;
  readonly parkedKey?: string | undefined;
  readonly parkedUntil?: string | undefined;
  readonly keyId: string;
  readonly answer?: Uint8Array | undefined;
  readonly body: Uint8Array;
}

export interface StoredFleet {
  readonly id: string;
  readonly keyId: string;
  readonly apiKey: Uint8Array;
  readonly lookups: readonly StoredLookup[];
  readonly body: Uint8Array;
}

export interface StoredLookup {
  readonly kind: string;
  readonly blind: string;
}

export interface StoredOwned {
  readonly fleetId: string;
  readonly id: string;
  readonly keyId: string;
  readonly lookups: readonly StoredLookup[];
  readonly body: Uint8Array;
}

export interface StoredProvider {
  readonly id: string;
  readonly network: string;
  readonly networkRef: string;
  readonly keyId: string;
  readonly body: Uint8Array;
}

export interface StoredAgreement {
  readonly id: string;
  readonly keyId: string;
  readonly body: Uint8Array;
}

/** Each part with the type of its records. Free times are not among them: they are asked again. */
export interface StoredParts {
  readonly keyMarks: { readonly keyId: string; readonly mark: Uint8Array };
  readonly fleets: StoredFleet;
  readonly members: StoredOwned;
  readonly vehicles: StoredOwned;
  readonly providers: StoredProvider;
  readonly agreements: StoredAgreement;
  readonly bookings: StoredBooking;
  readonly deliveries: StoredDelivery;
  readonly ledger: { readonly seq: number; readonly line: CommissionLine };
  readonly levels: LevelFact;
  readonly marks: { readonly day: string; readonly key: string };
  readonly memory: {
    readonly channel: string;
    readonly blind: string;
    readonly revision: number;
    readonly keyId: string;
    readonly body: Uint8Array;
  };
  readonly cursors: { readonly name: string; readonly value: string };
}

export type StoredPart = keyof StoredParts;

/** Reads one part of a store in batches, each record once. */
export interface StoredSource {
  count(part: StoredPart): number;
  read<P extends StoredPart>(part: P): Iterable<readonly StoredParts[P][]>;
}
