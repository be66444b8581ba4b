import type { Directory } from '../../../../src/app/ports/directory.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Provider } from '../../../../src/domain/directory.ts';
import type { ProviderId } from '../../../../src/domain/ids.ts';
import { fail, ok } from '../../../../src/domain/result.ts';
import { idOfCursor, pageOf, pageSize } from '../../../shared/stores/pages.ts';
import { openJson, sealJson } from '../../../shared/stores/sealed.ts';
import type { Database } from '../database.ts';
import { isDuplicate, repeated } from '../failures.ts';
import type { ProviderDoc } from '../schemas.ts';

type Providers = Pick<
  Directory,
  | 'provider'
  | 'providerByRef'
  | 'providers'
  | 'putProvider'
  | 'putProviders'
  | 'deleteProvider'
  | 'allProviders'
  | 'providersVersion'
>;

const BATCH = 500;

export function createProviders({ db, keys }: { readonly db: Database; readonly keys: Keys }): Providers {
  const { providers, counters } = db;
  const context = (id: string): string => `providers:${id}`;
  const open = (doc: Pick<ProviderDoc, '_id' | 'body'>): Provider =>
    openJson<Provider>(keys, doc.body, context(doc._id));
  const fieldsOf = (provider: Provider): Omit<ProviderDoc, '_id'> => ({
    ...{ network: provider.network, networkRef: provider.networkRef, keyId: keys.currentKeyId },
    body: Buffer.from(sealJson(keys, provider, context(provider.providerId))),
  });
  const after = (id: string) => providers.find({ _id: { $gt: id } }, { projection: { body: 1 } }).sort({ _id: 1 });

  /** The id that has the provider's place in its network, where that is another one. */
  async function otherWithRef({ network, networkRef, providerId }: Provider): Promise<ProviderId | undefined> {
    const doc = await providers.findOne({ network, networkRef }, { projection: { _id: 1 } });
    return doc && doc._id !== providerId ? (doc._id as ProviderId) : undefined;
  }

  /** Who has the places that these providers want, by network and reference. */
  async function ownersOf(list: readonly Provider[]): Promise<ReadonlyMap<string, string>> {
    const owners = new Map<string, string>();
    for (const network of new Set(list.map((provider) => provider.network))) {
      const refs = list.filter((provider) => provider.network === network).map(({ networkRef }) => networkRef);
      const found = providers.find(
        { network, networkRef: { $in: refs } },
        { projection: { network: 1, networkRef: 1 } },
      );
      for (const doc of await found.toArray()) owners.set(`${doc.network} ${doc.networkRef}`, doc._id);
    }
    return owners;
  }

  const raise = (): Promise<unknown> =>
    repeated(() => counters.updateOne({ _id: 'providers' }, { $inc: { value: 1 } }, { upsert: true }));

  /** The version rises before the change too: whoever dies between leaves no change that nobody notices for long. */
  async function changing<T>(work: () => Promise<T>): Promise<T> {
    await raise();
    const value = await work();
    await raise();
    return value;
  }

  async function write(provider: Provider): Promise<'created' | 'replaced'> {
    const done = await providers.updateOne(
      { _id: provider.providerId },
      { $set: fieldsOf(provider) },
      { upsert: true },
    );
    return done.upsertedCount === 1 ? 'created' : 'replaced';
  }

  const taken = (provider: Provider, other: string): Error =>
    new Error(
      `Provider ${provider.providerId} has the network and reference of ${other} (${provider.network}, ${provider.networkRef}).`,
    );

  return {
    async provider(id) {
      const doc = await providers.findOne({ _id: id }, { projection: { body: 1 } });
      return doc ? open(doc) : undefined;
    },

    async providerByRef(network, networkRef) {
      const doc = await providers.findOne({ network, networkRef }, { projection: { body: 1 } });
      return doc ? open(doc) : undefined;
    },

    async providers(cursor, limit) {
      const size = pageSize(limit);
      const docs = await after(cursor === undefined ? '' : idOfCursor(cursor))
        .limit(size + 1)
        .toArray();
      return pageOf(
        docs.map(({ _id, body }) => ({ id: _id, body })),
        size,
        ({ id, body }) => open({ _id: id, body }),
      );
    },

    async putProvider(provider) {
      for (;;) {
        const other = await otherWithRef(provider);
        if (other !== undefined) return fail({ code: 'duplicate-ref' as const, providerId: other });
        try {
          return ok(await changing(() => write(provider)));
        } catch (error) {
          if (!isDuplicate(error)) throw error;
        }
      }
    },

    async putProviders(list) {
      if (list.length === 0) return;
      // All are looked at before the first is written. What another process takes meanwhile, the index refuses.
      for (let from = 0; from < list.length; from += BATCH) {
        const part = list.slice(from, from + BATCH);
        const owners = await ownersOf(part);
        for (const provider of part) {
          const other = owners.get(`${provider.network} ${provider.networkRef}`);
          if (other !== undefined && other !== provider.providerId) throw taken(provider, other);
        }
      }
      await changing(async () => {
        for (let from = 0; from < list.length; from += BATCH) {
          const writes = list.slice(from, from + BATCH).map((provider) => ({
            updateOne: {
              filter: { _id: provider.providerId as string },
              update: { $set: fieldsOf(provider) },
              upsert: true,
            },
          }));
          await providers.bulkWrite(writes);
        }
      });
    },

    deleteProvider: (id) => changing(async () => (await providers.deleteOne({ _id: id })).deletedCount === 1),

    async allProviders() {
      const all: Provider[] = [];
      for await (const doc of after('').batchSize(BATCH)) all.push(open(doc));
      return all;
    },

    async providersVersion() {
      return (await counters.findOne({ _id: 'providers' }))?.value ?? 0;
    },
  };
}
