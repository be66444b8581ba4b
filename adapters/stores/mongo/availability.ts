import type { AvailabilityStore } from '../../../src/app/ports/availability.ts';
import type { FreeSlot } from '../../../src/domain/slot.ts';
import type { Database } from './database.ts';
import { repeated } from './failures.ts';

const idOf = (providerId: string, service: string): string => `${providerId}/${service}`;

/** The last known availability in MongoDB, in the clear: nothing in it is personal. */
export function createAvailabilityStore({ availability }: Database): AvailabilityStore {
  return {
    async get(providerId, service) {
      const doc = await availability.findOne({ _id: idOf(providerId, service) });
      return doc ? { providerId, service, slots: JSON.parse(doc.slots) as FreeSlot[], asOf: doc.asOf } : undefined;
    },

    async put(entries) {
      if (entries.length === 0) return;
      const writes = entries.map(({ providerId, service, asOf, slots }) => ({
        replaceOne: {
          filter: { _id: idOf(providerId, service) },
          replacement: { asOf, slots: JSON.stringify(slots) },
          upsert: true,
        },
      }));
      await repeated(() => availability.bulkWrite(writes));
    },

    async drop(providerId, service) {
      await availability.deleteOne({ _id: idOf(providerId, service) });
    },
  };
}
