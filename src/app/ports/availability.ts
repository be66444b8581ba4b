import type { Instant, ProviderId } from '../../domain/ids.ts';
import type { ServiceCode } from '../../domain/services.ts';
import type { FreeSlot } from '../../domain/slot.ts';

/** What a shop said is free for a service. */
export interface Availability {
  readonly providerId: ProviderId;
  readonly service: ServiceCode;
  readonly slots: readonly FreeSlot[];
  /** Business time at which it was true: receipt minus the age that it had on receipt (never negative, by true time). */
  readonly asOf: Instant;
  /** What its network recognises the same answer by, where it can: such an answer has the same slots, less those that began. */
  readonly fingerprint?: string | undefined;
}

/** A shop says what it said before, with this fingerprint. */
export interface Unchanged extends Pick<Availability, 'providerId' | 'service' | 'asOf'> {
  readonly unchanged: string;
}

/** The last known availability, one entry a provider and service; writes replace, so that the store's size stays flat. */
export interface AvailabilityStore {
  get(providerId: ProviderId, service: ServiceCode): Promise<Availability | undefined>;
  /** Readable when it resolves; a crash of the machine may take the last second of it, since it is asked again. */
  put(entries: readonly Availability[]): Promise<void>;
  /** Makes entries younger whose fingerprint is still stored; answers those that are not there so any more. */
  touch(entries: readonly Unchanged[]): Promise<readonly Unchanged[]>;
  /** Drops what was known, after a shop contradicted it. */
  drop(providerId: ProviderId, service: ServiceCode): Promise<void>;
  /** Drops what is older, e.g. of shops that are not polled any more. */
  forget(before: Instant): Promise<void>;
}
