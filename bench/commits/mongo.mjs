import { randomBytes } from 'node:crypto';
import { createKeys } from '../../dist/adapters/shared/index.js';
import { openMongoStores } from '../../dist/adapters/stores/mongo/index.js';
import { bookingAt, commitOf } from './bookings.mjs';

const clock = { now: () => new Date(), trueNow: () => new Date() };

/** MongoDB with `w: majority, j: true`; the raw insert puts the same document into a collection without other indexes. */
export async function openMongo(uri, name, isOurs) {
  const keys = createKeys(`k1:${randomBytes(32).toString('base64')}`);
  const url = new URL(uri);
  url.pathname = `/${name}`;
  const stores = await openMongoStores({ uri: url.href, keys, clock });
  const { connection, bookings } = stores.db;
  const bare = connection.collection('raw');
  let [rows, commits] = [0, 10_000_000];
  await stores.bookings.commit(commitOf(bookingAt(9_999_999, true)));
  const sample = await bookings.findOne({ _id: bookingAt(9_999_999).bookingId });
  await bookings.deleteMany({});
  return {
    stores,
    batch: 50,
    insertRaw: () => bare.insertOne({ ...sample, _id: `b${(rows += 1)}` }),
    commit: () => stores.bookings.commit(commitOf(bookingAt((commits += 1), true))),
    // Many at once, in the shape that a commit gives them: filling is not what is measured.
    fill: (list) =>
      bookings.insertMany(
        list.map((booking) => ({
          ...{ _id: booking.bookingId, fleetId: booking.fleetId, vehicleId: booking.vehicleId, keyId: 'k1' },
          ...{ state: booking.phase.state, revision: 1, updatedAt: booking.updatedAt },
          held: [...booking.claims, ...booking.keys],
          body: keys.encrypt(JSON.stringify(booking), `booking:${booking.bookingId}`),
        })),
        { writeConcern: { w: 1, j: false } },
      ),
    async close() {
      // A server of our own ends with its folder.
      if (!isOurs) await connection.dropDatabase();
      await stores.close();
    },
  };
}
