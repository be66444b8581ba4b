import { Schema } from 'mongoose';
import type { CommissionLine } from '../../../src/domain/commission.ts';
import type { LevelFact } from '../../../src/domain/levels/facts.ts';

/*
 * The documents of the stores. In the clear are ids, states, times and keys that name no person; everything else is in
 * `body`, sealed by the key ring, and `keyId` tells by which key. Texts that sort by age (`order`, `seq`) are stamps.
 */

export interface OutboxItem {
  readonly id: string;
  readonly kind: string;
  readonly priority: number;
  readonly runAt?: string | undefined;
  readonly payload: Readonly<Record<string, string | number>>;
  /** Priority, then age. */
  readonly order: string;
}

export interface BookingDoc {
  readonly _id: string;
  readonly fleetId: string;
  readonly vehicleId: string;
  readonly state: string;
  readonly revision: number;
  readonly updatedAt: string;
  readonly keyId: string;
  /** Its claims and keys; absent when there are none. */
  readonly held?: readonly string[] | undefined;
  /** The most urgent `order` of its outbox; absent when that is empty. */
  readonly pending?: string | undefined;
  readonly outbox?: readonly OutboxItem[] | undefined;
  /** What its steps add to the service levels. */
  readonly facts?: readonly LevelFact[] | undefined;
  readonly rated?: { readonly providerId: string; readonly stars: number } | undefined;
  readonly body: Uint8Array;
}

export interface DeliveryDoc {
  readonly _id: string;
  readonly channel: string;
  readonly receivedAt: string;
  readonly owner: string;
  /** True time, in milliseconds. */
  readonly leaseUntil: number;
  /** 1 until it is settled, then absent. */
  readonly open?: number | undefined;
  readonly settledAt?: string | undefined;
  readonly parkedKey?: string | undefined;
  readonly parkedUntil?: string | undefined;
  readonly keyId: string;
  readonly answer?: Uint8Array | undefined;
  readonly body: Uint8Array;
}

export interface FleetDoc {
  readonly _id: string;
  readonly keyId: string;
  readonly apiKey: Uint8Array;
  readonly apiKeyBlind: string;
  /** Blind indexes of its Slack teams. */
  readonly teams: readonly string[];
  readonly body: Uint8Array;
}

/** A member or a vehicle. */
export interface OwnedDoc {
  /** `<fleet>/<id>`. */
  readonly _id: string;
  readonly fleetId: string;
  readonly id: string;
  readonly keyId: string;
  /** `<kind>:<blind index>`. */
  readonly lookups: readonly string[];
  readonly body: Uint8Array;
}

export interface ProviderDoc {
  readonly _id: string;
  readonly network: string;
  readonly networkRef: string;
  readonly keyId: string;
  readonly body: Uint8Array;
}

export interface AgreementDoc {
  readonly _id: string;
  readonly keyId: string;
  readonly body: Uint8Array;
}

export interface AvailabilityDoc {
  /** `<provider>/<service>`. */
  readonly _id: string;
  readonly asOf: string;
  /** Empty where its network gave none. */
  readonly fingerprint: string;
  readonly slots: string;
}

/** The lines of one `append`. */
export interface LedgerDoc {
  readonly _id: string;
  readonly bookingId: string;
  readonly seq: string;
  readonly lines: readonly CommissionLine[];
}

export interface LevelDoc extends LevelFact {
  readonly _id: string;
}

export interface MarkDoc {
  /** `<day>/<key>`. */
  readonly _id: string;
  readonly day: string;
  readonly key: string;
}

/** Numbers, places in listings, versions and the like, by name. */
export interface NamedDoc<T> {
  readonly _id: string;
  readonly value: T;
}

/** What a channel remembers. */
export interface MemoryDoc {
  /** `<channel>/<blind index of its key>`. */
  readonly _id: string;
  readonly channel: string;
  readonly blind: string;
  readonly revision: number;
  readonly keyId: string;
  readonly body: Uint8Array;
}

export interface KeyMarkDoc {
  readonly _id: string;
  readonly mark: Uint8Array;
}

export interface LockDoc {
  readonly _id: string;
  readonly owner: string;
  readonly until: number;
}

const options = { versionKey: false, autoIndex: false, autoCreate: false, bufferCommands: false } as const;
const text = { type: String, required: true } as const;
const number = { type: Number, required: true } as const;
const sealed = { type: Buffer, required: true } as const;
const mixed = Schema.Types.Mixed;
const named = (value: object) => new Schema({ _id: String, value }, options);

