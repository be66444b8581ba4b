import type { Directory } from '../../../../src/app/ports/directory.ts';
import type { Keys } from '../../../../src/app/ports/keys.ts';
import type { Fleet } from '../../../../src/domain/directory.ts';
import type { FleetId } from '../../../../src/domain/ids.ts';
import { blindOf, blindsOf } from '../../../shared/stores/lookups.ts';
import { idOfCursor, pageOf, pageSize } from '../../../shared/stores/pages.ts';
import { openJson, sealJson } from '../../../shared/stores/sealed.ts';
import type { Database } from '../database.ts';
import { repeated } from '../failures.ts';

type Fleets = Pick<
  Directory,
  'fleet' | 'fleets' | 'putFleet' | 'deleteFleet' | 'fleetApiKey' | 'fleetByApiKey' | 'fleetsOfSlackTeam'
>;

export function createFleets({ db, keys }: { readonly db: Database; readonly keys: Keys }): Fleets {
  const { fleets, members, vehicles } = db;
  const context = (id: string): string => `fleets:${id}`;
  const apiKeyContext = (id: string): string => `fleet-api-key:${id}`;
  const open = (id: string, body: Uint8Array): Fleet => openJson<Fleet>(keys, body, context(id));

  return {
    async fleet(id) {
      const doc = await fleets.findOne({ _id: id }, { projection: { body: 1 } });
      return doc ? open(id, doc.body) : undefined;
    },

    async fleets(cursor, limit) {
      const size = pageSize(limit);
      const docs = await fleets
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

    async putFleet(fleet, apiKey) {
      const id = fleet.fleetId;
      const done = await repeated(() =>
        fleets.updateOne(
          { _id: id },
          {
            $set: {
              keyId: keys.currentKeyId,
              teams: slackTeamsOf(fleet).map((team) => blindOf(keys, { kind: 'slack-team', value: team })),
              body: Buffer.from(sealJson(keys, fleet, context(id))),
            },
            $setOnInsert: {
              apiKey: Buffer.from(keys.encrypt(apiKey, apiKeyContext(id))),
              apiKeyBlind: blindOf(keys, { kind: 'api-key', value: apiKey }),
            },
          },
          { upsert: true },
        ),
      );
      return done.upsertedCount === 1 ? 'created' : 'replaced';
    },

    async deleteFleet(id) {
      // The fleet goes last: an interruption leaves it there to be deleted again.
      await Promise.all([members.deleteMany({ fleetId: id }), vehicles.deleteMany({ fleetId: id })]);
      return (await fleets.deleteOne({ _id: id })).deletedCount === 1;
    },

    async fleetApiKey(id) {
      const doc = await fleets.findOne({ _id: id }, { projection: { apiKey: 1 } });
      return doc ? keys.decrypt(doc.apiKey, apiKeyContext(id)) : undefined;
    },

    async fleetByApiKey(apiKey) {
      const blinds = blindsOf(keys, { kind: 'api-key', value: apiKey });
      const doc = await fleets.findOne({ apiKeyBlind: { $in: [...blinds] } }, { projection: { _id: 1 } });
      return doc ? (doc._id as FleetId) : undefined;
    },

    async fleetsOfSlackTeam(teamId) {
      const blinds = blindsOf(keys, { kind: 'slack-team', value: teamId });
      const docs = await fleets.find({ teams: { $in: [...blinds] } }, { projection: { _id: 1 } }).toArray();
      return docs.map(({ _id }) => _id as FleetId).sort();
    },
  };
}

const slackTeamsOf = (fleet: Fleet): readonly string[] => [
  ...new Set(fleet.channels.flatMap((channel) => (channel.kind === 'slack' ? [channel.teamId] : []))),
];
