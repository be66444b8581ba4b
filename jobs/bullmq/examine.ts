import { Redis } from 'ioredis';

/** What a server is like: sentences about what must not be so, and about what is worth knowing. */
export interface RedisFindings {
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** BullMQ's own least version. */
const LEAST = [5, 0] as const;

/**
 * Looks at the Redis server that jobs are to lie on, and changes nothing. Never throws, and never repeats the URL's password.
 * @param waitMs how long it is waited for
 */
export async function examineRedis(url: string, waitMs: number): Promise<RedisFindings> {
  const { host } = new URL(url);
  let why = 'it does not answer';
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: waitMs,
    commandTimeout: waitMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', ({ message }: Error) => (why = reasonOf(message)));
  try {
    await redis.connect();
    return judge(host, fieldsOf(await redis.info()));
  } catch (error) {
    if (error instanceof Error)
      why = /^(?:NOAUTH|WRONGPASS|NOPERM)/.test(error.message) ? reasonOf(error.message) : why;
    return { problems: [`Redis at ${host} cannot be used: ${why}.`], notes: [] };
  } finally {
    redis.disconnect();
  }
}

function reasonOf(message: string): string {
  if (/^(?:NOAUTH|WRONGPASS)/.test(message)) return 'it does not accept the user and password of REDIS_URL';
  if (message.startsWith('NOPERM')) return 'the user of REDIS_URL may not run INFO';
  if (message.includes('ECONNREFUSED')) return 'nothing listens there';
  if (message.includes('ENOTFOUND')) return 'no such host is known';
  return 'it does not answer';
}

/** `name:value` lines. */
const fieldsOf = (info: string): ReadonlyMap<string, string> =>
  new Map(
    info.split(/\r?\n/).flatMap((line) => {
      const [, name, value] = /^([a-z_]+):(.*)$/.exec(line) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value] as const];
    }),
  );

function judge(host: string, fields: ReadonlyMap<string, string>): RedisFindings {
  const problems: string[] = [];
  const version = fields.get('redis_version') ?? '';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < LEAST[0] || (major === LEAST[0] && minor < LEAST[1]))
    problems.push(`Redis at ${host} has version ${version || 'unknown'}; the jobs need ${LEAST.join('.')} or newer.`);
  const policy = fields.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction')
    problems.push(
      `Redis at ${host} throws jobs away when its memory is full (maxmemory-policy is ${policy}); set it to noeviction.`,
    );
  const keepsNothing = fields.get('aof_enabled') === '0';
  const notes = keepsNothing
    ? [
        `Redis at ${host} may lose the newest jobs when it ends; set appendonly to yes, or they are queued anew from the store.`,
      ]
    : [];
  return { problems, notes };
}
