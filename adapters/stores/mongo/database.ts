import { setTimeout as wait } from 'node:timers/promises';
import { createConnection } from 'mongoose';
import type { Collection, Connection } from 'mongoose';
import type { Log } from '../../../src/app/ports/log.ts';
import { isMongoUnavailable } from './failures.ts';
import { SCHEMAS } from './schemas.ts';
import type * as docs from './schemas.ts';

/** The collections by what their documents are; the schemas say the same to Mongoose. */
export interface Database {
  readonly connection: Connection;
  readonly bookings: Collection<docs.BookingDoc>;
  readonly deliveries: Collection<docs.DeliveryDoc>;
  readonly fleets: Collection<docs.FleetDoc>;
  readonly members: Collection<docs.OwnedDoc>;
  readonly vehicles: Collection<docs.OwnedDoc>;
  readonly providers: Collection<docs.ProviderDoc>;
  readonly agreements: Collection<docs.AgreementDoc>;
  readonly availability: Collection<docs.AvailabilityDoc>;
  readonly ledger: Collection<docs.LedgerDoc>;
  readonly levels: Collection<docs.LevelDoc>;
  readonly levelMarks: Collection<docs.MarkDoc>;
  readonly memory: Collection<docs.MemoryDoc>;
  readonly cursors: Collection<docs.NamedDoc<string>>;
  readonly counters: Collection<docs.NamedDoc<number>>;
  readonly versions: Collection<docs.NamedDoc<number>>;
  readonly keyMarks: Collection<docs.KeyMarkDoc>;
  readonly locks: Collection<docs.LockDoc>;
  readonly probe: Collection<docs.NamedDoc<string>>;
}

/** How long one operation looks for a server that takes it, in milliseconds: then it is "not now". */
const SELECT_MS = 2_500;
const RETRY_MS = 500;

/**
 * Connects to a MongoDB server, 4.4 or newer. Every write is acknowledged by the majority and in its journal before it
 * resolves. A server that does not answer is tried again for `waitMs`; then it rejects in words without the URI.
 * @param prepare what has to be done before it is of use, from the start again where the server went away meanwhile
 */
export async function connectMongo(
  options: { readonly uri: string; readonly waitMs: number; readonly log?: Log | undefined },
  prepare: (db: Database) => Promise<void> = () => Promise.resolve(),
): Promise<Database> {
  const { uri, waitMs, log } = options;
  const end = Date.now() + waitMs;
  for (let told = false; ; told = true) {
    let db: Database | undefined;
    try {
      db = databaseOf(await connect(uri));
      await prepare(db);
      return db;
    } catch (error) {
      await db?.connection.close().catch(() => undefined);
      // What it is not prepared for is said by `prepare` itself; a server that goes away meanwhile is waited for again.
      if (db && !isMongoUnavailable(error)) throw error;
      if (!isMongoUnavailable(error) || Date.now() >= end) throw new Error(`${sentence(error)}`, { cause: error });
      if (!told) log?.warn({ error }, 'MongoDB does not answer yet; the start waits for it');
      await wait(RETRY_MS);
    }
  }
}

const sentence = (error: unknown): string =>
  isMongoUnavailable(error)
    ? 'MONGODB_URI names a MongoDB server that does not answer: look whether it runs and can be reached from here.'
    : 'MONGODB_URI names a MongoDB server that refused the connection: look at its user, password and options.';

async function connect(uri: string): Promise<Connection> {
  const connection = createConnection(uri, {
    ...(hasDatabase(uri) ? {} : { dbName: 'pitcrew' }),
    appName: 'pitcrew',
    autoIndex: false,
    autoCreate: false,
    bufferCommands: false,
    promoteBuffers: true,
    writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
    readPreference: 'primary',
    serverSelectionTimeoutMS: SELECT_MS,
    heartbeatFrequencyMS: 2_000,
    connectTimeoutMS: 5_000,
    socketTimeoutMS: 20_000,
    maxPoolSize: 64,
  });
  try {
    await connection.asPromise();
    return connection;
  } catch (error) {
    await connection.close().catch(() => undefined);
    throw error;
  }
}

const hasDatabase = (uri: string): boolean => /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/.test(uri);

function databaseOf(connection: Connection): Database {
  for (const [name, schema] of Object.entries(SCHEMAS)) connection.model(name, schema, name);
  return {
    connection,
    bookings: connection.collection('bookings'),
    deliveries: connection.collection('deliveries'),
    fleets: connection.collection('fleets'),
    members: connection.collection('members'),
    vehicles: connection.collection('vehicles'),
    providers: connection.collection('providers'),
    agreements: connection.collection('agreements'),
    availability: connection.collection('availability'),
    ledger: connection.collection('commission_lines'),
    levels: connection.collection('service_levels'),
    levelMarks: connection.collection('service_level_marks'),
    memory: connection.collection('channel_memory'),
    cursors: connection.collection('poll_cursors'),
    counters: connection.collection('counters'),
    versions: connection.collection('schema_versions'),
    keyMarks: connection.collection('key_marks'),
    locks: connection.collection('locks'),
    probe: connection.collection('probe'),
  };
}
