import { randomBytes } from 'node:crypto';
import { createConnection } from 'mongoose';
import { provideMongo } from './mongodb.mjs';
import { services } from './services.mjs';

/** Databases on one server, and what is left of them gone at the end. */
export interface TestMongo {
  /** The URI of a new database; nothing is made before it is used. */
  newDatabase(): string;
  /** Drops the databases, and ends the server if it was started here. For `afterAll`. */
  close(): Promise<void>;
}

/**
 * The server that the runner provides; without the runner, one that is started here. Throws the sentence that says how to
 * get one.
 */
export async function useMongo(): Promise<TestMongo> {
  const named = process.env['MONGODB_URI_TEST'];
  const server = named ? { env: { MONGODB_URI_TEST: named }, stop: undefined } : await provideMongo();
  const uri = server?.env['MONGODB_URI_TEST'];
  if (!server || !uri) throw new Error(services.find(({ name }) => name === 'mongodb')?.missing);
  const made: string[] = [];
  return {
    newDatabase() {
      const url = new URL(uri);
      url.pathname = `/pitcrew-test-${randomBytes(6).toString('hex')}`;
      made.push(url.href);
      return url.href;
    },
    async close() {
      for (const database of named ? made : []) await dropDatabase(database);
      await server.stop?.();
    },
  };
}

async function dropDatabase(uri: string): Promise<void> {
  const connection = await createConnection(uri).asPromise();
  await connection.dropDatabase();
  await connection.close();
}
