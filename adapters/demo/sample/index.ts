export * from './fleet.ts';
export * from './shops.ts';
export * from './people.ts';
