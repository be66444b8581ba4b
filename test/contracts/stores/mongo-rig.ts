import { createConnection } from 'mongoose';
import { openMongoStores } from '../../../adapters/stores/mongo/index.ts';
import type { Open } from './rig.ts';

/** The MongoDB stores in the database whose URI `place` is. */
export const open: Open = (place, options) => openMongoStores({ uri: place, ...options });

/** All documents of the database, as they come from the server, and what its indexes are called. */
export async function storedBytes(place: string): Promise<Buffer> {
  const connection = await createConnection(place).asPromise();
  try {
    const parts: Buffer[] = [];
    for (const { name } of await connection.listCollections()) {
      const collection = connection.collection(name);
      parts.push(Buffer.from(JSON.stringify(await collection.listIndexes().toArray())));
      parts.push(...(await collection.find({}, { raw: true }).toArray()).map((doc) => Buffer.from(doc as never)));
    }
    return Buffer.concat(parts);
  } finally {
    await connection.close();
  }
}
