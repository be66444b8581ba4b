import type { AvailabilityStore, Unchanged } from '../../../src/app/ports/availability.ts';
import { packSlots, unpackSlots } from '../../shared/packed-slots.ts';
import type { Database } from './database.ts';
import { repeated } from './failures.ts';

const idOf = (providerId: string, service: string): string => `${providerId}/${service}`;

/** What a crash takes of it is asked again, so that no write waits for a disk or another server. */
const CACHE = { ordered: false, writeConcern: { w: 1, j: false } } as const;
const BATCH = 200;

/** The last known availability in MongoDB, in the clear: nothing in it is personal. */
export function createAvailabilityStore({ availability }: Database): AvailabilityStore {
  return {
    async get(providerId, service) {
      const doc = await availability.findOne({ _id: idOf(providerId, service) });
      return doc ? { providerId, service, slots: unpackSlots(doc.slots), asOf: doc.asOf } : undefined;
    },

    async put(entries) {
      for (let from = 0; from < entries.length; from += BATCH) {
        const writes = entries.slice(from, from + BATCH).map(({ providerId, service, asOf, fingerprint, slots }) => ({
          updateOne: {
            filter: { _id: idOf(providerId, service) },
            update: { $set: { asOf, fingerprint: fingerprint ?? '', slots: packSlots(slots) } },
            upsert: true,
          },
        }));
        await repeated(() => availability.bulkWrite(writes, CACHE));
      }
    },

    async touch(entries) {
      const gone: Unchanged[] = [];
      for (let from = 0; from < entries.length; from += BATCH) {
        const some = entries.slice(from, from + BATCH);
        const placeOf = ({ providerId, service, unchanged }: Unchanged) => ({
          _id: idOf(providerId, service),
          fingerprint: unchanged,
        });
        const writes = some.map((entry) => ({
          updateOne: { filter: placeOf(entry), update: { $set: { asOf: entry.asOf } } },
        }));
        const { matchedCount } = await repeated(() => availability.bulkWrite(writes, CACHE));
        if (matchedCount === some.length) continue;
        for (const entry of some) if (!(await availability.findOne(placeOf(entry)))) gone.push(entry);
      }
      return gone;
    },

    async drop(providerId, service) {
      await availability.deleteOne({ _id: idOf(providerId, service) });
    },

    async forget(before) {
      await availability.deleteMany({ asOf: { $lt: before } });
    },
  };
}
