export { openMongoStores } from '../../adapters/stores/mongo/index.ts';
export type { MongoStores } from '../../adapters/stores/mongo/index.ts';
export { openDatabase, openSqliteStores } from '../../adapters/stores/sqlite/index.ts';
export type { SqlHandle, SqliteStores } from '../../adapters/stores/sqlite/index.ts';