// `$gt: ''` also means "is there", and unlike `$exists` every planner sees that a look-up by value implies it.
const isThere = (field: string) => ({ partialFilterExpression: { [field]: { $gt: '' } } });

const booking = new Schema(
  {
    ...{ _id: String, fleetId: text, vehicleId: text, state: text, revision: number, updatedAt: text, keyId: text },
    ...{ held: [String], pending: String, outbox: [mixed], facts: [mixed], rated: mixed, body: sealed },
  },
  options,
)
  // One key belongs to one booking; bookings that hold nothing are not in it.
  .index({ held: 1 }, { name: 'held', unique: true, sparse: true })
  .index({ fleetId: 1, _id: -1 }, { name: 'by_fleet' })
  .index({ fleetId: 1, state: 1, _id: -1 }, { name: 'by_fleet_state' })
  .index({ state: 1, _id: -1 }, { name: 'by_state' })
  .index({ vehicleId: 1, fleetId: 1, _id: -1 }, { name: 'by_vehicle' })
  .index({ fleetId: 1, updatedAt: -1 }, { name: 'by_change' })
  .index({ pending: 1 }, { name: 'pending', ...isThere('pending') })
  .index({ 'facts.day': 1 }, { name: 'facts', ...isThere('facts.day') })
  .index({ fleetId: 1, 'rated.providerId': 1 }, { name: 'rated', ...isThere('rated.providerId') });

const delivery = new Schema(
  {
    ...{ _id: String, channel: text, receivedAt: text, owner: text, leaseUntil: number, open: Number },
    ...{ settledAt: String, parkedKey: String, parkedUntil: String, keyId: text, answer: Buffer, body: sealed },
  },
  options,
)
  .index({ open: 1 }, { name: 'open', partialFilterExpression: { open: { $gt: 0 } } })
  .index({ settledAt: 1 }, { name: 'settled', ...isThere('settledAt') })
  .index({ parkedKey: 1, parkedUntil: 1 }, { name: 'parked', ...isThere('parkedKey') });

const fleet = new Schema(
  { _id: String, keyId: text, apiKey: sealed, apiKeyBlind: text, teams: [String], body: sealed },
  options,
)
  .index({ apiKeyBlind: 1 }, { name: 'api_key' })
  .index({ teams: 1 }, { name: 'teams' });

const owned = () =>
  new Schema({ _id: String, fleetId: text, id: text, keyId: text, lookups: [String], body: sealed }, options)
    .index({ fleetId: 1, id: 1 }, { name: 'by_fleet' })
    .index({ lookups: 1 }, { name: 'lookups' });

const provider = new Schema({ _id: String, network: text, networkRef: text, keyId: text, body: sealed }, options).index(
  { network: 1, networkRef: 1 },
  { name: 'by_ref', unique: true },
);

const ledger = new Schema({ _id: String, bookingId: text, seq: text, lines: [mixed] }, options)
  .index({ 'lines.id': 1 }, { name: 'line', unique: true })
  .index({ bookingId: 1, seq: 1 }, { name: 'by_booking' })
  .index({ 'lines.at': 1 }, { name: 'by_time' });

const level = new Schema(
  {
    ...{ _id: String, day: text, kind: text, fleetId: String, network: String, providerId: String },
    ...{ detail: String, bucket: number, count: number },
  },
  options,
).index({ day: 1 }, { name: 'by_day' });

/** Each collection's schema, with its indexes; a name is that of the collection. */
export const SCHEMAS = {
  bookings: booking,
  deliveries: delivery,
  fleets: fleet,
  members: owned(),
  vehicles: owned(),
  providers: provider,
  agreements: new Schema({ _id: String, keyId: text, body: sealed }, options),
  availability: new Schema({ _id: String, asOf: text, fingerprint: String, slots: text }, options),
  commission_lines: ledger,
  service_levels: level,
  service_level_marks: new Schema({ _id: String, day: text, key: text }, options).index({ day: 1 }, { name: 'by_day' }),
  poll_cursors: named(text),
  channel_memory: new Schema(
    { _id: String, channel: text, blind: text, revision: number, keyId: text, body: sealed },
    options,
  ).index({ channel: 1 }, { name: 'by_channel' }),
  counters: named(number),
  schema_versions: named(number),
  key_marks: new Schema({ _id: String, mark: sealed }, options),
  locks: new Schema({ _id: String, owner: text, until: number }, options),
  probe: named(text),
} as const;
