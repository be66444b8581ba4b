import type { Clock } from '../../../src/app/ports/clock.ts';
import type { Delivery, DeliveryStore, PutResult, Settled } from '../../../src/app/ports/deliveries.ts';
import type { Keys } from '../../../src/app/ports/keys.ts';
import type { DeliveryBody } from '../../../src/app/intents/delivery.ts';
import type { Owner } from '../../shared/stores/owners.ts';
import { openJson, sealJson } from '../../shared/stores/sealed.ts';
import type { Database } from './database.ts';
import { isDuplicate } from './failures.ts';
import type { DeliveryDoc } from './schemas.ts';

const bodyContext = (id: string): string => `delivery:${id}`;
const answerContext = (id: string): string => `answer:${id}`;

/** Deliveries in MongoDB, sealed. `release` gives back what this store holds, when it closes. */
export function createDeliveryStore(
  { deliveries }: Database,
  options: { readonly keys: Keys; readonly clock: Clock; readonly owner: Owner; readonly leaseMs: number },
): DeliveryStore & { release(): Promise<void> } {
  const { keys, clock, owner, leaseMs } = options;
  // Leases run on true time: the business clock may be shifted, also backwards.
  const trueMs = (): number => clock.trueNow().getTime();
  const now = (): string => clock.now().toISOString();
  const read = (doc: DeliveryDoc): Delivery => ({
    id: doc._id,
    channel: doc.channel,
    receivedAt: doc.receivedAt,
    body: openJson<DeliveryBody>(keys, doc.body, bodyContext(doc._id)),
  });
  const isFree = (doc: DeliveryDoc, at: { readonly trueMs: number; readonly now: string }): boolean =>
    (doc.leaseUntil <= at.trueMs || owner.isDead(doc.owner)) &&
    (doc.parkedUntil === undefined || doc.parkedUntil <= at.now);
  const settledOf = (id: string, answer: Uint8Array | undefined): { readonly settled?: Settled } =>
    answer === undefined ? {} : { settled: openJson<Settled>(keys, answer, answerContext(id)) };

  return {
    async put({ id, channel, receivedAt, body }): Promise<PutResult> {
      const doc: DeliveryDoc = {
        ...{ _id: id, channel, receivedAt, owner: owner.name, leaseUntil: trueMs() + leaseMs, open: 1 },
        ...{ keyId: keys.currentKeyId, body: Buffer.from(sealJson(keys, body, bodyContext(id))) },
      };
      try {
        await deliveries.insertOne(doc);
        return { status: 'new' };
      } catch (error) {
        if (!isDuplicate(error)) throw error;
      }
      const found = await deliveries.findOne({ _id: id }, { projection: { answer: 1 } });
      return { status: 'seen', ...settledOf(id, found?.answer) };
    },

    async get(id) {
      const doc = await deliveries.findOne({ _id: id });
      return doc ? { ...read(doc), ...settledOf(id, doc.answer) } : undefined;
    },

    async settle(id, settled) {
      const answer = Buffer.from(sealJson(keys, settled, answerContext(id)));
      await deliveries.updateOne(
        { _id: id },
        // Settling ends the lease and the parking.
        {
          $set: { settledAt: now(), answer, leaseUntil: 0 },
          $unset: { open: true, parkedKey: true, parkedUntil: true },
        },
      );
    },

    async takeOver(limit) {
      // Those that are open are few: what is in hand, and what is parked.
      const found = await deliveries.find(OPEN, { projection: LEASES }).toArray();
      const at = { trueMs: trueMs(), now: now() };
      const free = found
        .filter((doc) => isFree(doc, at))
        .sort(byAge)
        .slice(0, limit);
      const taken = await Promise.all(
        free.map(({ _id, owner: before, leaseUntil }) => {
          // Of several that saw it free, the one whose write still finds the old lease has it.
          const lease = { owner: owner.name, leaseUntil: Math.max(trueMs() + leaseMs, leaseUntil + 1) };
          return deliveries.findOneAndUpdate({ _id, ...OPEN, owner: before, leaseUntil }, { $set: lease });
        }),
      );
      return taken.flatMap((doc) => (doc ? [read(doc)] : []));
    },

    async park(id, key, until) {
      await deliveries.updateOne({ _id: id }, { $set: { parkedKey: key, parkedUntil: until, leaseUntil: 0 } });
    },

    async parked(key) {
      const docs = await deliveries.find(parkedOf(key, now())).sort({ receivedAt: 1, _id: 1 }).toArray();
      return docs.map(read);
    },

    async prune(before) {
      const parked = { parkedUntil: { $gt: now() } };
      const old = await deliveries.find(settledBefore(before), { projection: { parkedUntil: 1 } }).toArray();
      const ids = old.filter(({ parkedUntil = '' }) => parkedUntil <= now()).map(({ _id }) => _id);
      for (let from = 0; from < ids.length; from += BATCH)
        await deliveries.deleteMany({ _id: { $in: ids.slice(from, from + BATCH) }, $nor: [parked] });
    },

    async release() {
      await deliveries.updateMany({ ...OPEN, owner: owner.name }, { $set: { leaseUntil: 0 } });
    },
  };
}

/** Deliveries that nobody settled. */
export const OPEN = { open: 1 } as const;

const BATCH = 1_000;
const LEASES = { owner: 1, leaseUntil: 1, receivedAt: 1, parkedUntil: 1 } as const;

const byAge = (a: DeliveryDoc, b: DeliveryDoc): number =>
  a.receivedAt < b.receivedAt || (a.receivedAt === b.receivedAt && a._id < b._id) ? -1 : 1;

export const parkedOf = (key: string, now: string) => ({ parkedKey: key, parkedUntil: { $gt: now } });

export const settledBefore = (before: string) => ({ settledAt: { $gt: '', $lt: before } });
