import type { Address } from './directory.ts';
import type { Instant, LocalTime, ProviderId, TimeZone } from './ids.ts';
import type { Money } from './money.ts';

/** The hours in which the shop takes the vehicle in, on the slot's day, in the shop's zone. */
export interface DropOff {
  readonly from: LocalTime;
  readonly to: LocalTime;
}

/** One bookable time as a shop reported it. */
export interface FreeSlot {
  /** The network's own, opaque id of this time at this shop for this service. */
  readonly networkSlotId: string;
  readonly start: Instant;
  readonly end: Instant;
  /** Bays that the shop reports free for it; 0 is full and never offered. */
  readonly capacity: number;
  /** All bays, where `capacity` does not count our own appointments: those may be in any of them. */
  readonly seats?: number | undefined;
  readonly estimate?: Money | undefined;
  readonly dropOff?: DropOff | undefined;
}

/** A slot as it stands in an offer: what a card shows and a click chooses, with everything that booking needs. */
export interface OfferedSlot extends FreeSlot {
  /** Ours, unique in its booking. */
  readonly slotId: string;
  /** The shop proposed this time itself, so that choosing it books it. */
  readonly proposed?: boolean | undefined;
  readonly providerId: ProviderId;
  readonly providerName: string;
  readonly network: string;
  readonly networkRef: string;
  readonly timeZone: TimeZone;
  readonly distanceKm: number;
  /** Why it is recommended, in words, strongest first. */
  readonly reasons: readonly string[];
  /** When the shop's data was true: receipt minus the age it had then. */
  readonly checkedAt: Instant;
  readonly address?: Address | undefined;
  readonly phone?: string | undefined;
  /** The shop's own page, for a person who has to book by hand. */
  readonly bookingUrl?: string | undefined;
  readonly lat: number;
  readonly lon: number;
}

/** A shop that could do the job but cannot be booked by us right now: how a person reaches it. */
export interface Fallback {
  readonly providerId: ProviderId;
  readonly providerName: string;
  readonly network: string;
  readonly phone?: string | undefined;
  readonly bookingUrl?: string | undefined;
}

/** What a booking offers at this moment. */
export interface Offer {
  /** The recommended slots, best first: at most three. */
  readonly slots: readonly OfferedSlot[];
  /** Everything else that `more-slots` brought; choosable like the recommended ones. */
  readonly more: readonly OfferedSlot[];
  readonly fallbacks: readonly Fallback[];
  /** What the recommended slots were ranked by, as a sentence, where the fleet has weights of its own. */
  readonly rankedBy?: string | undefined;
  /** Why there is no slot, as a sentence; absent while there are some. */
  readonly reason?: string | undefined;
  readonly madeAt: Instant;
  readonly expiresAt: Instant;
}

/** The offer of a case whose shops are just being asked. */
export const emptyOffer = (now: Instant): Offer => ({
  slots: [],
  more: [],
  fallbacks: [],
  reason: 'Nearby shops are being asked for free times.',
  madeAt: now,
  expiresAt: now,
});

/** Every slot of the offer that can be chosen. */
export const choosable = (offer: Offer): readonly OfferedSlot[] => [...offer.slots, ...offer.more];

/** The choosable slot with this id. */
export const findSlot = (offer: Offer, slotId: string): OfferedSlot | undefined =>
  choosable(offer).find((slot) => slot.slotId === slotId);
