export { createMoveTarget, openMongoStores } from '../../adapters/stores/mongo/index.ts';
export type { MongoStores, MoveTarget, Tally } from '../../adapters/stores/mongo/index.ts';
export { createSource, openDatabase, openSqliteStores } from '../../adapters/stores/sqlite/index.ts';
export type { SqlHandle, SqliteStores } from '../../adapters/stores/sqlite/index.ts';
export type { StoredBooking, StoredPart, StoredSource } from '../../adapters/shared/index.ts';
