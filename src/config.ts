import { z } from 'zod';
import { channelModules, networkModules, serviceModules } from './registry/modules.ts';
import { hostList, keyRingProblems, mongoUriProblem, redisUrlProblem } from './registry/parts.ts';
import type { Result } from './domain/result.ts';
import { fail, ok } from './domain/result.ts';

/** Environment variables by name: the process entry passes its own, a host or a test whatever it likes. */
export type Env = Readonly<Record<string, string | undefined>>;

/** A variable that is wrong: its name and what would be right. Never its value. */
export interface ConfigProblem {
  readonly name: string;
  readonly message: string;
}

const whole = (name: string, fallback: number, min: number, max: number) =>
  z
    .string()
    .default(String(fallback))
    .refine(
      (text) => /^-?\d+$/.test(text.trim()) && Number(text) >= min && Number(text) <= max,
      `must be a whole number from ${min} to ${max}`,
    )
    .transform(Number)
    .describe(`${name} (${fallback})`);

const seconds = (what: string, fallback: number, min: number, max: number) =>
  z
    .string()
    .default(String(fallback))
    .refine(
      (text) => text.trim() !== '' && Number(text) >= min && Number(text) <= max,
      `must be a number of seconds from ${min} to ${max}`,
    )
    .transform(Number)
    .describe(`${what} (${fallback})`);

/** A URL as it is used everywhere: without a slash at its end. */
const publicUrl = z
  .string()
  .default('http://localhost:3000')
  .refine(
    (text) =>
      URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !text.includes('?') && !text.includes('#'),
    'must be an http or https URL without query, such as https://pitcrew.example.com',
  )
  .transform((text) => text.replace(/\/+$/, ''))
  .describe('where the world reaches this Pitcrew; may have a path prefix (http://localhost:3000)');

/** Pitcrew's own variables; each channel's and network's are its adapter's. */
export const baseEnv = z.object({
  PORT: whole('port to listen on', 3000, 0, 65_535),
  METRICS_PORT: z
    .string()
    .refine((text) => /^\d+$/.test(text.trim()) && Number(text) <= 65_535, 'must be a whole number from 0 to 65535')
    .transform(Number)
    .optional()
    .describe('port of its own for /metrics, which is then not on PORT any more; 0 takes a free one'),
  PUBLIC_URL: publicUrl,
  LOG_LEVEL: z
    .enum(
      ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
      'must be one of trace, debug, info, warn, error, fatal, silent',
    )
    .default('info')
    .describe('least severe line that is logged (info)'),
  NODE_ENV: z
    .string()
    .default('development')
    .describe('`production` refuses sample credentials and a shifted clock (development)'),
  PITCREW_DATA: z
    .string()
    .min(1)
    .default('./.pitcrew')
    .describe('folder of the embedded store (./.pitcrew); several processes on one machine may share it'),
  MONGODB_URI: z
    .string()
    .optional()
    .describe(
      'MongoDB server (4.4 or newer) that everything is stored on, instead of the embedded store; with tls=true',
    ),
  REDIS_URL: z
    .string()
    .optional()
    .describe(
      'Redis server (6.2 or newer) for the jobs, instead of the embedded ones; rediss://, appendonly yes and maxmemory-policy noeviction',
    ),
  PITCREW_KEYS: z
    .string()
    .superRefine((ring, context) => {
      const problems = keyRingProblems(ring);
      if (problems.length > 0) context.addIssue({ code: 'custom', message: `is no key ring. ${problems.join(' ')}` });
    })
    .optional()
    .describe('key ring `id:base64,…`, 32 bytes each, the first encrypts; made in the data folder when absent'),
  PITCREW_ADMIN_TOKEN: z
    .string()
    .min(24, 'must have at least 24 characters')
    .optional()
    .describe('operator token; made in the data folder when absent'),
  POLL_SECONDS: seconds('availability older than this is asked again', 900, 1, 7200),
  STALE_SECONDS: seconds('availability older than this is never offered', 7200, 1, 7200),
  LIVE_DEADLINE_MS: whole('time to ask shops while an offer is made', 2500, 50, 60_000),
  PROVIDER_TIMEOUT_MS: whole("time limit of one call to a shop's network", 8000, 50, 120_000),
  RATE_LIMIT_PER_MINUTE: whole(
    '/v1 requests a minute and key, a tenth of it per address without one; 0 is off',
    600,
    0,
    1_000_000,
  ),
  PITCREW_PLAINTEXT_HOSTS: z
    .string()
    .default('')
    .describe('hosts outside loopback that may be spoken to without TLS, separated by commas'),
  PITCREW_CLOCK_OFFSET_SECONDS: whole(
    'shifts the business clock, not signature checks; refused in production',
    0,
    -315_360_000,
    315_360_000,
  ),
});

