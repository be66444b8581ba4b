import type { BookingStore, Commit, CommitError } from '../../../src/app/ports/store.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import type { Booking, BookingState } from '../../../src/domain/booking.ts';
import { appointmentOf } from '../../../src/domain/booking.ts';
import type { BookingId, FleetId, ProviderId } from '../../../src/domain/ids.ts';
import type { ShopRating } from '../../../src/domain/ranking.ts';
import type { Result } from '../../../src/domain/result.ts';
import { fail, ok } from '../../../src/domain/result.ts';
import { openJson, sealJson } from '../../shared/stores/sealed.ts';
import type { Database } from './database.ts';
import { isDuplicate } from './failures.ts';
import { changedBookings, findBookings } from './find-bookings.ts';
import { adding, countEntries, dropEntries, firstOf, itemsOf, pendingEntries } from './outbox.ts';
import type { BookingDoc } from './schemas.ts';

const contextOf = (id: string): string => `booking:${id}`;
const TRIES = 20;

/** Look-up by held keys. */
export const heldBy = (keys: readonly string[]) => ({ held: { $in: [...keys] } });

/** Bookings in MongoDB: each is one document, with what it holds, what follows from it and what it counts for. */
export function createBookingStore(db: Database, keys: Keys): BookingStore {
  const { bookings } = db;
  const open = (doc: Pick<BookingDoc, '_id' | 'body'>): Booking =>
    openJson<Booking>(keys, doc.body, contextOf(doc._id));
  const body = { projection: { body: 1 } } as const;

  return {
    async get(id) {
      const doc = await bookings.findOne({ _id: id }, body);
      return doc ? open(doc) : undefined;
    },

    async byKey(key) {
      const doc = await bookings.findOne(heldBy([key]), body);
      return doc ? open(doc) : undefined;
    },

    find: (query) => findBookings(db, query, open),

    changed: (fleetId, since, limit) => changedBookings(db, fleetId, since, limit),

    async commit(commit) {
      const sealed = sealJson(keys, commit.booking, contextOf(commit.booking.bookingId));
      const write = writeOf(commit, sealed, keys.currentKeyId);
      for (let left = TRIES; left > 0; left -= 1) {
        const done = await attempt(db, commit, write);
        if (done !== 'freed') return done;
      }
      throw new Error(`What ${commit.booking.bookingId} wants to hold was taken and freed ${TRIES} times meanwhile.`);
    },

    async heldClaims(claims) {
      if (claims.length === 0) return new Set();
      const wanted = new Set(claims);
      const docs = await bookings.find(heldBy(claims), { projection: { held: 1 } }).toArray();
      return new Set(docs.flatMap(({ held = [] }) => held.filter((key) => wanted.has(key))));
    },

    async countByState() {
      const states = (await bookings.distinct('state')) as BookingState[];
      const counts = await Promise.all(states.map((state) => bookings.countDocuments({ state })));
      return Object.fromEntries(states.map((state, n) => [state, counts[n]]));
    },

    ratings: (fleetId) => ratingsOf(db, fleetId),

    pendingOutbox: (limit) => pendingEntries(db, limit),

    outboxDepth: () => countEntries(db),

    ackOutbox: (ids) => dropEntries(db, ids),
  };
}

type Write = (db: Database) => Promise<boolean>;

/** The one write that a commit is. It answers whether the expected revision was there, and rejects on what others hold. */
function writeOf(commit: Commit, body: Uint8Array, keyId: string): Write {
  const { booking, expectedRevision, facts = [] } = commit;
  const { bookingId: _id, fleetId, vehicleId, phase, revision, updatedAt } = booking;
  const held = [...new Set([...booking.claims, ...booking.keys])];
  const items = itemsOf(commit.outbox);
  const rated = ratedOf(booking);
  const fields = {
    ...{ state: phase.state, revision, updatedAt, keyId, body: Buffer.from(body) },
    ...(held.length > 0 ? { held } : {}),
    ...(rated ? { rated } : {}),
  };
  if (expectedRevision === null) {
    const pending = firstOf(items);
    const doc: BookingDoc = {
      ...{ _id, fleetId, vehicleId, ...fields },
      ...(pending === undefined ? {} : { pending, outbox: items }),
      ...(facts.length > 0 ? { facts } : {}),
    };
    return async (db) => (await db.bookings.insertOne(doc)).acknowledged;
  }
  const { $push, ...rest } = adding(items);
  const pushed = { ...$push, ...(facts.length > 0 ? { facts: { $each: [...facts] } } : {}) };
  const update = {
    $set: fields,
    ...(held.length > 0 ? {} : { $unset: { held: true as const } }),
    ...(Object.keys(pushed).length > 0 ? { $push: pushed } : {}),
    ...rest,
  };
  return async (db) => (await db.bookings.updateOne({ _id, revision: expectedRevision }, update)).matchedCount === 1;
}

/** `freed`: it was refused for what somebody held who holds it no more. */
async function attempt(
  db: Database,
  { booking, expectedRevision }: Commit,
  write: Write,
): Promise<Result<Booking, CommitError> | 'freed'> {
  const { bookingId } = booking;
  try {
    return (await write(db)) ? ok(booking) : fail({ code: 'stale' });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    if (expectedRevision === null && (await db.bookings.findOne({ _id: bookingId }, { projection: { _id: 1 } })))
      return fail({ code: 'stale' });
    const held = await heldByOthers(db, [...booking.claims, ...booking.keys], bookingId);
    return held.length > 0 ? fail({ code: 'conflict', held }) : 'freed';
  }
}

async function heldByOthers(
  { bookings }: Database,
  wanted: readonly string[],
  id: BookingId,
): Promise<readonly { readonly key: string; readonly bookingId: BookingId }[]> {
  if (wanted.length === 0) return [];
  const docs = await bookings.find(heldBy(wanted), { projection: { held: 1 } }).toArray();
  const owners = new Map(docs.flatMap(({ _id, held = [] }) => held.map((key) => [key, _id as BookingId] as const)));
  return [...new Set(wanted)].flatMap((key) => {
    const bookingId = owners.get(key);
    return bookingId === undefined || bookingId === id ? [] : [{ key, bookingId }];
  });
}

/** A booking's stars in the clear, so that a shop's mean needs no document opened. */
function ratedOf(booking: Booking): BookingDoc['rated'] {
  const providerId = appointmentOf(booking)?.providerId;
  if (!booking.rating || providerId === undefined) return undefined;
  return { providerId, stars: booking.rating.stars };
}

async function ratingsOf({ bookings }: Database, fleetId: FleetId): Promise<ReadonlyMap<ProviderId, ShopRating>> {
  const rows = await bookings
    .aggregate<{ _id: ProviderId; stars: number; count: number }>([
      { $match: RATED(fleetId) },
      { $group: { _id: '$rated.providerId', stars: { $avg: '$rated.stars' }, count: { $sum: 1 } } },
    ])
    .toArray();
  return new Map(rows.map(({ _id, stars, count }) => [_id, { stars, count }]));
}

/** The rated bookings of a fleet. */
export const RATED = (fleetId: string) => ({ fleetId, 'rated.providerId': { $gt: '' } });
