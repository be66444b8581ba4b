import { randomBytes } from 'node:crypto';
import { provideMongo } from './mongodb.mjs';
import { services } from './services.mjs';

type Server = Awaited<ReturnType<typeof provideMongo>>;

let own: Promise<Server> | undefined;

/**
 * The URI of a new database on the server that the runner provides; without the runner, on one that is started for this
 * test file and ends with `endMongo`. Throws the sentence that says how to get a server.
 */
export async function newMongoDatabase(): Promise<string> {
  const uri = process.env['MONGODB_URI_TEST'] || (await (own ??= provideMongo()))?.env['MONGODB_URI_TEST'];
  if (!uri) throw new Error(services.find(({ name }) => name === 'mongodb')?.missing);
  const url = new URL(uri);
  url.pathname = `/pitcrew-test-${randomBytes(6).toString('hex')}`;
  return url.href;
}

/** Ends the server that this file started, if it did: for `afterAll`. */
export async function endMongo(): Promise<void> {
  await (await own)?.stop?.();
  own = undefined;
}
