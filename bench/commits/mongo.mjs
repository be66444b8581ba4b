import { randomBytes } from 'node:crypto';
import { createKeys } from '../../dist/adapters/shared/index.js';
import { openMongoStores } from '../../dist/adapters/stores/mongo/index.js';
import { bookingAt } from './bookings.mjs';
import { LIFE, lifeOf } from './life.mjs';

const BATCH = 500;

const clock = { now: () => new Date(), trueNow: () => new Date() };

/**
 * MongoDB with `w: majority, j: true`. `raw` inserts the document as a commit leaves it, what it holds, its outbox and
 * facts in it, into a collection without other indexes; `rawIndexed` into one with the indexes that bookings have.
 */
export async function openMongo(uri, name, isOurs) {
  const keys = createKeys(`k1:${randomBytes(32).toString('base64')}`);
  const url = new URL(uri);
  url.pathname = `/${name}`;
  const stores = await openMongoStores({ uri: url.href, keys, clock });
  const { connection, bookings } = stores.db;
  const documents = [];
  for (const commit of lifeOf(99_999_999)) {
    await stores.bookings.commit(commit);
    documents.push(await bookings.findOne({ _id: commit.booking.bookingId }));
  }
  await bookings.deleteMany({});
  const bare = connection.collection('raw');
  const indexed = connection.collection('raw_indexed');
  for (const index of await bookings.indexes()) if (index.name !== '_id_') await makeIndex(indexed, index);
  let rows = 0;
  const next = () => ({ ...documents[(rows += 1) % LIFE], _id: `b${rows}` });
  // What is held is unique: each has keys of its own, as many and as long.
  const own = ({ held, ...rest }) => ({ ...rest, held: held.map((key) => `${key}${rows}`) });
  const { secantusVersion } = await connection.db.admin().buildInfo();
  return {
    stores,
    yardstick: secantusVersion === undefined ? 'raw' : 'rawIndexed',
    kinds: { raw: () => bare.insertOne(next()), rawIndexed: () => indexed.insertOne(own(next())) },
    // Many at once, in the shape that a commit gives them: filling is not what is measured.
    async fill(count) {
      for (let from = 0; from < count; from += BATCH) {
        const list = Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => bookingAt(from + i));
        await bookings.insertMany(
          list.map((booking) => documentOf(keys, booking)),
          { writeConcern: { w: 1, j: false } },
        );
      }
    },
    async close() {
      // A server of our own ends with its folder.
      if (!isOurs) await connection.dropDatabase();
      await stores.close();
    },
  };
}

const makeIndex = (collection, { key, v, ns, ...options }) => collection.createIndex(key, options);

const documentOf = (keys, booking) => ({
  ...{ _id: booking.bookingId, fleetId: booking.fleetId, vehicleId: booking.vehicleId, keyId: 'k1' },
  ...{ state: booking.phase.state, revision: booking.revision, updatedAt: booking.updatedAt },
  held: [...booking.claims, ...booking.keys],
  body: keys.encrypt(JSON.stringify(booking), `booking:${booking.bookingId}`),
});