export type BaseConfig = z.output<typeof baseEnv>;

/** Everything that was configured. */
export interface Config extends BaseConfig {
  readonly plaintextHosts: readonly string[];
  readonly isProduction: boolean;
  /** The checked variables of each channel, network and service that is on, by the adapter's name. */
  readonly adapters: ReadonlyMap<string, unknown>;
}

/** What is wrong with the address of a server that is set, with the hosts that may be spoken to without TLS. */
const SERVERS = { MONGODB_URI: mongoUriProblem, REDIS_URL: redisUrlProblem } as const;

/** Adapters that are on: one of the variables that switch it on is set, or there is none. */
const isOn = (env: Env, enabledBy: readonly string[]): boolean =>
  enabledBy.length === 0 || enabledBy.some((name) => (env[name] ?? '') !== '');

function problemsOf(error: z.ZodError, env: Env): readonly ConfigProblem[] {
  return error.issues.map((issue) => {
    const name = String(issue.path[0] ?? '');
    // What a rule over several variables says is about those that are set.
    const isMissing = env[name] === undefined && issue.code !== 'custom';
    return { name, message: isMissing ? 'is needed and not set' : issue.message };
  });
}

/** A value that was set to nothing counts as not set. */
const withoutEmpty = (env: Env): Env => Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));

/** Reads the configuration; all problems at once, each with its variable's name. Secrets are never repeated. */
export function readConfig(given: Env): Result<Config, readonly ConfigProblem[]> {
  const env = withoutEmpty(given);
  const problems: ConfigProblem[] = [];
  const base = baseEnv.safeParse(env);
  if (!base.success) problems.push(...problemsOf(base.error, env));
  const adapters = new Map<string, unknown>();
  const judged = new Set<string>();
  for (const { name, env: schema, enabledBy } of [...channelModules, ...networkModules, ...serviceModules]) {
    // A channel and a service of one name read the same variables.
    if (!isOn(env, enabledBy) || judged.has(name)) continue;
    judged.add(name);
    const parsed = schema.safeParse(env);
    if (parsed.success) adapters.set(name, parsed.data);
    else problems.push(...problemsOf(parsed.error, env));
  }
  if (base.success && base.data.METRICS_PORT === base.data.PORT && base.data.PORT !== 0)
    problems.push({ name: 'METRICS_PORT', message: 'must be another port than PORT' });
  const plaintext = hostList(env['PITCREW_PLAINTEXT_HOSTS'] ?? '');
  for (const [name, problemOf] of Object.entries(SERVERS)) {
    const url = env[name];
    const message = url === undefined ? undefined : problemOf(url, plaintext);
    if (message !== undefined) problems.push({ name, message });
  }
  if (env['NODE_ENV'] === 'production') problems.push(...productionProblems(env));
  // Adapters that share a variable say the same of it.
  const distinct = [...new Map(problems.map((problem) => [`${problem.name} ${problem.message}`, problem])).values()];
  if (!base.success || distinct.length > 0) return fail(distinct);
  const plaintextHosts = hostList(base.data.PITCREW_PLAINTEXT_HOSTS);
  return ok({ ...base.data, plaintextHosts, isProduction: base.data.NODE_ENV === 'production', adapters });
}

/** Sample credentials and a shifted clock are for trying out only. */
function productionProblems(env: Env): readonly ConfigProblem[] {
  const samples = Object.entries(env)
    .filter(([name, value]) => /_(SECRET|TOKEN|KEY|KEYS|ID|PASSWORD)$/.test(name) && value?.startsWith('sample-'))
    .map(([name]) => ({ name, message: 'is a sample credential, which production refuses; set the real one' }));
  const shifted = Number(env['PITCREW_CLOCK_OFFSET_SECONDS'] ?? 0) !== 0;
  return shifted
    ? [
        ...samples,
        { name: 'PITCREW_CLOCK_OFFSET_SECONDS', message: 'shifts the clock, which production refuses; unset it' },
      ]
    : samples;
}

/** All problems as one text for people, one line each. */
export const describeProblems = (problems: readonly ConfigProblem[]): string =>
  ['The configuration cannot be used:', ...problems.map(({ name, message }) => `  ${name} ${message}`)].join('\n');
