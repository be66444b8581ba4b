import type { StoredPart, StoredParts } from '../../shared/stores/stored.ts';
import type { Database } from './database.ts';
import { sameHash, sumOf } from './hashes.ts';
import { underLock } from './lock.ts';
import { orderOf } from './outbox.ts';
import { levelId } from './service-levels.ts';

/** A document, whatever its collection. */
type Doc = { readonly _id: string } & Readonly<Record<string, unknown>>;

/** What was compared of a part: how many records there are, and the sum of their hashes. */
export interface Tally {
  readonly count: number;
  readonly hash: string;
}

/** The MongoDB store as something that another store is moved into. */
export interface MoveTarget {
  /** What stands against a move, as a sentence; undefined where nothing does. */
  refusal(): Promise<string | undefined>;
  /** Writes what is not there yet or not the same; answers how many records that were. */
  write<P extends StoredPart>(part: P, records: readonly StoredParts[P][]): Promise<number>;
  /** What these records would be there. */
  tallyOf<P extends StoredPart>(part: P, batches: Iterable<readonly StoredParts[P][]>): Tally;
  /** What is there. */
  tally(part: StoredPart): Promise<Tally>;
  /** From now on it is in use: a later move may only compare. */
  done(): Promise<void>;
  /** Whether `done` was said. */
  isDone(): Promise<boolean>;
  /** Runs `work` while no other process moves into this database. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

const MOVE = 'move';
const RUNNING = 1;
const DONE = 2;

export function createMoveTarget(db: Database): MoveTarget {
  const collectionOf = (part: StoredPart) => db.connection.collection<Doc>(COLLECTIONS[part]);
  const mark = (value: number) => db.versions.updateOne({ _id: MOVE }, { $set: { value } }, { upsert: true });
  const marked = async (): Promise<number | undefined> => (await db.versions.findOne({ _id: MOVE }))?.value;

  return {
    async refusal() {
      if ((await marked()) !== undefined) return undefined;
      const used = await Promise.all([db.bookings, db.fleets, db.providers].map((all) => all.findOne({})));
      if (used.some((doc) => doc !== null))
        return 'The MongoDB database holds data that no move brought there: name an empty database in MONGODB_URI.';
      await mark(RUNNING);
      return undefined;
    },

    async write(part, records) {
      const docs = records.map((record) => docOf(part, record));
      const ids = docs.map(({ _id }) => _id);
      const found = await collectionOf(part)
        .find({ _id: { $in: ids } })
        .toArray();
      const there = new Map(found.map((doc) => [doc._id, doc]));
      const different = docs.filter((doc) => !sameHash(doc, there.get(doc._id)));
      if (different.length > 0)
        await collectionOf(part).bulkWrite(
          different.map((doc) => ({ replaceOne: { filter: { _id: doc._id }, replacement: doc, upsert: true } })),
          { ordered: false },
        );
      return different.length;
    },

    tallyOf(part, batches) {
      const sum = sumOf();
      for (const records of batches) for (const record of records) sum.add(docOf(part, record));
      return sum.tally();
    },

    async tally(part) {
      const sum = sumOf();
      for await (const doc of collectionOf(part).find({}).batchSize(500)) sum.add(doc);
      return sum.tally();
    },

    async done() {
      // Indexes of shops in memory are made anew.
      await db.counters.updateOne({ _id: 'providers' }, { $inc: { value: 1 } }, { upsert: true });
      await mark(DONE);
    },

    isDone: async () => (await marked()) === DONE,

    alone: (work) => underLock(db, MOVE, work),
  };
}

const COLLECTIONS: Readonly<Record<StoredPart, string>> = {
  ...{ keyMarks: 'key_marks', fleets: 'fleets', members: 'members', vehicles: 'vehicles', providers: 'providers' },
  ...{ agreements: 'agreements', bookings: 'bookings', deliveries: 'deliveries', ledger: 'commission_lines' },
  ...{ levels: 'service_levels', marks: 'service_level_marks', cursors: 'poll_cursors' },
  memory: 'channel_memory',
};

const stamp = (seq: number): string => String(seq).padStart(17, '0');
const docOf = <P extends StoredPart>(part: P, record: StoredParts[P]): Doc => bytesAsBuffers(DOCS[part](record));

const bytesAsBuffers = (doc: Doc): Doc =>
  Object.fromEntries(
    Object.entries(doc).map(([name, value]) => [name, value instanceof Uint8Array ? Buffer.from(value) : value]),
  ) as Doc;

/** Each record as the document that the store itself would have written. */
const DOCS: { readonly [P in StoredPart]: (record: StoredParts[P]) => Doc } = {
  keyMarks: ({ keyId, mark }) => ({ _id: keyId, mark }),
  fleets: ({ id, lookups, ...fleet }) => ({
    ...{ _id: id, ...fleet },
    apiKeyBlind: lookups.find(({ kind }) => kind === 'api-key')?.blind ?? '',
    teams: lookups.filter(({ kind }) => kind === 'slack-team').map(({ blind }) => blind),
  }),
  members: ownedDoc,
  vehicles: ownedDoc,
  providers: ({ id, ...provider }) => ({ _id: id, ...provider }),
  agreements: ({ id, ...agreement }) => ({ _id: id, ...agreement }),
  bookings({ id, held, outbox, rated, ...booking }) {
    const items = outbox.map(({ seq, ...item }) => ({ ...item, order: orderOf(item.priority, stamp(seq)) }));
    const [pending] = items.map(({ order }) => order).sort();
    return {
      ...{ _id: id, ...booking },
      ...(held.length > 0 ? { held } : {}),
      ...(rated ? { rated: { providerId: rated.providerId, stars: rated.stars } } : {}),
      ...(pending === undefined ? {} : { pending, outbox: items }),
    };
  },
  // Nobody holds what is open: the first process takes it over.
  deliveries: ({ id, ...delivery }) => ({
    ...{ _id: id, ...delivery, owner: '', leaseUntil: 0 },
    ...(delivery.settledAt === undefined ? { open: 1 } : {}),
  }),
  ledger: ({ seq, line }) => ({ _id: line.id, bookingId: line.bookingId, seq: stamp(seq), lines: [line] }),
  levels: (fact) => ({ _id: levelId(fact), ...fact }),
  marks: ({ day, key }) => ({ _id: `${day}/${key}`, day, key }),
  cursors: ({ name, value }) => ({ _id: name, value }),
  memory: ({ channel, blind, ...rest }) => ({ _id: `${channel}/${blind}`, channel, blind, ...rest }),
};

function ownedDoc({ fleetId, id, lookups, ...owned }: StoredParts['members']): Doc {
  return {
    ...{ _id: `${fleetId}/${id}`, fleetId, id, ...owned },
    lookups: lookups.map(({ kind, blind }) => `${kind}:${blind}`),
  };
}
