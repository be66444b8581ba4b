export * from './fleet.ts';
export * from './shops.ts';
