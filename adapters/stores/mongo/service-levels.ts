import type { LevelQuery, ServiceLevels } from '../../../src/app/ports/service-levels.ts';
import type { LevelFact } from '../../../src/domain/levels/facts.ts';
import type { Database } from './database.ts';
import { isDuplicate, repeated } from './failures.ts';

/** What makes two facts like things. */
export const levelId = ({ day, kind, fleetId, network, providerId, detail, bucket }: LevelFact): string =>
  [day, kind, fleetId, network, providerId, detail, bucket].map((part) => encodeURIComponent(part)).join('/');

const withoutId = (fact: LevelFact & { readonly _id?: string }): LevelFact => {
  const { _id, ...rest } = fact;
  return rest;
};

/**
 * Service-level counts in MongoDB, in the clear: ids, days and numbers. What bookings add lies in their own documents,
 * written with the step that adds it, and is summed when it is asked for; all else is one document a count.
 */
export function createServiceLevels({ levels, levelMarks, bookings }: Database): ServiceLevels {
  return {
    async add(facts) {
      for (const { count, ...fact } of together(facts)) {
        const _id = levelId({ ...fact, count });
        await repeated(() => levels.updateOne({ _id }, { $setOnInsert: fact, $inc: { count } }, { upsert: true }));
      }
    },

    async read(query) {
      const [counted, ofBookings] = await Promise.all([
        levels.find({ ...daysOf(query, 'day'), ...ofFleet(query, 'fleetId') }).toArray(),
        bookings.aggregate<LevelFact>(factsOfBookings(query)).toArray(),
      ]);
      return together([...counted.map(withoutId), ...ofBookings]).filter(({ count }) => count !== 0);
    },

    async first(day, key) {
      try {
        await levelMarks.insertOne({ _id: `${day}/${key}`, day, key });
        return true;
      } catch (error) {
        if (isDuplicate(error)) return false;
        throw error;
      }
    },

    async marked(day) {
      return (await levelMarks.find({ day }).toArray()).map(({ key }) => key);
    },

    async prune(before) {
      await Promise.all([
        levels.deleteMany({ day: { $lt: before } }),
        levelMarks.deleteMany({ day: { $lt: before } }),
        bookings.updateMany({ 'facts.day': { $gt: '', $lt: before } }, { $pull: { facts: { day: { $lt: before } } } }),
      ]);
    },
  };
}

const daysOf = ({ from, to }: LevelQuery, field: string) => ({ [field]: { $gte: from, $lte: to } });

const ofFleet = ({ fleetId }: LevelQuery, field: string) =>
  fleetId === undefined ? {} : { [field]: { $in: [fleetId as string, ''] } };

/** The facts that lie in bookings. */
export const factsOfBookings = (query: LevelQuery): object[] => [
  { $match: daysOf(query, 'facts.day') },
  { $project: { _id: 0, facts: 1 } },
  { $unwind: '$facts' },
  { $replaceRoot: { newRoot: '$facts' } },
  { $match: { ...daysOf(query, 'day'), ...ofFleet(query, 'fleetId') } },
];

/** Like facts as one. */
function together(facts: readonly LevelFact[]): readonly LevelFact[] {
  const sums = new Map<string, LevelFact>();
  for (const fact of facts) {
    const id = levelId(fact);
    sums.set(id, { ...fact, count: (sums.get(id)?.count ?? 0) + fact.count });
  }
  return [...sums.values()];
}
