import type { IndexOptions } from 'mongoose';
import type { Database } from './database.ts';
import { SCHEMAS } from './schemas.ts';

/** The name and the uniqueness of each index that a collection should have. */
const wantedOf = (name: keyof typeof SCHEMAS): readonly IndexOptions[] =>
  SCHEMAS[name].indexes().map(([, options]) => options);

const collections = Object.keys(SCHEMAS) as readonly (keyof typeof SCHEMAS)[];

/** Makes the indexes of the schemas; those that are there stay. */
export async function makeIndexes({ connection }: Database): Promise<void> {
  for (const name of collections) {
    if (wantedOf(name).length > 0) await connection.model(name).createIndexes();
  }
}

/** The indexes that are not there, or not as strict as they should be, as `collection.index`. */
export async function missingIndexes({ connection }: Database): Promise<readonly string[]> {
  const missing = await Promise.all(
    collections.map(async (name) => {
      const wanted = wantedOf(name);
      if (wanted.length === 0) return [];
      const found = await connection.collection(name).listIndexes().toArray().catch(noSuchCollection);
      return wanted
        .filter((index) => !found.some((one) => one.name === index.name && !!one.unique === !!index.unique))
        .map((index) => `${name}.${index.name}`);
    }),
  );
  return missing.flat();
}

function noSuchCollection(error: unknown): { name?: string; unique?: boolean }[] {
  if ((error as { readonly code?: unknown }).code === 26) return [];
  throw error;
}
