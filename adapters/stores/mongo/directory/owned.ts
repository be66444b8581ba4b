import type { Collection } from 'mongoose';
import type { Page } from '../../../../src/app/ports/directory.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import { blindOf, blindsOf } from '../../../shared/stores/lookups.ts';
import type { Lookup } from '../../../shared/stores/lookups.ts';
import { idOfCursor, pageOf, pageSize } from '../../../shared/stores/pages.ts';
import { openJson, sealJson } from '../../../shared/stores/sealed.ts';
import { repeated } from '../failures.ts';
import type { OwnedDoc } from '../schemas.ts';

/** Things that a fleet owns: its members, its vehicles. */
export interface OwnedCollection<T> {
  one(fleetId: string, id: string): Promise<T | undefined>;
  by(fleetId: string, lookup: Lookup): Promise<T | undefined>;
  /** All that a value leads to in any of these fleets; ordered by fleet, then id. */
  anywhere(fleetIds: readonly string[], lookup: Lookup): Promise<readonly T[]>;
  page(fleetId: string, cursor: string | undefined, limit: number): Promise<Page<T>>;
  put(fleetId: string, id: string, item: T, lookups: readonly Lookup[]): Promise<'created' | 'replaced'>;
  remove(fleetId: string, id: string): Promise<boolean>;
}

const idOf = (fleetId: string, id: string): string => `${fleetId}/${id}`;
const tagged = (kind: string, blind: string): string => `${kind}:${blind}`;

/** A thing's look-ups are in its own document, so that one write changes both. */
export function ownedCollection<T>(
  keys: Keys,
  name: 'members' | 'vehicles',
  collection: Collection<OwnedDoc>,
): OwnedCollection<T> {
  const context = (fleetId: string, id: string): string => `${name}:${idOf(fleetId, id)}`;
  const open = (fleetId: string, row: { readonly id: string; readonly body: Uint8Array }): T =>
    openJson<T>(keys, row.body, context(fleetId, row.id));
  const projection = { id: 1, body: 1 } as const;

  return {
    async one(fleetId, id) {
      const doc = await collection.findOne({ _id: idOf(fleetId, id) }, { projection });
      return doc ? open(fleetId, doc) : undefined;
    },

    async by(fleetId, lookup) {
      const lookups = blindsOf(keys, lookup, fleetId).map((blind) => tagged(lookup.kind, blind));
      // The fleet is hashed along: nothing of another fleet can be found.
      const doc = await collection.findOne({ lookups: { $in: lookups } }, { projection });
      return doc ? open(fleetId, doc) : undefined;
    },

    async anywhere(fleetIds, lookup) {
      const lookups = fleetIds.flatMap((fleetId) =>
        blindsOf(keys, lookup, fleetId).map((blind) => tagged(lookup.kind, blind)),
      );
      const docs = await collection
        .find({ lookups: { $in: lookups } }, { projection: { ...projection, fleetId: 1 } })
        .toArray();
      const order = ({ _id }: OwnedDoc, other: OwnedDoc): number => (_id < other._id ? -1 : 1);
      return docs.sort(order).map((doc) => open(doc.fleetId, doc));
    },

    async page(fleetId, cursor, limit) {
      const size = pageSize(limit);
      const docs = await collection
        .find({ fleetId, id: { $gt: cursor === undefined ? '' : idOfCursor(cursor) } }, { projection })
        .sort({ id: 1 })
        .limit(size + 1)
        .toArray();
      return pageOf(docs, size, (doc) => open(fleetId, doc));
    },

    async put(fleetId, id, item, lookups) {
      const doc = {
        ...{ fleetId, id, keyId: keys.currentKeyId },
        lookups: lookups.map((lookup) => tagged(lookup.kind, blindOf(keys, lookup, fleetId))),
        body: Buffer.from(sealJson(keys, item, context(fleetId, id))),
      };
      const done = await repeated(() =>
        collection.updateOne({ _id: idOf(fleetId, id) }, { $set: doc }, { upsert: true }),
      );
      return done.upsertedCount === 1 ? 'created' : 'replaced';
    },

    async remove(fleetId, id) {
      return (await collection.deleteOne({ _id: idOf(fleetId, id) })).deletedCount === 1;
    },
  };
}
