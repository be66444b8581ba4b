export { openSqliteStores } from '../../adapters/stores/sqlite/index.ts';
export type { SqliteStores } from '../../adapters/stores/sqlite/index.ts';
