import type { Log } from './app/ports/index.ts';
import type { Config, Env } from './config.ts';
import { readConfig } from './config.ts';
import { createClock, createLog, mongoHosts } from './registry/parts.ts';
import { openMongoStores, openSqliteStores } from './registry/stores.ts';
import { ringOf } from './stores.ts';

export interface Finding {
  /** The part that was looked at. */
  readonly check: string;
  readonly what: string;
}

export interface Findings {
  readonly problems: readonly Finding[];
  /** What is allowed and worth knowing. */
  readonly notes: readonly Finding[];
}

const REACH_MS = 5_000;

/** Looks at everything that this configuration names, without starting anything. Secrets are never repeated. */
export async function examine(env: Env): Promise<Findings> {
  const config = readConfig(env);
  if (!config.ok)
    return {
      problems: config.error.map(({ name, message }) => ({ check: 'config', what: `${name} ${message}` })),
      notes: [],
    };
  const log = createLog({ level: 'silent' });
  const [redis, ...found] = await Promise.all([
    jobsServer(config.value),
    store(config.value, log),
    reach('slack', slackUrl(config.value, env)),
  ]);
  return { problems: [...found.flat(), ...redis.problems], notes: [...notesOf(config.value), ...redis.notes] };
}

/** Opens the store as the start does, so that what stops a start shows here, then tries to write. */
async function store(config: Config, log: Log): Promise<readonly Finding[]> {
  const { MONGODB_URI: uri, PITCREW_DATA: dataDir } = config;
  const clock = createClock(config.PITCREW_CLOCK_OFFSET_SECONDS);
  try {
    const keys = ringOf(config);
    const common = { keys, clock, log, wholeRing: true };
    if (uri === undefined) {
      const opened = await openSqliteStores({ dataDir, ...common });
      return await probed(opened, () => Promise.resolve([]));
    }
    const opened = await openMongoStores({ uri, ...common, waitMs: REACH_MS, makeNothing: true });
    return await probed(opened, opened.missingIndexes);
  } catch (error) {
    return [{ check: 'store', what: error instanceof Error ? error.message : String(error) }];
  }
}

async function probed(
  opened: Pick<Awaited<ReturnType<typeof openMongoStores>>, 'probe' | 'close'>,
  missing: () => Promise<readonly string[]>,
): Promise<readonly Finding[]> {
  try {
    const { ready, parts } = await opened.probe();
    const unwritable = ready ? [] : Object.entries(parts).map(([check, what]) => ({ check, what }));
    const indexes = ready ? await missing() : [];
    return [
      ...unwritable,
      ...indexes.map((name) => ({ check: 'indexes', what: `${name} is missing; the next start makes it.` })),
    ];
  } finally {
    await opened.close();
  }
}

/** The Redis that jobs lie on, where one is named. */
async function jobsServer({ REDIS_URL: url }: Config): Promise<Findings> {
  if (url === undefined) return { problems: [], notes: [] };
  const { examineRedis } = await import('../jobs/bullmq/index.ts');
  const { problems, notes } = await examineRedis(url, REACH_MS);
  const asFindings = (some: readonly string[]): readonly Finding[] => some.map((what) => ({ check: 'redis', what }));
  return { problems: asFindings(problems), notes: asFindings(notes) };
}

function slackUrl(config: Config, env: Env): string | undefined {
  if (!config.adapters.has('slack')) return undefined;
  return env['SLACK_API_URL'] || 'https://slack.com/api/';
}

/** Whether anything answers there at all. */
async function reach(check: string, url: string | undefined): Promise<readonly Finding[]> {
  if (url === undefined) return [];
  const { host } = new URL(url);
  try {
    await fetch(new URL('api.test', url.endsWith('/') ? url : `${url}/`), { signal: AbortSignal.timeout(REACH_MS) });
    return [];
  } catch {
    return [{ check, what: `${host} does not answer from here.` }];
  }
}

function notesOf(config: Config): readonly Finding[] {
  const { MONGODB_URI: uri, PITCREW_KEYS: ring, plaintextHosts } = config;
  const listed = plaintextHosts.map((host) => ({ check: 'plaintext', what: `${host} may be spoken to without TLS.` }));
  const shared = uri !== undefined && ring === undefined;
  return [
    ...listed,
    ...(shared
      ? [
          {
            check: 'keys',
            what: `the key ring lies in the data folder alone; set PITCREW_KEYS where processes on other machines use ${mongoHosts(uri).join(', ')} too.`,
          },
        ]
      : []),
  ];
}
