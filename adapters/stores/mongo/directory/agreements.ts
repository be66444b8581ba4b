import type { Agreements } from '../../../../src/app/ports/commission.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Agreement } from '../../../../src/domain/commission.ts';
import { idOfCursor, pageOf, pageSize } from '../../../shared/stores/pages.ts';
import { openJson, sealJson } from '../../../shared/stores/sealed.ts';
import type { Database } from '../database.ts';
import { repeated } from '../failures.ts';

/** Agreements in MongoDB, sealed: what a network pays is nobody else's business. */
export function createAgreements(parts: { readonly db: Database; readonly keys: Keys }): Agreements {
  const { keys } = parts;
  const { agreements } = parts.db;
  const context = (network: string): string => `agreements:${network}`;
  const open = (network: string, body: Uint8Array): Agreement => openJson<Agreement>(keys, body, context(network));

  return {
    async agreement(network) {
      const doc = await agreements.findOne({ _id: network });
      return doc ? open(network, doc.body) : undefined;
    },

    async agreements(cursor, limit) {
      const size = pageSize(limit);
      const docs = await agreements
        .find({ _id: { $gt: cursor === undefined ? '' : idOfCursor(cursor) } })
        .sort({ _id: 1 })
        .limit(size + 1)
        .toArray();
      return pageOf(
        docs.map(({ _id, body }) => ({ id: _id, body })),
        size,
        ({ id, body }) => open(id, body),
      );
    },

    async putAgreement(agreement) {
      const { network } = agreement;
      const body = Buffer.from(sealJson(keys, agreement, context(network)));
      const done = await repeated(() =>
        agreements.updateOne({ _id: network }, { $set: { keyId: keys.currentKeyId, body } }, { upsert: true }),
      );
      return done.upsertedCount === 1 ? 'created' : 'replaced';
    },

    async deleteAgreement(network) {
      return (await agreements.deleteOne({ _id: network })).deletedCount === 1;
    },
  };
}
