import type * as mongo from '../../adapters/stores/mongo/index.ts';

export type { MongoStores, MoveTarget, Tally } from '../../adapters/stores/mongo/index.ts';
export { createSource, openDatabase, openSqliteStores } from '../../adapters/stores/sqlite/index.ts';
export type { SqlHandle, SqliteStores } from '../../adapters/stores/sqlite/index.ts';
export type { StoredBooking, StoredPart, StoredSource } from '../../adapters/shared/index.ts';

// The driver is loaded only where MongoDB is used: it is a fifth of all that a start loads.
const loadMongo = (): Promise<typeof mongo> => import('../../adapters/stores/mongo/index.ts');

export const openMongoStores: typeof mongo.openMongoStores = async (options) =>
  (await loadMongo()).openMongoStores(options);

export const createMoveTarget = async (db: mongo.Database): Promise<mongo.MoveTarget> =>
  (await loadMongo()).createMoveTarget(db);
